"""Roles of people: proposed, confirmed, ended; and the table of duties."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations import duties, services
from associations.admin.base import HistoryPages, OptionalReasonForm, me
from associations.admin.body_field import BodyField, suggested
from associations.duties import READING_ROLES, Role
from associations.models import Association, RoleGrant
from associations.roles import has_role, is_administrator, supervised_by


class StatusFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("effect", _("in effect")),
            ("waiting", _("waiting for a second person")),
            ("ended", _("ended")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[RoleGrant]) -> QuerySet[RoleGrant]:
        match self.value():
            case "effect":
                return queryset.filter(pk__in=RoleGrant.objects.in_effect().values("pk"))
            case "waiting":
                return queryset.filter(pk__in=RoleGrant.objects.waiting().values("pk"))
            case "ended":
                return queryset.filter(until__lte=timezone.now())
        return queryset


class ProposeForm(forms.ModelForm):
    association = BodyField(
        label=_("Association"), help_text=_("Any of its names, its acronym or its address.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        help_text=_("It stays in the history. Write nothing about a complaint."),
    )

    class Meta:
        model = RoleGrant
        fields = ("user", "association", "role")

    def clean(self) -> Any:
        cleaned = super().clean() or self.cleaned_data
        user = cleaned.get("user")
        if user is not None and not user.is_active:
            self.add_error("user", _("This account is not active."))
        if cleaned.get("role") == Role.LIAISON:
            self.add_error("role", services.liaisons_are_invited())
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Nothing is left out: the constraints speak of columns that the form does not show."""
        return set()


@admin.register(RoleGrant)
class RoleGrantAdmin(HistoryPages):
    """A supervisor sees the roles they supervise, to confirm what an administrator proposed."""

    form = ProposeForm
    change_form_template = "associations/grant.html"
    change_list_template = "associations/grants.html"
    list_display = ("user", "role_name", "association", "status", "since", "until")
    # Only bodies that somebody has a role in: the directory is too long to choose from.
    list_filter = (StatusFilter, "role", ("association", admin.RelatedOnlyFieldListFilter))
    search_fields = ("user__username", "user__full_name", "association__slug", "association__acronym")
    list_select_related = ("user", "association")
    readonly_fields = ("status", "since", "until", "granted_by", "confirmed_by", "confirmed_at")

    @admin.display(description=_("role"), ordering="role")
    def role_name(self, grant: RoleGrant) -> str:
        return str(grant.get_role_display())

    @admin.display(description=_("status"))
    def status(self, grant: RoleGrant) -> str:
        now = timezone.now()
        if grant.until is not None and grant.until <= now:
            return str(_("ended"))
        return str(_("waiting for a second person") if grant.is_waiting else _("in effect"))

    def get_fields(self, request: HttpRequest, obj: RoleGrant | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("user", "association", "role", "reason")
        return ("user", "role", "association", *self.readonly_fields)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoleGrant]:
        grants: QuerySet[RoleGrant] = super().get_queryset(request)
        if is_administrator(request.user) or has_role(request.user, Role.AUDITOR):
            return grants
        return grants.filter(supervised_by(request.user))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or has_role(request.user, Role.SUPERVISOR)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: Any, change: bool) -> None:
        grant = services.grant_role(
            obj.user,
            obj.association,
            Role(obj.role),
            by=me(request),
            reason=form.cleaned_data.get("reason", ""),
        )
        obj.pk = grant.pk
        obj._state.adding = False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        grant = kwargs.get("obj")
        if grant is None:
            context["bodies"] = suggested(Association.objects.by_name())
        else:
            open_ = grant.until is None or grant.until > timezone.now()
            context["may_confirm"] = services.may_confirm(me(request), grant)
            context["may_end"] = open_ and (
                is_administrator(request.user) or grant.user_id == request.user.pk
            )
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response

    def get_urls(self) -> list[URLPattern]:
        name = "associations_rolegrant_%s"
        view = self.admin_site.admin_view
        return [
            path("duties/", view(self.duties), name=name % "duties"),
            path("<uuid:object_id>/confirm/", view(self.confirm), name=name % "confirm"),
            path("<uuid:object_id>/end/", view(self.end), name=name % "end"),
            *super().get_urls(),
        ]

    def confirm(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.act(
            request,
            str(object_id),
            title=_("Confirm the role"),
            explain=_(
                "You are the second person. From now on this person can do what the role allows. Ask if in doubt."
            ),
            submit=_("Confirm"),
            perform=lambda grant, reason: services.confirm_role(grant, by=me(request), reason=reason),
            done=_("The role has effect."),
            allowed=lambda grant: services.may_confirm(me(request), grant),
            form_class=OptionalReasonForm,
        )

    def end(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.act(
            request,
            str(object_id),
            title=_("End the role"),
            explain=_("It ends at once. What this person did in the role stays. Nobody needs to confirm it."),
            submit=_("End the role"),
            perform=lambda grant, reason: services.end_role(grant, by=me(request), reason=reason),
            done=_("The role has ended."),
            allowed=lambda grant: is_administrator(request.user) or grant.user_id == request.user.pk,
        )

    def duties(self, request: HttpRequest) -> HttpResponse:
        """The matrix, readable: for each role which others the same person may have, and why not."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": _("Which duties one person may combine"),
            "opts": self.opts,
            "roles": list(Role),
            "rows": duty_rows(),
            "never": duty_reasons(duties.Verdict.NEVER),
            "per_case": duty_reasons(duties.Verdict.PER_CASE),
        }
        return TemplateResponse(request, "associations/duties.html", context)


def duty_rows() -> list[dict[str, Any]]:
    """One row for each role: its verdict beside every other, and whether it reads."""
    return [
        {
            "role": one,
            "reads": one in READING_ROLES,
            "cells": [None if one == other else duties.rule(one, other).verdict for other in Role],
        }
        for one in Role
    ]


def duty_reasons(verdict: duties.Verdict) -> list[dict[str, Any]]:
    """Each reason once, with the pairs it speaks of."""
    pairs: dict[str, list[str]] = {}
    for pair, rule in duties.MATRIX.items():
        if rule.verdict == verdict:
            one, other = sorted(pair, key=list(Role).index)
            pairs.setdefault(str(rule.reason), []).append(f"{one.label} + {other.label}")
    return [{"reason": reason, "pairs": found} for reason, found in pairs.items()]

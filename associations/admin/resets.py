"""Second factors that are lost: one person asks (on the page of the person concerned), another confirms here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from associations import services
from associations.admin.base import AdministratorsPages, me
from associations.duties import Role
from associations.models import RoleGrant
from associations.roles import has_role, is_administrator, is_auditor, supervised_by
from portal.accounts.models import SecondFactorReset


class NoForm(forms.Form):
    """Nothing to fill in."""


@admin.register(SecondFactorReset)
class SecondFactorResetAdmin(AdministratorsPages):
    change_form_template = "associations/reset.html"
    list_display = ("user", "status", "asked_by", "asked_at", "confirmed_by", "done_at")
    list_filter = (
        "asked_at",
        ("done_at", admin.EmptyFieldListFilter),
        ("dropped_at", admin.EmptyFieldListFilter),
    )
    search_fields = ("user__username", "user__full_name")
    list_select_related = ("user", "asked_by", "confirmed_by")
    fields = ("user", "reason", "status", "asked_by", "asked_at", "confirmed_by", "done_at", "dropped_at")
    readonly_fields = ("status", "asked_at")

    @admin.display(description=_("status"))
    def status(self, reset: SecondFactorReset) -> str:
        if reset.done_at:
            return str(_("done"))
        return str(_("dropped") if reset.dropped_at else _("waiting for a second person"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[SecondFactorReset]:
        resets: QuerySet[SecondFactorReset] = super().get_queryset(request)
        if is_administrator(request.user) or is_auditor(request.user):
            return resets
        grants = RoleGrant.objects.open().filter(supervised_by(request.user), user_id=OuterRef("user_id"))
        return resets.filter(Exists(grants))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or has_role(request.user, Role.SUPERVISOR)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        reset = kwargs.get("obj")
        if reset is not None:
            context["may_confirm"] = services.may_confirm_reset(me(request), reset)
            context["may_drop"] = reset.is_open and is_administrator(request.user)
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response

    def get_urls(self) -> list[URLPattern]:
        name = "accounts_secondfactorreset_%s"
        view = self.admin_site.admin_view
        return [
            path("<uuid:object_id>/confirm/", view(self.confirm), name=name % "confirm"),
            path("<uuid:object_id>/drop/", view(self.drop), name=name % "drop"),
            *super().get_urls(),
        ]

    def confirm(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.act(
            request,
            str(object_id),
            title=_("Confirm the reset"),
            explain=_(
                "You are the second person. Make sure yourself that this person has asked for it. "
                "Roles that two people give stop until they are confirmed again, after the new second factor is set up."
            ),
            submit=_("Reset the second factor"),
            perform=lambda reset, _reason: services.confirm_reset(reset, by=me(request)),
            done=_("The second factor is reset and all sessions of this person have ended."),
            allowed=lambda reset: services.may_confirm_reset(me(request), reset),
            form_class=NoForm,
        )

    def drop(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.act(
            request,
            str(object_id),
            title=_("Drop the request"),
            explain=_("Nothing is reset. The second factor stays as it is."),
            submit=_("Drop the request"),
            perform=lambda reset, _reason: services.drop_reset(reset, by=me(request)),
            done=_("The request is dropped."),
            allowed=lambda reset: is_administrator(request.user) and reset.is_open,
            form_class=NoForm,
        )

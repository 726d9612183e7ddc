"""Declared interests: everybody declares their own; two people end one, with a reason, and it stays on record."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.admin.base import AdministratorsPages
from associations.admin.body_field import BodyField, suggested
from associations.models import Association, RoleGrant
from associations.roles import Role, is_administrator, is_auditor, roles_of
from complaints.models import Interest
from complaints.permissions import Action, bodies_where
from complaints.services import interests
from portal.accounts.staff import officer


class InterestForm(forms.ModelForm):
    association = BodyField(
        label=_("Association"), required=False, help_text=_("Any of its names, its acronym or its address.")
    )

    class Meta:
        model = Interest
        fields = ("association", "country")

    def clean_country(self) -> str:
        """Two capital letters, as in every other table: another spelling would keep nobody away from anything."""
        code = str(self.cleaned_data["country"]).strip().upper()
        if code and not re.fullmatch("[A-Z]{2}", code):
            raise forms.ValidationError(_("Two capital letters, as in ISO 3166."))
        return code

    def clean(self) -> Any:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("association") and not given.get("country"):
            raise forms.ValidationError(_("Choose a body, or write the code of a country."))
        return given


class ConfirmForm(forms.Form):
    """Nothing is asked: the reason stands there already."""


class InterestAdmin(AdministratorsPages):
    """From its declaration on the person finds no trace of a case that concerns it."""

    form = InterestForm
    change_form_template = "complaints/desk/interest.html"
    list_display = ("user", "association", "country", "since", "status")
    list_select_related = ("user", "association")
    readonly_fields = (
        "user",
        "since",
        "status",
        "end_reason",
        "end_asked_by",
        "end_asked_at",
        "end_confirmed_by",
        "until",
    )
    show_facets = admin.ShowFacets.NEVER

    @admin.display(description=_("status"))
    def status(self, interest: Interest) -> str:
        if interest.until is not None:
            return str(_("ended"))
        return str(
            _("its end waits for a second person") if interest.is_ending else _("keeps away from cases")
        )

    def get_fields(self, request: HttpRequest, obj: Interest | None = None) -> tuple[str, ...]:
        return ("association", "country", *(self.readonly_fields if obj else ()))

    def _works_here(self, request: HttpRequest) -> bool:
        return bool(bodies_where(officer(request), Action.LIST))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Interest]:
        """One's own; for administrators and auditors all; for supervisors those of their people that should end."""
        rows: QuerySet[Interest] = super().get_queryset(request)
        user = officer(request)
        if is_administrator(user) or is_auditor(user):
            return rows
        supervised = [body for body, roles in roles_of(user).items() if Role.SUPERVISOR in roles]
        people = RoleGrant.objects.open().filter(association__in=supervised).values("user")
        return rows.filter(Q(user=user) | Q(user__in=people, end_asked_at__isnull=False))

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """What a person may see of the rows, ``get_queryset`` says."""
        user = officer(request)
        return is_administrator(user) or is_auditor(user) or self._works_here(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._works_here(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Interest, form: Any, change: bool) -> None:
        obj.user = officer(request)
        interests.declare(obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        interest = kwargs.get("obj")
        if interest is None:
            context["bodies"] = suggested(Association.objects.by_name())
        else:
            context["may_ask_end"] = interests.may_ask_end(officer(request), interest)
            context["may_confirm_end"] = interests.may_confirm_end(officer(request), interest)
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response

    def get_urls(self) -> list[URLPattern]:
        name = "complaints_interest_%s"
        view = self.admin_site.admin_view
        return [
            path("<int:object_id>/end/", view(self.ask_end), name=name % "end"),
            path("<int:object_id>/confirm/", view(self.confirm_end), name=name % "confirm"),
            *super().get_urls(),
        ]

    def ask_end(self, request: HttpRequest, object_id: int) -> HttpResponse:
        user = officer(request)
        return self.act(
            request,
            str(object_id),
            title=_("Ask to end the interest"),
            explain=_(
                "It goes on keeping this person away from cases until a second person has confirmed the end."
            ),
            submit=_("Ask"),
            perform=lambda interest, reason: interests.ask_end(
                interest, by=user, reason=reason, now=timezone.now()
            ),
            done=_("Asked. A second person must confirm it."),
            allowed=lambda interest: interests.may_ask_end(user, interest),
        )

    def confirm_end(self, request: HttpRequest, object_id: int) -> HttpResponse:
        user = officer(request)
        return self.act(
            request,
            str(object_id),
            title=_("Confirm the end of the interest"),
            explain=_(
                "You are the second person. From now on this interest keeps the person away from no case. Read the "
                "reason, and ask if in doubt."
            ),
            submit=_("Confirm the end"),
            perform=lambda interest, _reason: interests.confirm_end(interest, by=user, now=timezone.now()),
            done=_("The interest has ended."),
            allowed=lambda interest: interests.may_confirm_end(user, interest),
            form_class=ConfirmForm,
        )

"""Contacts of prosecutors in the admin: addresses and the list."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from associations.contact.desk import views
from associations.contact.desk.listing import FILTERS, STAGE_RANK
from associations.contact.models import Contact
from associations.contact.permissions import Action, bodies_where
from associations.contact.states import PREFIX
from associations.desks.lists import ListByReference
from portal.accounts.staff import officer
from portal.web.kept import keep_words


@admin.register(Contact)
class ContactAdmin(ListByReference):
    change_list_template = "contact/desk/list.html"
    list_display = ("reference", "stage", "about", "way", "language_name", "received", "next_date", "hands")
    list_filter = FILTERS
    prefix = PREFIX
    search_help_text = _("Reference, for instance PCR-2026-4XQ7K2M-F")
    ordering = (F("next_due_at").asc(nulls_last=True), "-filed_at", "pk")

    def has_view_permission(self, request: HttpRequest, obj: Contact | None = None) -> bool:
        return bool(bodies_where(officer(request), Action.LIST))

    def get_urls(self) -> list[URLPattern]:
        name = "contact_contact_%s"
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name=name % "changelist"),
            path("who-may-do-what/", view(views.table), name=name % "table"),
            path("<uuid:pk>/", view(views.page), name=name % "change"),
            path("<uuid:pk>/do/<slug:name>/", keep_words(views.act), name=name % "act"),
        ]

    # --- the list ----------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        return Contact.objects.visible_to(officer(request)).select_related("owner")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {
            "title": _("Contacts of prosecutors"),
            "now": timezone.now(),
            "read_at": bodies_where(officer(request), Action.READ),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    @admin.display(description=_("Stage"), ordering=STAGE_RANK)
    def stage(self, contact: Contact) -> str:
        return str(contact.get_state_display())

    @admin.display(description=_("Purpose"))
    def about(self, contact: Contact) -> str:
        return str(contact.get_purpose_display())

    @admin.display(description=_("Answer"))
    def way(self, contact: Contact) -> str:
        return str(contact.get_answer_by_display())

    @admin.display(description=_("Language"), ordering="language")
    def language_name(self, contact: Contact) -> str:
        return contact.language

    @admin.display(description=pgettext_lazy("contact", "Received"), ordering="filed_at")
    def received(self, contact: Contact) -> Any:
        return contact.filed_at

    @admin.display(description=_("Next date"), ordering=F("next_due_at").asc(nulls_last=True))
    def next_date(self, contact: Contact) -> Any:
        return contact.next_due_at

    @admin.display(description=_("In whose hands"), ordering=F("owner__full_name").asc(nulls_last=True))
    def hands(self, contact: Contact) -> str:
        return str(contact.owner or "")

"""Contacts of prosecutors in the admin: addresses and the list."""

from typing import Any

from django.contrib import admin, messages
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
from portal.accounts.staff import officer
from portal.receipts.code import Mistyped, check_reference
from portal.web.kept import keep_words
from portal.web.lists import TolerantList, parameters


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):
    """Nothing is added or deleted here, and nothing is changed by a raw form. ``visible_to`` decides what is found."""

    change_list_template = "contact/desk/list.html"
    list_display = ("reference", "stage", "about", "way", "language_name", "received", "next_date", "hands")
    list_filter = FILTERS
    list_per_page = 25
    actions = None
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("reference",)
    search_help_text = _("Reference, for instance PCR-2026-4XQ7K2M-F")
    ordering = (F("next_due_at").asc(nulls_last=True), "-filed_at", "pk")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Contact | None = None) -> bool:
        return bool(bodies_where(officer(request), Action.LIST))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Contact | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Contact | None = None) -> bool:
        return False

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

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[TolerantList]:
        return TolerantList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in parameters(FILTERS)  # the filters' own; nothing else of an address reaches the query

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Contact], search_term: str
    ) -> tuple[QuerySet[Contact], bool]:
        """By reference only, however it was typed: words of a contact never stand in an address."""
        if not search_term.strip():
            return queryset, False
        try:
            return queryset.filter(reference=check_reference(search_term, PREFIX)), False
        except Mistyped as problem:
            messages.warning(request, problem.message)
            return queryset.none(), False

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

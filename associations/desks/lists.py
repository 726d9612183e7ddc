"""What the lists of the desks share: complaints, contacts and reviews are found in the same ways."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Case, IntegerField, QuerySet, TextChoices, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from associations.roles import Role
from portal.accounts.models import User
from portal.accounts.staff import officer
from portal.receipts.code import PREFIX, Mistyped, check_reference
from portal.web.lists import Choice, Choices, TolerantList, parameters


def in_order(column: str, codes: Collection[TextChoices]) -> Case:
    """Ranks of codes, to sort by what they mean rather than by their letters."""
    return Case(
        *(When(**{column: code.value}, then=Value(rank)) for rank, code in enumerate(codes)),
        output_field=IntegerField(),
    )


class InHands(Choice):
    """In whose hands something is: ``parameter_name`` is the column of the person."""

    title = _("In whose hands")

    def holders(self, user: User) -> tuple[Collection[UUID], Collection[Role]]:
        """The bodies and roles of those in whose hands something can be, as far as ``user`` sees it."""
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        bodies, roles = self.holders(officer(request))
        people = (
            User.objects.active()
            .filter(grants__association__in=list(bodies), grants__role__in=roles, grants__until__isnull=True)
            .distinct()
            .order_by("full_name")
        )
        return [
            ("me", _("Me")),
            ("nobody", _("Nobody")),
            *((str(person.pk), person.full_name) for person in people),
        ]

    def narrowed(self, rows: QuerySet[Any], value: str, request: HttpRequest) -> QuerySet[Any]:
        person = {"nobody": None, "me": officer(request).pk}.get(value, value)
        return rows.filter(**{self.column: person})

    column: str


class ListByReference(admin.ModelAdmin):
    """A list that is searched by reference. Nothing is added or deleted here, and nothing is changed by a raw form;
    ``visible_to`` decides what is found.
    """

    list_per_page = 25
    actions = None
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("reference",)
    #: Of the references of this list.
    prefix = PREFIX

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[TolerantList]:
        return TolerantList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in parameters(self.list_filter)  # nothing else of an address reaches the query

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By reference only, however it was typed: words of a case never stand in an address."""
        if not search_term.strip():
            return queryset, False
        try:
            return queryset.filter(reference=check_reference(search_term, self.prefix)), False
        except Mistyped as problem:
            messages.warning(request, problem.message)
            return queryset.none(), False

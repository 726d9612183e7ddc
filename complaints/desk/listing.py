"""The list of complaints: its filters, its order, its pages. Whatever stands in the address, an answer comes."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from associations.models import Association
from complaints.desk.triage import QUEUES
from complaints.desk.words import officer
from complaints.models import Allegation, Complaint, Respondent, Urgency
from complaints.states import State
from portal.accounts.models import User
from protocol import taxonomy

Rows = QuerySet[Complaint]
Choices = list[tuple[str, Any]]

#: Ranks of stages and urgencies, to sort by what they mean rather than by their codes.
STAGE_RANK = Case(
    *(When(state=state.value, then=Value(rank)) for rank, state in enumerate(State)),
    output_field=IntegerField(),
)
_URGENT_FIRST = (Urgency.DANGER, Urgency.DETAINED, Urgency.HEARING, Urgency.UNSURE, Urgency.NONE)
URGENCY_RANK = Case(
    *(When(urgency=urgency.value, then=Value(rank)) for rank, urgency in enumerate(_URGENT_FIRST)),
    output_field=IntegerField(),
)


class Choice(admin.SimpleListFilter):
    """One choice among known ones. An unknown value filters nothing."""

    kind = "choice"

    def options(self) -> Choices:
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return self.options()

    def value(self) -> str | None:
        """The value, if it is one of the choices."""
        given = self.used_parameters.get(str(self.parameter_name))
        known = {str(code) for code, _label in getattr(self, "lookup_choices", [])}
        return given if given in known else None

    @property
    def in_use(self) -> bool:
        return self.value() is not None

    def has_output(self) -> bool:
        return True

    def narrowed(self, rows: Rows, value: str, request: HttpRequest) -> Rows:
        return rows.filter(**{str(self.parameter_name): value})

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        value = self.value()
        return queryset if value is None else self.narrowed(queryset, value, request)


class ByQueue(Choice):
    title, parameter_name = _("Queue"), "queue"

    def options(self) -> Choices:
        return [(name, title) for name, (title, _hint) in QUEUES.items()]

    def narrowed(self, rows: Rows, value: str, request: HttpRequest) -> Rows:
        queue: Rows = rows.queues(officer(request), timezone.now())[value]  # type: ignore[attr-defined]
        return queue


class ByStage(Choice):
    title, parameter_name = _("Stage"), "state"

    def options(self) -> Choices:
        return list(State.choices)


class ByUrgency(Choice):
    title, parameter_name = _("Urgency"), "urgency"

    def options(self) -> Choices:
        return list(Urgency.choices)


class ByRespondent(Choice):
    title, parameter_name = _("Respondent"), "respondent"

    def options(self) -> Choices:
        bodies = Association.objects.respondents().by_name()
        return [*((str(body.pk), body.name) for body in bodies), ("unlisted", _("A body that is not listed"))]

    def narrowed(self, rows: Rows, value: str, request: HttpRequest) -> Rows:
        about = Respondent.objects.filter(association=None if value == "unlisted" else UUID(value))
        return rows.filter(pk__in=about.values("complaint"))


class ByCategory(Choice):
    title, parameter_name = _("Category"), "category"

    def options(self) -> Choices:
        return [(category.code, category.label) for category in taxonomy.CATEGORIES]

    def narrowed(self, rows: Rows, value: str, request: HttpRequest) -> Rows:
        return rows.filter(pk__in=Allegation.objects.filter(category=value).values("complaint"))


class ByLanguage(Choice):
    title, parameter_name = _("Language"), "language"

    def options(self) -> Choices:
        return list(settings.CORRESPONDENCE_LANGUAGES)


class ByAssigned(Choice):
    title, parameter_name = _("Assigned to"), "assigned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        from complaints.permissions import Action, bodies_where, roles_for

        people = (
            User.objects.active()
            .filter(
                grants__association__in=bodies_where(officer(request), Action.LIST),
                grants__role__in=roles_for(Action.BE_ASSIGNED),
                grants__until__isnull=True,
            )
            .distinct()
            .order_by("full_name")
        )
        return [
            ("me", _("Me")),
            ("nobody", _("Nobody")),
            *((str(person.pk), person.full_name) for person in people),
        ]

    def narrowed(self, rows: Rows, value: str, request: HttpRequest) -> Rows:
        if value == "nobody":
            return rows.filter(assigned_to=None)
        return rows.filter(assigned_to=officer(request).pk if value == "me" else UUID(value))


class ByShort(Choice):
    title, parameter_name = _("Short filing"), "short"

    def options(self) -> Choices:
        return [("yes", _("Short, to be completed")), ("no", _("Complete"))]

    def narrowed(self, rows: Rows, value: str, request: HttpRequest) -> Rows:
        return rows.filter(is_short=value == "yes")


class FiledBetween(admin.ListFilter):
    """Two dates, both included, in the officer's time zone."""

    title = _("Filed")
    kind = "dates"
    parameters = ("filed_from", "filed_to")

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.typed = {name: str((params.pop(name, None) or [""])[-1])[:32] for name in self.parameters}
        self.dates = {name: _day(text) for name, text in self.typed.items()}
        self.used_parameters = {name: text for name, text in self.typed.items() if text}

    @property
    def inputs(self) -> list[dict[str, Any]]:
        labels = {"filed_from": _("Filed from"), "filed_to": _("Filed until")}
        return [
            {
                "name": name,
                "label": labels[name],
                "value": self.typed[name],
                "wrong": bool(self.typed[name]) and self.dates[name] is None,
            }
            for name in self.parameters
        ]

    @property
    def in_use(self) -> bool:
        return any(self.typed.values())

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return list(self.parameters)

    def choices(self, changelist: Any) -> Iterator[Any]:
        return iter(())

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        first, last = self.dates["filed_from"], self.dates["filed_to"]
        if first:
            queryset = queryset.filter(filed_at__gte=_moment(first, time.min))
        if last:
            queryset = queryset.filter(filed_at__lte=_moment(last, time.max))
        return queryset


def _day(text: str) -> date | None:
    """A date between 1900 and 2999: what lies outside was mistyped, and some of it overflows in a time zone."""
    try:
        day = parse_date(text.strip())
    except ValueError:
        return None
    return day if day and 1900 <= day.year <= 2999 else None


def _moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


FILTERS: tuple[type[admin.ListFilter], ...] = (
    ByQueue,
    ByStage,
    ByUrgency,
    ByRespondent,
    ByCategory,
    ByAssigned,
    ByLanguage,
    ByShort,
    FiledBetween,
)
PARAMETERS = {
    name
    for each in FILTERS
    for name in getattr(each, "parameters", None) or [getattr(each, "parameter_name", None)]
}


class ComplaintList(ChangeList):
    """Django's list, but parameters it does not know are ignored, and a page beyond the last is the last."""

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        given = super().get_filters_params(params)
        return {name: value for name, value in given.items() if name in PARAMETERS}

    def get_results(self, request: HttpRequest) -> None:
        paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        page = paginator.get_page(self.page_num)
        self.page, self.page_num = page, page.number
        self.result_count = paginator.count
        self.full_result_count = None
        self.show_full_result_count = self.show_admin_actions = self.can_show_all = False
        self.result_list = page.object_list
        self.multi_page = paginator.num_pages > 1
        self.paginator = paginator

    @property
    def chosen(self) -> list[Any]:
        """The filters in use."""
        return [spec for spec in self.filter_specs if getattr(spec, "in_use", False)]

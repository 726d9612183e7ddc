"""Lists of the staff pages: filters that take any address, dates, pages. Whatever is asked, an answer comes."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date

Rows = QuerySet[Any]
Choices = list[tuple[str, Any]]


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


class Typed(admin.ListFilter):
    """A few words of what there is too much of to choose from."""

    kind = "typed"
    parameter_name: str
    hint: Any = ""

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        given = str((params.pop(self.parameter_name, None) or [""])[-1])
        self.typed = given.replace("\x00", "").strip()[:200]
        self.used_parameters = {self.parameter_name: self.typed} if self.typed else {}

    @property
    def in_use(self) -> bool:
        return bool(self.typed)

    @property
    def shown(self) -> str:
        """What stands in the box."""
        return self.typed

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return [self.parameter_name]

    def choices(self, changelist: Any) -> Iterator[Any]:
        return iter(())

    def narrowed(self, rows: Rows, typed: str) -> Rows:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        return self.narrowed(queryset, self.typed) if self.typed else queryset


class DatesBetween(admin.ListFilter):
    """Two dates, both included, in the officer's time zone."""

    kind = "dates"
    column: str
    #: Of the address: from, to.
    parameters: tuple[str, str]
    labels: tuple[Any, Any]

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.typed = {name: str((params.pop(name, None) or [""])[-1])[:32] for name in self.parameters}
        self.dates = {name: _day(text) for name, text in self.typed.items()}
        self.used_parameters = {name: text for name, text in self.typed.items() if text}

    @property
    def inputs(self) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "label": label,
                "value": self.typed[name],
                "wrong": bool(self.typed[name]) and self.dates[name] is None,
            }
            for name, label in zip(self.parameters, self.labels, strict=True)
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
        first, last = (self.dates[name] for name in self.parameters)
        if first:
            queryset = queryset.filter(**{f"{self.column}__gte": _moment(first, time.min)})
        if last:
            queryset = queryset.filter(**{f"{self.column}__lte": _moment(last, time.max)})
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


def parameters(filters: Any) -> set[str]:
    """The names in an address that these filters understand."""
    return {
        name
        for each in filters
        for name in getattr(each, "parameters", None) or [getattr(each, "parameter_name", None)]
    }


class TolerantList(ChangeList):
    """Django's list, but parameters it does not know are ignored, and a page beyond the last is the last."""

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        given = super().get_filters_params(params)
        known = parameters(self.list_filter)
        return {name: value for name, value in given.items() if name in known}

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

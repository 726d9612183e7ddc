"""Forms of the public pages: label, hint, error and limit are tied to the field, errors lead to their field.

A form is ``class WhatHappened(PortalForm)``; in its template::

    {% load crispy_forms_tags %}
    {% include "portal/components/error_summary.html" %}
    <form method="post">{% csrf_token %}{% crispy form %}{% include "portal/components/buttons.html" %}</form>

Fields are drawn by ``templates/bootstrap5/field.html``. Nothing is cut off in the browser: a text that is too long
arrives, is answered with its limit, and is shown again whole.
"""

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.web import typed_dates

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise


class PortalBoundField(BoundField):
    """A field that knows the identifiers of its parts and what stands beside it."""

    @property
    def hint_id(self) -> str:
        return f"{self.auto_id}_helptext"

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}_error"

    @property
    def limit_id(self) -> str:
        return f"{self.auto_id}_limit"

    @property
    def limit(self) -> int | None:
        """The most characters this field takes, where the visitor should be told (long texts)."""
        if isinstance(self.field.widget, forms.Textarea):
            return getattr(self.field, "max_length", None)
        return None

    @property
    def limit_words(self) -> str:
        limit = self.limit or 0
        return ngettext("Up to %(number)s character.", "Up to %(number)s characters.", limit) % {
            "number": number_format(limit, force_grouping=True)
        }

    @property
    def why(self) -> "Text":
        """Why we ask: from the form's ``why = {field name: text}``."""
        return getattr(self.form, "why", {}).get(self.name, "")

    @property
    def choice_hints(self) -> Mapping[str, "Text"]:
        """Hints under single choices: from the form's ``choice_hints = {field name: {value: text}}``."""
        return getattr(self.form, "choice_hints", {}).get(self.name, {})

    @property
    def asked_as_page(self) -> bool:
        """True when this one question is the page: its label is then set as the page's heading."""
        return getattr(self.form, "page_question", None) == self.name

    @property
    def many_parts(self) -> bool:
        return has_parts(self.field.widget)

    @property
    def first_id(self) -> str:
        """Where a link to this field leads: its first choice or part, else the field itself."""
        return f"{self.auto_id}_0" if self.many_parts else self.auto_id

    @property
    def aria_describedby(self) -> str | None:
        described = super().aria_describedby
        if self.limit and described is not None:
            described = f"{described} {self.limit_id}".strip()
        return described

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        attrs.pop("maxlength", None)
        (widget or self.field.widget).attrs.pop("maxlength", None)
        if self.limit:
            attrs["data-limit"] = str(self.limit)
        if self.use_fieldset:
            attrs.pop("aria-describedby", None)  # the fieldset carries it
        return attrs


def say_required(field: forms.Field) -> "Text":
    """What to do about an empty answer, by kind of field."""
    if isinstance(field, forms.FileField):
        return _("Choose a file.")
    if isinstance(field, forms.BooleanField):
        return _("Tick the box to go on.")
    return _("Choose an answer.") if isinstance(field, forms.ChoiceField) else _("Write an answer.")


def has_parts(widget: forms.Widget) -> bool:
    """Whether a field is drawn as several controls, of which a link leads to the first."""
    return isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget))


def lines_of(form: forms.BaseForm) -> list[dict[str, str]]:
    """Every error of any form, as :attr:`PortalForm.error_list` gives them."""
    lines = [{"target": "", "label": "", "message": str(message)} for message in form.non_field_errors()]
    for name, field in form.fields.items():
        if name in form.errors:
            shown = form[name]
            target = f"{shown.auto_id}_0" if has_parts(field.widget) else shown.auto_id
            label = str(shown.label).rstrip(":")
            lines += [
                {"target": target, "label": label, "message": str(message)} for message in form.errors[name]
            ]
    return lines


class PortalForm(forms.Form):
    """The base of every public form.

    ``why``: {field: why we ask}; ``choice_hints``: {field: {value: hint}}; ``page_question``: the one field whose
    label is the page's heading.
    """

    why: ClassVar[Mapping[str, "Text"]] = {}
    choice_hints: ClassVar[Mapping[str, Mapping[str, "Text"]]] = {}
    page_question: ClassVar[str | None] = None
    use_required_attribute = (
        False  # the answer comes from the server, in the visitor's language, for all fields at once
    )
    bound_field_class = PortalBoundField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = say_required(field)

    @property
    def helper(self) -> FormHelper:
        """For ``{% crispy form %}``: the fields alone; the template writes the form, its token and its buttons."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.include_media = False
        return helper

    def place_of(self, name: str) -> str:
        """Of several alike on the page, which one the field belongs to, ending in ":"; else nothing."""
        return ""

    @property
    def error_list(self) -> list[dict[str, str]]:
        """Every error as ``{"target": id of its field or "", "label": text, "message": text}``, in page order."""
        lines = [{"target": "", "label": "", "message": str(message)} for message in self.non_field_errors()]
        for name in self.fields:
            if name in self.errors:
                field = self[name]
                target = getattr(field, "first_id", field.auto_id)
                place, label = self.place_of(name), str(field.label).rstrip(":")
                lines += [
                    {
                        "target": target,
                        "label": place if _says_all(message, field) else f"{place} {label}".strip(),
                        "message": message,
                    }
                    for message in map(str, self.errors[name])
                ]
        return lines


def _says_all(message: str, field: Any) -> bool:
    """Whether an error needs no label before it: the question's own words for "required", or they name it first."""
    own = str(field.field.error_messages.get("required", ""))
    return message.startswith(str(field.label)) or (
        message == own and message != str(say_required(field.field))
    )


# --- a date in three inputs, as precise as it is known ----------------------------------------------------------


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date known to the day, to the month or to the year."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, iso: str) -> "PartialDate":
        """Of "2026", "2026-03" or "2026-03-14". Raises ValueError for anything else."""
        if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", iso):
            raise ValueError(f"no date: {iso!r}")
        known = cls(*map(int, iso.split("-")))
        date(known.year, 1 if known.month is None else known.month, 1 if known.day is None else known.day)
        return known

    @property
    def precision(self) -> str:
        return "day" if self.day else "month" if self.month else "year"

    @property
    def earliest(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        if self.day:
            return date_format(self.earliest, "DATE_FORMAT")
        return date_format(self.earliest, "YEAR_MONTH_FORMAT") if self.month else str(self.year)


class DatePartsWidget(forms.MultiWidget):
    """Day, month and year as three plain inputs: quicker and safer by keyboard than a calendar, and free of script."""

    template_name = "portal/widgets/date_parts.html"
    use_fieldset = True
    #: Whether the day was found to have passed: the box to confirm it is then shown.
    has_passed = False

    def __init__(self, attrs: dict[str, Any] | None = None, *, confirms: bool = False) -> None:
        """``confirms``: a box to tick comes after the three inputs, for a day that must be confirmed."""
        part = {"inputmode": "numeric", "autocomplete": "off", "class": "form-control"}
        inputs: list[forms.Widget] = [forms.TextInput(attrs=dict(part)) for _part in range(3)]
        super().__init__([*inputs, forms.CheckboxInput()] if confirms else inputs, attrs)

    def decompress(self, value: Any) -> list[Any]:
        known = [value.day, value.month, value.year] if isinstance(value, (date, PartialDate)) else [None] * 3
        return [*known, *([False] * (len(self.widgets) - 3))]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        parts = context["widget"]["subwidgets"]
        labels: Sequence[str] = (_("Day"), _("Month"), _("Year"))
        for part, label in zip(parts, labels, strict=False):
            part["label"] = label
        context["widget"]["subwidgets"], confirm = parts[:3], parts[3:]
        if confirm and (self.has_passed or confirm[0]["attrs"].get("checked")):
            context["widget"]["confirm"] = confirm[0]
        return context


class DatePartsField(forms.MultiValueField):
    """A date typed as day, month, year, or whole in one of the boxes (``typed_dates``).

    ``past``: a date after today is refused. ``ahead``: a day before today is asked about once, and stands when it
    is confirmed.
    ``partial``: day, or day and month, may stay empty; the value is then a ``PartialDate``, else a ``date``.
    """

    widget = DatePartsWidget
    default_error_messages: ClassVar[dict[str, "Text"]] = {
        "required": gettext_lazy("Enter a date."),
        "numbers": gettext_lazy("Write the date in numbers, for example %(example)s."),
        "year": gettext_lazy("Write the year with four digits."),
        "incomplete": gettext_lazy("Enter day, month and year."),
        "no_year": gettext_lazy("Enter at least the year."),
        "no_month": gettext_lazy("Enter the month as well, or leave the day empty."),
        "impossible": gettext_lazy("This date does not exist. Check day and month."),
        "future": gettext_lazy("This date is in the future. Check the year."),
        "passed": gettext_lazy("This day has passed. Check the year."),
    }

    def __init__(
        self, *, partial: bool = False, past: bool = False, ahead: bool = False, **kwargs: Any
    ) -> None:
        self.partial, self.past, self.ahead = partial, past, ahead
        if ahead:
            kwargs.setdefault("widget", DatePartsWidget(confirms=True))
        super().__init__(
            [forms.CharField(required=False) for _part in range(4 if ahead else 3)],
            require_all_fields=False,
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        value = list(value or ["", "", ""])
        typed = [str(part or "").strip() for part in value[:3]]
        if not any(typed):
            if self.required:
                raise self._refuse("required")
            return None
        try:
            day, month, year = typed_dates.read(typed)
        except ValueError as problem:
            raise self._refuse("numbers") from problem
        if year is None:
            raise self._refuse("no_year" if self.partial else "incomplete")
        if not 1000 <= year <= 9999:
            raise self._refuse("year")
        if day is not None and month is None:
            raise self._refuse("no_month" if self.partial else "incomplete")
        if not self.partial and None in (day, month):
            raise self._refuse("incomplete")
        known = PartialDate(year, month, day)
        try:
            if 0 in (day, month) or known.earliest > known.latest:
                raise ValueError
        except (ValueError, calendar.IllegalMonthError) as problem:
            raise self._refuse("impossible") from problem
        if self.past and known.earliest > timezone.localdate():
            raise self._refuse("future")
        if self.ahead and known.latest < timezone.localdate() and not any(value[3:]):
            self.widget.has_passed = True
            raise self._refuse("passed")
        return known if self.partial else known.earliest

    def _refuse(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={"example": self._example()})

    def _example(self) -> str:
        """A day such as is asked for: ahead, unless the facts lie in the past."""
        day = timezone.localdate() + timedelta(days=-200 if self.past else 14)
        return f"{day.day} {day.month} {day.year}"

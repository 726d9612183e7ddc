"""Template tags of the shell and of the components: addresses, languages, clocks, choices. None of them queries."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.urls import get_script_prefix, translate_url
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext, to_locale
from django.utils.translation import gettext as _

from portal.web.forms import lines_of

register = template.Library()

CLOSE_DAYS = 2


@register.simple_tag
def page(path: str = "") -> str:
    """The address of a public page in the current language, for instance ``{% page "safety/" %}``.

    Public paths are a published contract. They are written out rather than reversed, so that the shell also stands on
    error pages and on a surface that does not route the public side.
    """
    return f"{get_script_prefix()}{get_language() or settings.LANGUAGE_CODE}/{path}"


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[dict[str, Any]]:
    """The complete languages, each with its own name and the address of this same page in it."""
    request = context.get("request")
    here = request.get_full_path() if request is not None else page()
    current = get_language()
    return [
        {
            "code": code,
            "tag": to_locale(code).replace("_", "-"),
            "name": name,
            "url": translate_url(here, code),
            "current": code == current,
        }
        for code, name in settings.LANGUAGES
    ]


def days_until(due: date | datetime, today: date | None = None) -> int:
    """Whole calendar days from ``today`` to ``due`` in the current time zone; negative once it has passed."""
    if isinstance(due, datetime):
        due = timezone.localtime(due).date() if timezone.is_aware(due) else due.date()
    return (due - (today or timezone.localdate())).days


@register.simple_tag
def clock_face(due: date | datetime, state: str = "", today: date | None = None) -> dict[str, str]:
    """How a clock shows: ``state``, ``shape`` (of the CSS) and ``words``.

    Without a ``state`` (met, missed: done but late, unmet: missed and not done, paused, off) the days left decide: late
    below 0, close up to 2, else running.
    A moment of today that is over is late.
    """
    left = days_until(due, today)
    days = abs(left)
    if state == "unmet":
        return {"state": "missed", "shape": "missed", "words": _("missed")}
    if state in {"met", "missed", "paused", "off"}:
        said = {"met": _("done"), "missed": _("done late"), "paused": _("paused"), "off": _("stopped")}
        return {"state": state, "shape": state, "words": said[state]}
    if (
        not left
        and today is None
        and isinstance(due, datetime)
        and timezone.is_aware(due)
        and due < timezone.now()
    ):
        return {"state": "late", "shape": "late", "words": _("late since today")}
    if left < 0:
        words = ngettext("late by %(days)d day", "late by %(days)d days", days) % {"days": days}
        return {"state": "late", "shape": "late", "words": words}
    state = "close" if left <= CLOSE_DAYS else "running"
    words = (
        ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days} if left else _("due today")
    )
    return {"state": state, "shape": state, "words": words}


@register.simple_tag
def error_lines(form: Any = None, errors: Any = None) -> list[dict[str, str]]:
    """The lines of an error summary: ``errors`` if given, else those of a form."""
    if errors or not form:
        return list(errors or ())
    return list(form.error_list) if hasattr(form, "error_list") else lines_of(form)


@register.filter
def get(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """``mapping[key]``, or nothing. Choice values arrive as text, whatever they were."""
    if not mapping:
        return ""
    return mapping.get(key) or mapping.get(str(key)) or ""


@register.filter
def rule(clocks: Sequence[Mapping[str, Any]] | None, code: str) -> Mapping[str, Any] | None:
    """The day limit with this code among those handed in, or nothing: the page then says so without a number."""
    return next((clock for clock in clocks or () if clock["rule"] == code), None)


@register.filter
def pick(clocks: Sequence[Mapping[str, Any]] | None, codes: str) -> list[Mapping[str, Any]]:
    """The day limits named in ``codes`` (separated by spaces), in that order."""
    found = (rule(clocks, code) for code in codes.split())
    return [clock for clock in found if clock]


@register.filter
def in_years(clock: Mapping[str, Any]) -> dict[str, Any]:
    """``{number, unit}`` of a day limit, whole years in place of their days: nobody reads 1,095 days as three years."""
    number, unit = clock["number"], clock["unit"]
    if unit == "days" and number and number % 365 == 0:
        return {"number": number // 365, "unit": "years"}
    return {"number": number, "unit": unit}


@register.simple_tag
def unit_words(number: int, unit: str) -> str:
    """The unit of a day limit, agreeing with its number: "days", "working days", "months", "years"."""
    if unit == "years":
        return ngettext("year", "years", number)
    if unit == "months":
        return ngettext("month", "months", number)
    if unit == "working-days":
        return ngettext("working day", "working days", number)
    return ngettext("day", "days", number)


@register.simple_tag
def limit_words(clock: Mapping[str, Any] | None) -> str:
    """A day limit inside a sentence: "14 days"; nothing when no limit was handed in."""
    if not clock:
        return ""
    limit = in_years(clock)
    return f"{number_format(limit['number'], force_grouping=True)} {unit_words(**limit)}"


@register.filter
def beside(cells: Sequence[Any], columns: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Each cell of a row with its column."""
    return list(zip(cells, columns, strict=False))


@register.filter
def groups(code: str) -> list[str]:
    """A grouped code ("AB12-CD34") as its groups, to be set apart on a receipt."""
    return str(code).split("-")


@register.filter
def up_to(number: int) -> range:
    """1, 2, ... number: to draw as many marks as there are steps."""
    return range(1, int(number) + 1)

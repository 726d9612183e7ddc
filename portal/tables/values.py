"""Dates and countries as people write them in cells. Every reader raises Refused, which says what to do."""

import re

from django.utils.translation import gettext_lazy as _

from portal import countries
from portal.tables.cells import Refused
from portal.web.forms import PartialDate

#: A day as spreadsheets of many countries write it, or a day with a time that one added.
_DOTTED = re.compile(r"(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})(?: 0?0:00(?::00)?)?")
#: What spreadsheets make of a month or a day that is typed: "Mar-99", "мар.99", "1-Mar"; and a day as its number.
_MADE_OVER = re.compile(
    r"[^\W\d_]{3,9}\.?[-./ ]?\d{2}|\d{1,2}[-./ ][^\W\d_]{3,9}\.?(?:[-./ ]\d{2})?|[1-9]\d{4}(?:[.,]\d+)?"
)
_TIMED = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00(?::00)?")


def date(text: str) -> PartialDate:
    """A year, month or day: 2022, 2022-03, 2022-03-23, or 23.03.2022 as a spreadsheet may have made of it.

    Days written with slashes are refused: which of the first two numbers is the month cannot be known.
    """
    if dotted := _DOTTED.fullmatch(text):
        day, month, year = dotted.groups()
        text = f"{year}-{month:0>2}" + (f"-{day:0>2}" if day else "")
    elif timed := _TIMED.fullmatch(text):
        text = timed[1]
    try:
        return PartialDate.parse(text)
    except ValueError:
        if _MADE_OVER.fullmatch(text):
            raise Refused(
                _(
                    "The spreadsheet changed this. Set the column to “Text” before typing, then type the date again."
                )
            ) from None
        raise Refused(
            _(
                "This is no date that exists, or it can be read in two ways. Write 2022, 2022-03 or 2022-03-23."
            )
        ) from None


def iso(known: PartialDate | None) -> str:
    """What :func:`date` reads; "" for none."""
    if known is None:
        return ""
    parts = [f"{known.year:04}", *(f"{part:02}" for part in (known.month, known.day) if part)]
    return "-".join(parts)


def country(text: str) -> str:
    """A code of ISO 3166, also of a country that no longer exists, or a country's name in one of our languages."""
    code = text.upper()
    if not countries.is_known(code):
        code = countries.code_of(text)
    if not code:
        raise Refused(_("No country has this code or name. Write two letters of ISO 3166, such as UA."))
    return code

"""How the text of a cell becomes a value, and back. Every reader raises Refused, which says what to do."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from associations.exchange.cells import Refused
from associations.exchange.columns import too_long
from associations.models.body import OTHER_NAME
from portal import countries
from portal.web.forms import PartialDate

#: A day as spreadsheets of many countries write it, or a day with a time that one added.
_DOTTED = re.compile(r"(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})(?: 0?0:00(?::00)?)?")
#: What spreadsheets make of a month or a day that is typed: "Mar-99", "мар.99", "1-Mar"; and a day as its number.
_MADE_OVER = re.compile(
    r"[^\W\d_]{3,9}\.?[-./ ]?\d{2}|\d{1,2}[-./ ][^\W\d_]{3,9}\.?(?:[-./ ]\d{2})?|[1-9]\d{4}(?:[.,]\d+)?"
)
_TIMED = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00(?::00)?")


def one_of(choices: list[tuple[str, Any]]) -> Callable[[str], str]:
    """Reads the code of a choice; its capitals do not matter."""
    codes = {code.casefold(): code for code, _label in choices}

    def read(text: str) -> str:
        if text.casefold() not in codes:
            raise Refused(
                _("This is none of the words for this column. The page about the columns lists them.")
            )
        return codes[text.casefold()]

    return read


def short(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > most:
            raise Refused(too_long(most))
        return text

    return read


def slug(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > most:
            raise Refused(too_long(most))
        try:
            validate_slug(text)
        except ValidationError:
            raise Refused(_("Write Latin letters, digits and hyphens only.")) from None
        return text

    return read


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


def entry(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(
            _(
                "An entry that is on record is named as its export names it. For a new one leave the cell empty."
            )
        ) from None


def country(text: str) -> str:
    """A code of ISO 3166, also of a country that no longer exists, or a country's name in one of our languages."""
    code = text.upper()
    if not countries.is_known(code):
        code = countries.code_of(text)
    if not code:
        raise Refused(_("No country has this code or name. Write two letters of ISO 3166, such as UA."))
    return code


# --- parts of lists ------------------------------------------------------------------------------------------------


def date_text(text: str) -> str:
    return iso(date(text))


def link(text: str) -> str:
    try:
        scheme = urlsplit(text).scheme
    except ValueError:
        scheme = ""
    if scheme not in {"http", "https"}:
        raise Refused(_("A link begins with https:// or http://."))
    return text


def language(text: str) -> str:
    if text.casefold() not in dict(settings.CORRESPONDENCE_LANGUAGES):
        raise Refused(_("Write the code of one of the languages: en, ru, uk, az, kk, es, zh-hans."))
    return text.casefold()


def kind_of_name(text: str) -> str:
    if text.casefold() not in OTHER_NAME:
        raise Refused(_("Write former, short or other."))
    return text.casefold()

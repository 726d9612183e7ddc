"""How the text of a cell becomes a value, and back. Every reader raises Refused, which says what to do."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from associations.exchange.columns import too_long
from associations.models.body import OTHER_NAME
from portal.tables.cells import Refused
from portal.tables.values import country, date, iso

__all__ = ["country", "date", "iso"]


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


def entry(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(
            _(
                "An entry that is on record is named as its export names it. For a new one leave the cell empty."
            )
        ) from None


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

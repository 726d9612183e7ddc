"""What is on record with a date and a source: how exactly the date is known, and what a source says of itself."""

import unicodedata
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.web.forms import PartialDate


class Precision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("to the year")


def partial(day: date | None, precision: str) -> PartialDate | None:
    """A stored day with its precision, to be shown: "27 March 2024", "March 2024", "2024"."""
    if day is None:
        return None
    if precision == Precision.DAY:
        return PartialDate(day.year, day.month, day.day)
    return PartialDate(day.year, day.month) if precision == Precision.MONTH else PartialDate(day.year)


#: The fewest letters and digits of a title and of a publisher: what is shorter leads nobody to a source.
SHORTEST = {"title": 4, "publisher": 2}
#: What a source may say: title and publisher always; date as "2022", "2022-03" or "2022-03-23".
SOURCE_KEYS = {"title": 300, "publisher": 200, "date": 10, "reference": 200, "link": 500}


def check_sources(value: Any) -> None:
    """A list of sources: objects with the texts of ``SOURCE_KEYS``. Raises ValidationError that names what is wrong."""
    if not isinstance(value, list) or len(value) > 20 or not all(isinstance(each, dict) for each in value):
        raise ValidationError(_("Give the sources as a list of at most 20."))
    for source in value:
        if unknown := sorted(set(source) - set(SOURCE_KEYS)):
            raise ValidationError(_("A source has no part “%(part)s”."), params={"part": unknown[0]})
        for key, limit in SOURCE_KEYS.items():
            text = source.get(key, "")
            if not isinstance(text, str) or len(text) > limit:
                raise ValidationError(
                    _("Give “%(part)s” of a source as text of at most %(limit)d characters."),
                    params={"part": key, "limit": limit},
                )
        if not source.get("title", "").strip() or not source.get("publisher", "").strip():
            raise ValidationError(_("A source needs at least a title and a publisher."))
        for key, fewest in SHORTEST.items():
            if not _says_something(source[key], fewest):
                raise ValidationError(
                    _(
                        "“%(text)s” names no source that anybody could find. Write its title and its publisher out."
                    ),
                    params={"text": source[key].strip()},
                )
        if source.get("date") and not is_date(source["date"]):
            raise ValidationError(_("Write the date of a source as 2022, 2022-03 or 2022-03-23."))
        if source.get("link") and urlsplit(source["link"]).scheme not in {"http", "https"}:
            raise ValidationError(_("The link of a source begins with https:// or http://."))


def _says_something(text: str, fewest: int) -> bool:
    """Not one letter, alone or repeated. A wide character (Chinese, say) counts for two."""
    letters = [each.casefold() for each in text if each.isalnum()]
    weight = sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in letters)
    return weight >= fewest and (len(set(letters)) > 1 or unicodedata.east_asian_width(letters[0]) == "W")


def is_date(text: str) -> bool:
    """Whether ``text`` is a year, a month or a day that exists: 2022, 2022-03, 2022-03-23."""
    try:
        PartialDate.parse(text)
    except ValueError:
        return False
    return True

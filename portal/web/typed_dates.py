"""Day, month and year out of what people type: in three boxes, or all in one of them."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from django.conf import settings
from django.utils import dates
from django.utils.translation import override

Parts = tuple[int | None, int | None, int | None]
#: Said with a date and no part of it, in the languages of the interface: "29th of November", "29 ноября 2026 г."
_BESIDE = frozenset({"st", "nd", "rd", "th", "of", "the", "г", "год", "года"})
_TOKEN = re.compile(r"\d+|[^\W\d_]+")


@cache
def _months() -> Mapping[str, int]:
    """Names of months and their short forms, in every language of the interface."""
    found: dict[str, int] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for names in (dates.MONTHS, dates.MONTHS_3, dates.MONTHS_AP, dates.MONTHS_ALT):
                found |= {str(name).casefold().rstrip("."): number for number, name in names.items()}
    return found


def read(typed: Sequence[str]) -> Parts:
    """(day, month, year) of the texts in the three boxes, ``None`` for a part that was not given.

    A month may be a name, a year two digits of this century. Where a box holds more than its own part - "29 November
    2026", "29.11.2026", "2026-11-29" - all of them are read as one text; numbers alone go from day to year, or from
    year to day when the year has four digits and comes first. Raises ValueError for what cannot be read.
    """
    boxes = [[word for word in _TOKEN.findall(text.casefold()) if word not in _BESIDE] for text in typed]
    if any(
        text.strip() and not (words and text.strip()[0].isalnum())
        for text, words in zip(typed, boxes, strict=True)
    ):
        raise ValueError("a box that begins with neither a word nor a number")
    if all(len(words) <= 1 for words in boxes):
        day, month, year = (words[0] if words else "" for words in boxes)
    else:
        day, month, year = _in_one([word for words in boxes for word in words])
    return _number(day), _months().get(month) or _number(month), _year(year)


def _in_one(words: list[str]) -> tuple[str, str, str]:
    names = [word for word in words if word in _months()]
    numbers = [word for word in words if word not in _months()]
    if len(names) > 1 or len(numbers) + len(names) > 3:
        raise ValueError("more than one date")
    if numbers and len(numbers[0]) == 4:
        numbers.reverse()
        if not names:  # year, month and perhaps day
            return ("", *numbers)[-3:]  # type: ignore[return-value]
    year = numbers.pop() if numbers and (len(numbers) + len(names) == 3 or len(numbers[-1]) == 4) else ""
    month = names[0] if names else numbers.pop() if numbers else ""
    return (numbers[0] if numbers else ""), month, year


def _number(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 4:
        raise ValueError("no number of a date")
    return int(text)


def _year(text: str) -> int | None:
    number = _number(text)
    return number + 2000 if number is not None and len(text) <= 2 else number

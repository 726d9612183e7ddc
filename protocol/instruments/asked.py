"""What is asked in the address of these pages: a State and a day. Nothing that is typed there is an error."""

import re
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from portal import countries
from portal.web import typed_dates

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Asked:
    """``state``: a country code or ""; ``day``: the day asked about, today when none is given or it makes no sense;
    ``typed``: the day as it came; ``problem``: why it was not used, or "".
    """

    state: str
    day: date
    typed: str
    problem: str

    @property
    def answers(self) -> bool:
        """Whether a State is asked about on a day that can be read: the answer for another day would mislead."""
        return bool(self.state) and not self.problem

    @property
    def on_a_day(self) -> bool:
        return bool(self.typed) and not self.problem

    @property
    def state_name(self) -> str:
        return countries.name(self.state)

    @property
    def is_invented(self) -> bool:
        return countries.is_invented(self.state)

    @property
    def states(self) -> list[tuple[str, str]]:
        """What can be chosen: the countries of today by name."""
        return countries.in_order(countries.names())


def is_plain(typed: str) -> bool:
    """Whether a day is written as programs write it."""
    return bool(_DAY.fullmatch(typed))


def _day(typed: str) -> date:
    """As programs write it, or as people do: "16.9.2022", "16 September 2022". Raises ValueError."""
    if is_plain(typed):
        return date.fromisoformat(typed)
    day, month, year = typed_dates.read([typed, "", ""])
    if not (day and month and year):
        raise ValueError("not a whole day")
    return date(year, month, day)


def read(query: QueryDict, today: date) -> Asked:
    """From ``?state=KZ&day=2024-03-01``."""
    state = query.get("state", "").strip()[:2].upper()
    typed = query.get("day", "").replace("\0", "").strip()[:40]
    day, problem = today, ""
    if typed:
        try:
            day = _day(typed)
        except ValueError:
            problem = _("This is not a day. Write year, month and day, for example 2026-03-01.")
        else:
            if day > today:
                day, problem = today, _("This day has not come yet.")
    return Asked(state if countries.is_known(state) else "", day, typed, problem)

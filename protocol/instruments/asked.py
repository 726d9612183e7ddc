"""What is asked in the address of these pages: a State and a day. Nothing that is typed there is an error."""

import re
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from portal import countries

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


def read(query: QueryDict, today: date) -> Asked:
    """From ``?state=KZ&day=2024-03-01``."""
    state = query.get("state", "").strip()[:2].upper()
    typed = query.get("day", "").replace("\0", "").strip()[:40]
    day, problem = today, ""
    if typed:
        try:
            if not _DAY.fullmatch(typed):
                raise ValueError
            day = date.fromisoformat(typed)
        except ValueError:
            problem = _("This is not a day. Write year, month and day, for example 2026-03-01.")
        else:
            if day > today:
                day, problem = today, _("This day has not come yet.")
    return Asked(state if countries.is_known(state) else "", day, typed, problem)

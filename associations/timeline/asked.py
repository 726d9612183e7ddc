"""What is asked in the address of a timeline: malformed values are said to be so and harm nothing."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.http import QueryDict
from django.utils.translation import gettext as _

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class AskedDay:
    """A day out of the address. ``typed``: as it came, to be shown again; ``problem``: why it was not used, or ""."""

    typed: str = ""
    day: date | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """``as_of``: show what the record said at the end of that day (UTC); ``member_on``: was it a member on that day."""

    as_of: AskedDay
    member_on: AskedDay
    now: datetime

    @property
    def moment(self) -> datetime:
        """The last moment of the day asked for, or now."""
        if self.as_of.day is None:
            return self.now
        return datetime.combine(self.as_of.day, datetime.min.time(), UTC) + timedelta(days=1, microseconds=-1)

    @property
    def is_past(self) -> bool:
        return self.as_of.day is not None


def read(query: QueryDict, now: datetime) -> Asked:
    """From the parameters ``as-of`` and ``member-on``, each ``2026-03-01``. Today is no past day."""
    as_of = _day(query.get("as-of", ""), now.date())
    if as_of.day == now.date():
        as_of = AskedDay(as_of.typed)
    return Asked(as_of, _day(query.get("member-on", ""), now.date()), now)


def _day(given: str, today: date) -> AskedDay:
    typed = given.strip()[:40]
    if not typed:
        return AskedDay()
    try:
        if not _DAY.fullmatch(typed):
            raise ValueError
        day = date.fromisoformat(typed)
    except ValueError:
        return AskedDay(
            typed, problem=_("This is not a day. Write year, month and day, for example 2026-03-01.")
        )
    if day > today:
        return AskedDay(typed, problem=_("This day has not come yet."))
    return AskedDay(typed, day)

"""A day and a time on somebody's wall, and the one moment that is meant: also in the nights when the clocks change."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class Skipped(ValueError):
    """The clocks go forward over this time: there is no such moment. ``becomes``: what the wall shows instead."""

    def __init__(self, becomes: datetime) -> None:
        super().__init__("no such time")
        self.becomes = becomes


@dataclass
class Twice(Exception):
    """The clocks go back over this time: it comes twice. Both moments, aware, in the zone."""

    first: datetime
    second: datetime


def moment(day: date, at: time, zone: str, *, second: bool | None = None) -> datetime:
    """The moment (in UTC) when clocks in ``zone`` (IANA) show this day and time. Pure.

    ``second``: which one is meant, where the time comes twice. Raises :class:`Skipped`; :class:`Twice` when it is not
    said. PEP 495: ``fold`` tells the two apart, and a time that is skipped does not survive the way to UTC and back.
    One that comes twice would equal no moment of another zone, hence UTC.
    """
    there = ZoneInfo(zone)
    first = datetime.combine(day, at.replace(fold=0), tzinfo=there)
    later = first.replace(fold=1)
    if first.utcoffset() == later.utcoffset():
        return first.astimezone(UTC)
    back = first.astimezone(UTC).astimezone(there)
    if back.replace(tzinfo=None) != first.replace(tzinfo=None, fold=0):
        raise Skipped(back)
    if second is None:
        raise Twice(first, later)
    return (later if second else first).astimezone(UTC)


def offset(at: datetime) -> str:
    """How far an aware moment's clock is from UTC.

    >>> offset(datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Asia/Kolkata")))
    'UTC+5:30'
    """
    seconds = int((at.utcoffset() or timedelta()).total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    sign = "-" if seconds < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


@dataclass(frozen=True, slots=True)
class Clock:
    """A moment on one wall. ``at`` has no zone: templates must not convert it again."""

    at: datetime
    zone: str
    offset: str


def clock(at: datetime, zone: str) -> Clock:
    there = at.astimezone(ZoneInfo(zone))
    return Clock(there.replace(tzinfo=None), zone, offset(there))

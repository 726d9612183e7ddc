"""The arithmetic of dates, for every room that promises one. Pure: no database, no "now"."""

import calendar
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Unit(models.TextChoices):
    DAYS = "days", _("days")
    WORKING_DAYS = "working-days", _("working days")
    MONTHS = "months", _("months")


def add(start: datetime, number: int, unit: str) -> datetime:
    """The moment ``number`` of ``unit`` after ``start``.

    Days are 24 hours, so that a limit of three days is never shorter than it says. Working days are Monday to
    Friday, public holidays too: from a Saturday or Sunday, the Monday is the first one counted. A month ends on
    the same day of the month or, where that does not exist, on the last one (as in Regulation (EEC, Euratom)
    No 1182/71, article 3(2)(c)).

    Raises ValueError for another unit.
    """
    if unit == Unit.DAYS:
        return start + timedelta(days=number)
    if unit == Unit.WORKING_DAYS:
        moment = start
        left = number
        while left:
            moment += timedelta(days=1)
            if moment.weekday() < 5:
                left -= 1
        return moment
    if unit == Unit.MONTHS:
        month = start.month - 1 + number
        year, month = start.year + month // 12, month % 12 + 1
        return start.replace(year=year, month=month, day=min(start.day, calendar.monthrange(year, month)[1]))
    raise ValueError(f"unknown unit {unit!r}")

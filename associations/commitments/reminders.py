"""Reminders before a verification runs out, to its publishers and to the body: planned when due and not planned yet, so
that an outage or a second scheduler neither loses nor doubles one.
"""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Value, When

from associations.commitments import notifications
from associations.commitments.models import LapseReminder
from associations.commitments.rules import RULES
from associations.models import Event, Membership
from portal.outbox.reminding import remind

Kind, Standing = Event.Kind, Event.Standing
#: Days around the last day on which a verification counts: two months, two weeks before it, and when it ran out.
OFFSETS = (-60, -14, 1)


def plan_due(now: datetime, limit: int = 500) -> int:
    """Plan every reminder whose day has come and that is not planned yet. Returns how many.

    After an outage only the latest day that passed is told of. What ran out more than 60 days before a first
    reminder could have gone is not told of any more: the page says it.
    """
    planned = 0
    for offset, until in pairwise([*OFFSETS, OFFSETS[-1] + 60]):
        for event in _waiting(offset, until, now.date())[:limit]:
            planned += _plan(event, offset)
    return planned


def _last_day() -> Any:
    """The last day on which a verification counts, as ``rules.until`` finds it: PostgreSQL too ends in a
    month's last day where the day does not exist.
    """
    ends = (
        When(
            commitment=commitment,
            then=Func(
                F("day"),
                Value(rule.months),
                template="(%(expressions)s))::date",
                arg_joiner=" + make_interval(months => ",
                output_field=models.DateField(),
            ),
        )
        for commitment, rule in RULES.items()
    )
    return Case(*ends, output_field=models.DateField())


def _waiting(offset: int, until: int, today: date) -> Any:
    """Verifications that count, or were the last to count, of bodies that are still members, and are at this moment."""
    told = LapseReminder.objects.filter(entry=OuterRef("entry"), offset=offset, for_date=OuterRef("last_day"))
    same = Event.objects.current().filter(subject=OuterRef("subject"), commitment=OuterRef("commitment"))
    later = same.filter(
        Q(kind=Kind.COMMITMENT_VERIFIED, standing=Standing.FACT)
        & (Q(day__gt=OuterRef("day")) | Q(day=OuterRef("day"), recorded_at__gt=OuterRef("recorded_at")))
        | Q(kind=Kind.COMMITMENT_DROPPED, day__gte=OuterRef("day"), said_by=OuterRef("subject"))
    )
    member = Membership.objects.current().on(today).filter(member=OuterRef("subject"))
    return (
        Event.objects.current()
        .filter(kind=Kind.COMMITMENT_VERIFIED, standing=Standing.FACT, subject__active=True)
        .annotate(last_day=_last_day())
        .filter(
            Q(other__isnull=True) | Exists(member.filter(umbrella=OuterRef("other"))),
            ~Exists(later),
            ~Exists(told),
            last_day__lte=today - timedelta(days=offset),
            last_day__gt=today - timedelta(days=until),
        )
        .order_by("last_day", "entry")
    )


def _plan(event: Any, offset: int) -> int:
    reminder = LapseReminder(entry=event.entry, offset=offset, for_date=event.last_day)
    return remind(reminder, notifications.running_out(event.entry, event.last_day, over=offset > 0))

"""Reminders: planned when due and not planned yet, so that an outage or a second scheduler neither loses nor
doubles one.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from complaints import clocks, notifications
from complaints.models import Clock, Reminder
from portal.outbox import models as outbox
from portal.outbox.reminding import remind


def plan_due(now: datetime, limit: int = 500) -> int:
    """Plan every reminder whose moment has come and that is not planned yet. Returns how many.

    A clock reminds at each offset of its rule (``clocks.RULES``). After an outage only the latest moment that
    passed is told of: three mails in a row about one date help nobody.
    """
    return sum(
        remind(Reminder(clock=clock, offset=offset, for_date=clock.due_at), _notices(clock, offset))
        for rule in clocks.RULES
        if rule.owes in {clocks.Owes.STAFF, clocks.Owes.COMPLAINANT}
        for offset, until in moments(rule)
        for clock in _waiting(rule, offset, until, now)[:limit]
    )


def moments(rule: clocks.Rule) -> Iterator[tuple[int, int | None]]:
    """(offset, offset of the next reminder or None) in days around the date; the first is told of until the
    second comes; the last before the date, where none follows it, until the date.

    >>> list(moments(clocks.BY_CODE["assess"]))
    [(-3, -1), (-1, 0), (0, 3), (3, 10), (10, None)]
    """
    offsets = sorted([*(-days for days in rule.remind_before), *rule.remind_after])
    if offsets:
        last = None if rule.remind_after else 0
        yield from zip(offsets, [*offsets[1:], last], strict=True)


def _waiting(rule: clocks.Rule, offset: int, until: int | None, now: datetime) -> QuerySet[Clock]:
    """Running clocks that are at this moment around their date and were not told of it (index ``clock_running``)."""
    told = Reminder.objects.filter(clock=OuterRef("pk"), offset=offset, for_date=OuterRef("due_at"))
    waiting = Clock.objects.running().filter(
        ~Exists(told), rule=rule.code, due_at__lte=now - timedelta(days=offset)
    )
    if until is not None:
        waiting = waiting.filter(due_at__gt=now - timedelta(days=until))
    return waiting.select_related("complaint").order_by("due_at")


def _notices(clock: Clock, offset: int) -> list[outbox.Message]:
    """Unsaved, for those who owe the step. Who left no address reads the date on the receipt's page only."""
    told = {"clock": clock.rule, "due": clock.due_at.isoformat()}
    if clock.owes == clocks.Owes.COMPLAINANT:
        return notifications.to_complainant(clock.complaint, "complaint.waiting", **told)
    kind = "staff.clock-close" if offset < 0 else "staff.clock-missed"
    return notifications.to_staff(clock.complaint, kind, **told)

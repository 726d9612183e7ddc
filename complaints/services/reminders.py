"""Reminders: planned when due and not planned yet, so that an outage or a second scheduler neither loses nor doubles one."""

from datetime import datetime, timedelta

from django.db import transaction

from complaints import clocks, notifications
from complaints.models import Clock, Reminder
from portal.outbox import models as outbox


def plan_due(now: datetime, limit: int = 500) -> int:
    """Plan every reminder whose moment has come and that is not planned yet. Returns how many.

    A clock reminds at each offset of its rule. After an outage only the latest moment that passed is told of: three mails in
    a row about one date help nobody; the earlier rows are written as planned all the same. The uniqueness constraint
    decides between two schedulers: only the one whose row went in writes the notice.
    """
    planned = 0
    for rule in clocks.RULES:
        offsets = [*(-days for days in rule.remind_before), *rule.remind_after]
        if not offsets or rule.owes != clocks.Owes.STAFF:
            continue
        for clock in _waiting(rule, min(offsets), now, limit):
            planned += _plan(clock, offsets, now)
    return planned


def _waiting(rule: clocks.Rule, first: int, now: datetime, limit: int) -> list[Clock]:
    """Running clocks of a rule whose first reminder's moment has come (index ``clock_running``)."""
    running = Clock.objects.filter(
        rule=rule.code,
        met_at__isnull=True,
        stopped_at__isnull=True,
        paused_at__isnull=True,
        due_at__lte=now - timedelta(days=first),
    )
    return list(running.select_related("complaint").prefetch_related("reminders")[:limit])


def _plan(clock: Clock, offsets: list[int], now: datetime) -> int:
    done = {reminder.offset for reminder in clock.reminders.all() if reminder.for_date == clock.due_at}
    passed = [
        offset for offset in sorted(offsets) if offset not in done and clock.due_at + timedelta(days=offset) <= now
    ]
    if not passed:
        return 0
    latest = passed[-1]
    with transaction.atomic():
        wanted = [Reminder(clock=clock, offset=offset, for_date=clock.due_at) for offset in passed]
        before = Reminder.objects.filter(clock=clock, for_date=clock.due_at).count()
        Reminder.objects.bulk_create(wanted, ignore_conflicts=True)
        if Reminder.objects.filter(clock=clock, for_date=clock.due_at).count() == before:
            return 0
        kind = "staff.clock-close" if latest < 0 else "staff.clock-missed"
        outbox.Message.objects.bulk_create(
            notifications.to_staff(
                clock.complaint,
                kind,
                dedupe_key=f"{clock.pk}:{latest}:{clock.due_at:%Y%m%dT%H%M%S}",
                clock=clock.rule,
                due=clock.due_at.date().isoformat(),
            ),
            ignore_conflicts=True,
        )
    return 1

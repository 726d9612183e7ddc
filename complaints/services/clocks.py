"""Clocks of one case: start, pause, resume, extend, meet. Called inside the transaction of the step that moves them."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from complaints import clocks
from complaints.models import Clock, ClockRule, Complaint


class CannotExtend(Exception):
    """The clock does not run, is missed, was extended before, or has no longer limit. The text is for the officer."""


def started(complaint: Complaint, codes: Iterable[str], now: datetime) -> list[Clock]:
    """Unsaved clocks that copied their rules. One query for the rules; a rule whose row is gone runs as published."""
    codes = list(codes)
    rules = ClockRule.objects.in_bulk(codes)
    result = []
    for rule in (rules.get(code) or ClockRule.published(code) for code in codes):
        number = rule.urgent_number if complaint.is_urgent and rule.urgent_number else rule.number
        result.append(
            Clock(
                complaint=complaint,
                rule=rule.code,
                number=number,
                unit=rule.unit,
                owes=rule.owes,
                started_at=now,
                due_at=clocks.add(now, number, rule.unit),
                extendable_to=rule.extendable_to,
            )
        )
    return result


def at_filing(complaint: Complaint) -> list[str]:
    """The rules whose clocks start when the complaint is received."""
    return [
        rule.code for rule in clocks.RULES if rule.at_filing and (complaint.is_urgent or not rule.only_urgent)
    ]


def move(
    complaint: Complaint,
    now: datetime,
    *,
    meets: Iterable[str] = (),
    starts: Iterable[str] = (),
    pauses: Iterable[str] = (),
    restarts: Iterable[str] = (),
    resumes: Iterable[str] = (),
    stops: Collection[str] = (),
    stops_all: bool = False,
    runs_out: str | None = None,
) -> None:
    """Apply one transition's effect on the clocks of a locked complaint and set its ``next_due_at`` (not saved here).
    ``restarts`` ends a clock, missed if it was, and starts another: the dates of the first stay as they were.
    ``runs_out``: the clock that the step had to wait for, and that is over now. ``stops_all`` leaves what happens by
    itself: content is kept from the end of the case, whatever is done with it after.

    Cost: one query to read the running clocks, one to save those that moved, two when some start.
    """
    running = {clock.rule: clock for clock in complaint.clocks.open()}
    changed: dict[str, Clock] = {}
    for code in meets:
        if clock := running.pop(code, None):
            _continue(clock, now)
            clock.met_at, changed[code] = now, clock
    for code, clock in [*running.items()]:
        if code == runs_out or code in stops or (stops_all and clock.owes != clocks.Owes.NOBODY):
            clock.stopped_at, changed[code] = now, running.pop(code)
    for codes, change in ((pauses, _pause), (resumes, _continue)):
        for code in codes:
            if clock := running.get(code):
                change(clock, now)
                changed[code] = clock
    anew = [code for code in restarts if code in running]
    for code in anew:
        clock = running.pop(code)
        _continue(clock, now)
        clock.stopped_at, changed[code] = now, clock
    if changed:
        Clock.objects.bulk_update(changed.values(), ["due_at", "paused_at", "met_at", "stopped_at"])
    fresh = [*anew, *(code for code in starts if code not in running)]
    if fresh:
        running |= {clock.rule: clock for clock in Clock.objects.bulk_create(started(complaint, fresh, now))}
    complaint.next_due_at = next_due(running.values())


def lies_ahead(complaint: Complaint, code: str, now: datetime) -> Clock | None:
    """The open clock of this rule whose date has not passed, if there is one. One query."""
    return complaint.clocks.open().filter(rule=code, due_at__gte=now).first()


def next_due(running: Iterable[Clock]) -> datetime | None:
    """The earliest date that the handling body owes."""
    dates = [clock.due_at for clock in running if clock.owes == clocks.Owes.STAFF and clock.is_running]
    return min(dates, default=None)


def extend(clock: Clock, now: datetime) -> None:
    """Give a running clock the longer limit that it copied from its rule, once, before its date: the date moves by the
    difference, and what a pause added stays. Saves the clock; the caller writes the event with the reason.

    Raises :class:`CannotExtend`, also when the date would not move forward.
    """
    if not clock.is_running:
        raise CannotExtend(_("This clock does not run."))
    if clock.is_missed(now):
        raise CannotExtend(_("The date has passed: a limit that is missed cannot be extended."))
    if clock.extended_at:
        raise CannotExtend(_("This clock has been extended already."))
    if not clock.can_be_extended:
        raise CannotExtend(_("This limit cannot be extended."))
    longer = clock.extendable_to or clock.number
    clock.due_at += clocks.add(clock.started_at, longer, clock.unit) - clocks.add(
        clock.started_at, clock.number, clock.unit
    )
    clock.extended_at, clock.number = now, longer
    clock.save(update_fields=["extended_at", "number", "due_at"])


def _pause(clock: Clock, now: datetime) -> None:
    clock.paused_at = clock.paused_at or now


def _continue(clock: Clock, now: datetime) -> None:
    """End a pause: the date moves by as long as the pause lasted, unless it had passed before."""
    if clock.paused_at:
        if clock.paused_at <= clock.due_at:
            clock.due_at += now - clock.paused_at
        clock.paused_at = None

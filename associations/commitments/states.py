"""What a body committed to, on any day and as it was known on any day: read off its timeline, kept nowhere else.

The rules in words: ``docs/decisions/commitments.md`` and the public page of the method.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from associations.commitments import rules
from associations.models import Commitment, Event
from portal.web.forms import PartialDate


class State(models.TextChoices):
    NOTHING = "nothing", _("nothing on record")
    CLAIMED = "claimed", _("claimed")
    VERIFIED = "verified", _("verified")
    #: By the body, or by whose claim it was: their own word.
    GIVEN_UP = "given-up", _("given up")
    #: Nobody looked again in time: what the umbrella body left undone, and no word about the body.
    RAN_OUT = "ran-out", pgettext_lazy("commitment", "verification ran out")


@dataclass(frozen=True, slots=True)
class Position:
    """Where a body stands on one commitment on one day.

    ``entry``: what the state stands on, None where nothing is on record. ``until``: of a verification, the last day on
    which it counts or counted. ``contested``: what others say against it - that it was dropped, never was, or is
    otherwise - beside which this stands. ``replies``: what the body says to it, or to what contests it. ``claim``: of a
    verification that ran out, the latest claim since, which nobody has looked at. ``others``: how many more claims.
    """

    commitment: Commitment
    state: State = State.NOTHING
    entry: Event | None = None
    until: date | None = None
    contested: tuple[Event, ...] = ()
    replies: tuple[Event, ...] = ()
    claim: Event | None = None
    others: int = 0

    @property
    def since(self) -> PartialDate | None:
        """Since when it is so, as exactly as it is known."""
        if self.state == State.RAN_OUT and self.until is not None:
            after = self.until + timedelta(days=1)
            return PartialDate(after.year, after.month, after.day)
        return self.entry.when if self.entry else None

    @property
    def umbrella(self) -> str:
        """For whom it was verified; "" where an umbrella body's own secretariat prepared it."""
        return self.entry.other.name if self.entry and self.entry.other else ""

    @property
    def label(self) -> str:
        return str(self.commitment.label)


def of_bodies(
    bodies: Collection[UUID], on: date, at: datetime | None = None, *, brief: bool = False
) -> dict[UUID, dict[Commitment, Position]]:
    """The six positions of each body on the day ``on``; ``at``: as the record stood at that moment. One query (index
    ``event_of_commitment``). ``brief`` leaves the texts in the database.
    """
    known = Event.objects.current() if at is None else Event.objects.as_known(at)
    rows = known.filter(subject__in=bodies, day__lte=on).exclude(commitment="")
    if brief:
        wide = [f"{body}__{column}" for body in ("said_by", "other") for column in ("searched", "sort_keys")]
        rows = rows.select_related("said_by", "other").defer("text", *wide)
    else:
        rows = rows.select_related("said_by", "other")
    told: dict[tuple[UUID, Commitment], list[Event]] = defaultdict(list)
    for row in rows:
        told[row.subject_id, Commitment(row.commitment)].append(row)
    return {
        body: {each: position(each, told.get((body, each), ()), on) for each in Commitment} for body in bodies
    }


def position(commitment: Commitment, entries: Iterable[Event], on: date) -> Position:
    """The state on the day ``on`` by the entries about one commitment of one body. Pure.

    A claim begins what is not claimed; an established verification counts until its time is over; the end of it, when
    said by the body itself or by whose claim it was, ends it. What somebody else says about an end - the umbrella body
    too - changes nothing and stands beside it, until a later verification. A claim after a verification ran out is
    shown and changes nothing: only looking again was wanting.
    """
    found = Position(commitment)
    for entry in sorted(entries, key=_order):
        if entry.day <= on:
            found = _after(found, entry)
    if found.state == State.VERIFIED and found.until is not None and found.until < on:
        return replace(found, state=State.RAN_OUT)
    return replace(found, claim=None)


def _after(found: Position, entry: Event) -> Position:
    if entry.kind == Event.Kind.STATEMENT:  # a reply to an entry about this commitment
        if entry.disputes and found.entry is not None and entry.answers == found.entry.entry:
            return replace(found, contested=(*found.contested, entry))
        return replace(found, replies=(*found.replies, entry))
    if entry.kind == Event.Kind.COMMITMENT_DROPPED:
        if _takes_back(entry, found):
            return Position(found.commitment, State.GIVEN_UP, entry)
        return replace(found, contested=(*found.contested, entry))
    if entry.kind == Event.Kind.COMMITMENT_VERIFIED and entry.standing == Event.Standing.FACT:
        end = rules.until(entry.commitment, entry.day)
        return Position(found.commitment, State.VERIFIED, entry, end, others=found.others)
    # A claim, also where somebody says that it was verified.
    if found.state in {State.NOTHING, State.GIVEN_UP}:
        return replace(found, state=State.CLAIMED, entry=entry)
    if found.until is not None and found.until < entry.day:
        return replace(found, claim=entry)
    return replace(found, others=found.others + 1)


def _takes_back(entry: Event, found: Position) -> bool:
    """Said by the body itself, or by whose claim this was."""
    if entry.said_by_id is not None:
        return entry.said_by_id in {entry.subject_id, found.entry.said_by_id if found.entry else None}
    claimed_by = found.entry.said_by_name.casefold() if found.entry else ""
    return bool(claimed_by) and entry.said_by_name.casefold() == claimed_by


def _order(entry: Event) -> tuple[Any, ...]:
    """By day; an end after all else of its day and, where it is known to the month or the year alone, of that month or
    year: nothing is shown as kept that had perhaps ended. A verification counts from its first day for the same reason.
    """
    when = entry.when
    ends = entry.kind == Event.Kind.COMMITMENT_DROPPED
    return (when.latest if ends and when else entry.day, ends, entry.recorded_at, entry.entry)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the six are in which state. ``ran_out`` is told apart: an umbrella body left that undone."""

    verified: int
    claimed: int
    given_up: int
    ran_out: int = 0

    @classmethod
    def of(cls, positions: Iterable[Position]) -> "Tally":
        states = [each.state for each in positions]
        return cls(
            *(states.count(each) for each in (State.VERIFIED, State.CLAIMED, State.GIVEN_UP, State.RAN_OUT))
        )

"""What a body committed to, on any day and as it was known on any day: read off its timeline, kept nowhere else.

The rules in words: ``docs/decisions/commitments.md`` and the public page of the method.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from associations.commitments import rules
from associations.models import Commitment, Event
from associations.models.body import name_in_sql
from associations.models.record import partial
from portal.web.forms import PartialDate

#: As the database says them: compared for each of a hundred thousand entries, a choice itself takes long.
_DROPPED, _VERIFIED = Event.Kind.COMMITMENT_DROPPED.value, Event.Kind.COMMITMENT_VERIFIED.value
_STATEMENT, _FACT = Event.Kind.STATEMENT.value, Event.Standing.FACT.value


class State(models.TextChoices):
    NOTHING = "nothing", _("nothing on record")
    CLAIMED = "claimed", _("claimed")
    VERIFIED = "verified", _("verified")
    #: By the body, or by whose claim it was: their own word.
    GIVEN_UP = "given-up", _("given up")
    #: Nobody looked again in time: what the umbrella body left undone, and no word about the body.
    RAN_OUT = "ran-out", pgettext_lazy("commitment", "verification ran out")


class Told(NamedTuple):
    """What an entry says of a commitment, as the database gives it: enough for its state, and quick to read for every
    body there is. The fields are those of :class:`Event`, and ``speaker_name``, ``with_whom`` and ``cited`` (its
    sources, in JSON).
    """

    entry: UUID
    subject_id: UUID
    commitment: str
    kind: str
    standing: str
    day: date
    day_precision: str
    said_by_id: UUID | None
    said_by_name: str
    answers: UUID | None
    disputes: bool
    speaker_name: str
    with_whom: str
    cited: str

    @property
    def when(self) -> PartialDate | None:
        return partial(self.day, self.day_precision)

    @property
    def speaker(self) -> str:
        return self.speaker_name or self.said_by_name

    @property
    def sources(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = json.loads(self.cited)
        return found


E = TypeVar("E", Event, Told)


@dataclass(frozen=True, slots=True)
class Position(Generic[E]):
    """Where a body stands on one commitment on one day.

    ``entry``: what the state stands on, None where nothing is on record. ``until``: of a verification, the last day on
    which it counts or counted. ``contested``: what others say against it - that it was dropped, never was, or is
    otherwise - beside which this stands. ``replies``: what the body says to it, or to what contests it. ``claim``: of a
    verification that ran out, the latest claim since, which nobody has looked at. ``others``: how many more claims.
    """

    commitment: Commitment
    state: State = State.NOTHING
    entry: E | None = None
    until: date | None = None
    contested: tuple[E, ...] = ()
    replies: tuple[E, ...] = ()
    claim: E | None = None
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
        return self.entry.with_whom if self.entry else ""

    @property
    def label(self) -> str:
        return str(self.commitment.label)


Six = dict[Commitment, Position[E]]


def of_bodies(bodies: Collection[UUID], on: date, at: datetime | None = None) -> dict[UUID, Six[Event]]:
    """The six positions of each body on the day ``on``; ``at``: as the record stood at that moment. One query (index
    ``event_of_commitment``).
    """
    rows = _entries(bodies, on, at).select_related("said_by", "other")
    return _positions(bodies, rows, on)


def brief_of_bodies(bodies: Collection[UUID], on: date, at: datetime | None = None) -> dict[UUID, Six[Told]]:
    """As :func:`of_bodies`, without the texts and without a model for each row."""
    rows = _entries(bodies, on, at).annotate(
        speaker_name=name_in_sql("said_by__"),
        with_whom=name_in_sql("other__"),
        cited=Cast("sources", models.TextField()),
    )
    return _positions(bodies, map(Told._make, rows.values_list(*Told._fields)), on)


def _entries(bodies: Collection[UUID], on: date, at: datetime | None) -> Any:
    """In the order in which they were recorded."""
    known = Event.objects.current() if at is None else Event.objects.as_known(at)
    rows = known.filter(subject__in=bodies, day__lte=on).exclude(commitment="")
    return rows.order_by("recorded_at", "entry")


def _positions(bodies: Collection[UUID], rows: Iterable[E], on: date) -> dict[UUID, Six[E]]:
    told: dict[tuple[UUID, str], list[E]] = {}
    for row in rows:
        told.setdefault((row.subject_id, row.commitment), []).append(row)
    six: list[tuple[Commitment, str, Position[E]]] = [
        (each, each.value, Position(each)) for each in Commitment
    ]

    def of(body: UUID) -> Six[E]:
        return {
            each: position(each, entries, on) if (entries := told.get((body, code))) else nothing
            for each, code, nothing in six
        }

    return {body: of(body) for body in bodies}


def position(commitment: Commitment, entries: Sequence[E], on: date) -> Position[E]:
    """The state on the day ``on`` by the entries about one commitment of one body, in the order in which they were
    recorded. Pure.

    A claim begins what is not claimed; an established verification counts until its time is over; the end of it, when
    said by the body itself or by whose claim it was, ends it. What somebody else says about an end - the umbrella body
    too - changes nothing and stands beside it, until a later verification. A claim after a verification ran out is
    shown and changes nothing: only looking again was wanting.
    """
    found: Position[E] = Position(commitment)
    for entry in sorted(entries, key=_order) if len(entries) > 1 else entries:
        if entry.day <= on:
            found = _after(found, entry)
    if found.state == State.VERIFIED and found.until is not None and found.until < on:
        return replace(found, state=State.RAN_OUT)
    return replace(found, claim=None) if found.claim else found


def _after(found: Position[E], entry: E) -> Position[E]:
    if entry.kind == _STATEMENT:  # a reply to an entry about this commitment
        if entry.disputes and found.entry is not None and entry.answers == found.entry.entry:
            return _beside(found, entry)
        return replace(found, replies=found.replies + (entry,))  # noqa: RUF005 - mypy reads only this one
    if entry.kind == _DROPPED:
        if _takes_back(entry, found):
            return Position(found.commitment, State.GIVEN_UP, entry)
        return _beside(found, entry)
    if entry.kind == _VERIFIED and entry.standing == _FACT:
        end = rules.until(entry.commitment, entry.day)
        return Position(found.commitment, State.VERIFIED, entry, end, others=found.others)
    # A claim, also where somebody says that it was verified.
    if found.state in {State.NOTHING, State.GIVEN_UP}:
        return replace(found, state=State.CLAIMED, entry=entry)
    if found.until is not None and found.until < entry.day:
        return replace(found, claim=entry)
    return replace(found, others=found.others + 1)


def _beside(found: Position[E], entry: E) -> Position[E]:
    return replace(found, contested=found.contested + (entry,))  # noqa: RUF005 - mypy reads only this one


def _takes_back(entry: E, found: Position[E]) -> bool:
    """Said by the body itself, or by whose claim this was."""
    if entry.said_by_id is not None:
        return entry.said_by_id in {entry.subject_id, found.entry.said_by_id if found.entry else None}
    claimed_by = found.entry.said_by_name.casefold() if found.entry else ""
    return bool(claimed_by) and entry.said_by_name.casefold() == claimed_by


def _order(entry: Event | Told) -> tuple[date, bool]:
    """By day; an end after all else of its day and, where it is known to the month or the year alone, of that month or
    year: nothing is shown as kept that had perhaps ended. A verification counts from its first day for the same reason.
    What was recorded first stays first.
    """
    ends = entry.kind == _DROPPED
    when = entry.when if ends else None
    return (when.latest if when else entry.day, ends)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the six are in which state. ``ran_out`` is told apart: an umbrella body left that undone."""

    verified: int
    claimed: int
    given_up: int
    ran_out: int = 0

    @classmethod
    def of(cls, positions: Iterable[Position[Any]]) -> "Tally":
        states = [each.state for each in positions]
        return cls(
            *(states.count(each) for each in (State.VERIFIED, State.CLAIMED, State.GIVEN_UP, State.RAN_OUT))
        )

"""The history of a review in words: who, what, when - and, for those who may read, why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from associations.diligence.models import ReviewEvent
from associations.diligence.states import (
    ConditionState,
    Outcome,
    SecondResult,
    Served,
    State,
    Way,
    Withdrawal,
)
from portal.accounts.models import User

if TYPE_CHECKING:
    from associations.diligence.desk.reading import Reading

Kind = ReviewEvent.Kind
DATED = frozenset({Kind.EXTENDED, Kind.ASK, Kind.HEAR, Kind.TIME_ASKED, Kind.TIME_GIVEN})
ON_CONDITION = frozenset({Kind.LOOK, Kind.REPORT, Kind.SETTLE_WAITS, Kind.SETTLE_DROP})


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    who: str
    what: str
    detail: str
    reason: str
    looks: bool  # who looked, not who did: told apart, because there are many


def lines(reading: "Reading") -> list[Line]:
    """Every event, oldest first. One query for the events, one more for names of people it was given to."""
    people = _people(event.detail for event in reading.events if event.kind == Kind.ASSIGNED)
    opens = reading.may_read and not reading.is_erased
    return [
        Line(
            event.at,
            _who(event),
            str(event.get_kind_display()),
            _detail(event, people),
            reading.reader.text(event, "reason") if opens and event.reason else "",
            event.kind == Kind.READ,
        )
        for event in reading.events
    ]


def _who(event: ReviewEvent) -> str:
    kind = str(ReviewEvent.ActorKind(event.actor_kind).label)
    if event.actor is None:
        return kind.capitalize()
    if event.actor_kind == ReviewEvent.ActorKind.BODY:
        return _("%(name)s, for the body") % {"name": event.actor}
    return str(event.actor)


def _detail(event: ReviewEvent, people: dict[str, str]) -> str:
    parts = [_said(event, people)]
    if event.to_state:
        parts.append(
            _("%(before)s → %(after)s")
            % {"before": State(event.from_state).label, "after": State(event.to_state).label}
        )
    return ". ".join(part for part in parts if part)


def _said(event: ReviewEvent, people: dict[str, str]) -> str:
    detail = event.detail
    if not detail:
        return ""
    match event.kind:
        case Kind.ASSIGNED:
            return people.get(detail, "")
        case Kind.ANSWERS | Kind.COMMENT:
            return str(Way(detail).label)
        case Kind.SERVE:
            return str(Served(detail).label)
        case Kind.CONFIRM:
            return str(Outcome(detail).label)
        case Kind.WITHDRAW:
            return str(Withdrawal(detail).label)
        case Kind.SECOND_LOOK:
            return str(SecondResult(detail).label)
        case Kind.SETTLE:
            number, _space, state = detail.partition(" ")
            return _("condition %(number)s: %(state)s") % {
                "number": number,
                "state": ConditionState(state).label,
            }
    if event.kind in ON_CONDITION:
        return _("condition %(number)s") % {"number": detail}
    if event.kind in DATED:
        return _("until %(date)s") % {"date": date_format(date.fromisoformat(detail))}
    return ""


def _people(keys: Iterable[str]) -> dict[str, str]:
    wanted = {key for key in keys if key}
    return {str(person.pk): str(person) for person in User.objects.filter(pk__in=wanted)} if wanted else {}

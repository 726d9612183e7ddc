"""The history of a contact in words: who, what, when - and, for those who may read, why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from associations.contact.models import ContactEvent
from associations.contact.states import AskedBy, CallState, ClosedBecause, State
from portal.accounts.models import User

if TYPE_CHECKING:
    from associations.contact.desk.reading import Reading

Kind = ContactEvent.Kind


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
    return [
        Line(
            event.at,
            _who(event),
            str(event.get_kind_display()),
            _detail(event, people),
            reading.reader.text(event, "reason") if reading.opens and event.reason else "",
            event.kind == Kind.READ,
        )
        for event in reading.events
    ]


def _who(event: ContactEvent) -> str:
    return (
        str(event.actor) if event.actor else str(ContactEvent.ActorKind(event.actor_kind).label).capitalize()
    )


def _detail(event: ContactEvent, people: dict[str, str]) -> str:
    told = {
        Kind.ASSIGNED: people,
        Kind.CALL_LOGGED: _labels(CallState),
        Kind.CLOSED: _labels(ClosedBecause),
        Kind.ERASED: _labels(AskedBy),
    }.get(Kind(event.kind), {})
    way = ""
    if event.to_state:
        way = _("%(before)s → %(after)s") % {
            "before": _labels(State).get(event.from_state, event.from_state),
            "after": _labels(State).get(event.to_state, event.to_state),
        }
    return ". ".join(part for part in (told.get(event.detail, ""), way) if part)


def _labels(
    codes: type[State] | type[CallState] | type[ClosedBecause] | type[AskedBy],
) -> dict[str, str]:
    return {str(value): str(label) for value, label in codes.choices}


def _people(keys: Iterable[str]) -> dict[str, str]:
    wanted = {key for key in keys if key}
    return {str(person.pk): str(person) for person in User.objects.filter(pk__in=wanted)} if wanted else {}

"""Notices to staff about verifications: something waits, was sent back, runs out; and that it does to the body.

They name the body, which is public.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings

from associations.commitments import states
from associations.commitments.models import TakingOff, Verification
from associations.commitments.who import (
    deciding_roles,
    may_confirm_taking_off,
    may_decide,
    of_entry,
    roles_for_taking_off,
)
from associations.duties import Role
from associations.models import Commitment, Event
from associations.notifications import about_url
from associations.record_permissions import TABLE, Action
from associations.roles import officers_of
from portal.accounts.models import User
from portal.outbox import models as outbox
from portal.outbox.registry import Kind, Pointless, Recipient, plan, register

TO_CONFIRM = "commitments.to-confirm"
SENT_BACK = "commitments.sent-back"
TO_TAKE_OFF = "commitments.to-take-off"
RUNS_OUT, RAN_OUT = "commitments.runs-out", "commitments.ran-out"
#: The same to the liaisons of the body, who can ask that somebody looks again.
OWN_RUNS_OUT, OWN_RAN_OUT = "commitments.own-runs-out", "commitments.own-ran-out"


# --- planning: called inside the transaction of the change ----------------------------------------------------


def to_confirm(verification: Verification) -> outbox.Message:
    """Unsaved notice for those who may decide on it."""
    return plan(TO_CONFIRM, verification.pk)


def sent_back(verification: Verification) -> outbox.Message:
    """Unsaved notice for who prepared it."""
    preparer = verification.prepared_by
    return plan(SENT_BACK, verification.pk, user=preparer, language=preparer.language)


def to_take_off(event: Event) -> outbox.Message:
    """Unsaved notice for those who may confirm that a verification goes off the record."""
    return plan(TO_TAKE_OFF, event.entry)


def running_out(entry: UUID, last_day: date, *, over: bool) -> list[outbox.Message]:
    """Unsaved notices for the publishers of the umbrella body that verified it, and for the liaisons of the body."""
    kinds = (RAN_OUT, OWN_RAN_OUT) if over else (RUNS_OUT, OWN_RUNS_OUT)
    return [plan(kind, entry, params={"until": last_day.isoformat()}) for kind in kinds]


# --- resolving: called by the worker at the moment of sending -------------------------------------------------


def _deciders(message: outbox.Message) -> list[Recipient]:
    row = _verification(message)
    if row is None or not row.is_waiting:
        raise Pointless
    people = officers_of(row.umbrella_id, deciding_roles(row))
    return _to([person for person in people if may_decide(person, row)])


def _preparer(message: outbox.Message) -> list[Recipient]:
    row = _verification(message)
    if row is None or Verification.objects.filter(follows=row).exists():
        raise Pointless
    return _to([row.prepared_by])


def _second_people(message: outbox.Message) -> list[Recipient]:
    """Nobody has to hear of what was decided meanwhile, or who proposed it."""
    event = _event(message)
    open_ = TakingOff.objects.filter(rule=event, done_at__isnull=True, dropped_at__isnull=True).first()
    if event is None or open_ is None:
        raise Pointless
    people = officers_of(of_entry(event).pk, roles_for_taking_off(event))
    others = [person for person in people if person.pk != open_.asked_by_id]
    return _to([person for person in others if may_confirm_taking_off(person, event)])


def _publishers(message: outbox.Message) -> list[Recipient]:
    event = _running_out(message)
    return _to(officers_of(event.other_id or event.subject_id, TABLE[Action.PREPARE_VERIFICATION]))


def _liaisons(message: outbox.Message) -> list[Recipient]:
    return _to(officers_of(_running_out(message).subject_id, [Role.LIAISON]))


def _running_out(message: outbox.Message) -> Event:
    """Nobody has to hear of a verification that was renewed, given up or taken off the record meanwhile."""
    event = _event(message)
    if event is None:
        raise Pointless
    positions = states.of_bodies([event.subject_id], date.max)[event.subject_id]  # by the last word on record
    stands_on = positions[Commitment(event.commitment)].entry
    if stands_on is None or stands_on.entry != event.entry:
        raise Pointless
    return event


def _to(people: Any) -> list[Recipient]:
    active: list[User] = [person for person in people if person.is_active and person.email]
    return [Recipient(person.email, person.language, person.full_name, person.time_zone) for person in active]


def _verification(message: outbox.Message) -> Verification | None:
    rows = Verification.objects.select_related("body", "umbrella", "prepared_by")
    return rows.filter(pk=message.subject_id).first()


def _event(message: outbox.Message) -> Event | None:
    found: Event | None = (
        Event.objects.current().select_related("subject", "other").filter(entry=message.subject_id).first()
    )
    return found


# --- what stands in them --------------------------------------------------------------------------------------


def _of_verification(message: outbox.Message) -> dict[str, Any]:
    row = _verification(message)
    if row is None:
        return {}
    return {
        "body": row.body.name,
        "commitment": row.get_commitment_display(),
        "url": f"{_desk()}{row.pk}/change/",
    }


def _of_taking_off(message: outbox.Message) -> dict[str, Any]:
    event = _event(message)
    if event is None:
        return {}
    return {
        "body": event.subject.name,
        "commitment": event.get_commitment_display(),
        "url": f"{_desk()}entry/{event.entry}/take-off/",
    }


def _of_event(message: outbox.Message) -> dict[str, Any]:
    event = _event(message)
    if event is None:
        return {}
    return {
        "body": event.subject.name,
        "commitment": event.get_commitment_display(),
        "until": date.fromisoformat(message.params["until"]),
        "umbrella": event.other.name if event.other else event.subject.name,
        "url": f"{_desk()}prepare/{event.subject_id}/{event.commitment}/",
    }


def _of_own_event(message: outbox.Message) -> dict[str, Any]:
    event = _event(message)
    if event is None:
        return {}
    url = f"{about_url(event.subject_id)}#commitment-{event.commitment}"
    return _of_event(message) | {"url": url}


def _desk() -> str:
    return f"{settings.PORTAL_DESK_URL}/admin/commitments/verification/"


def _sample() -> dict[str, Any]:
    return {
        "body": "Association of Prosecutors of Meridia (invented)",
        "commitment": Commitment.POLICY.label,
        "umbrella": "Concord of Prosecutors (invented)",
        "until": date(2026, 3, 4),
        "url": f"https://portal.example/admin/commitments/verification/{UUID(int=0)}/",
    }


def register_all() -> None:
    """Called once, from the application's ``ready``."""
    for name, recipients, context in (
        (TO_CONFIRM, _deciders, _of_verification),
        (SENT_BACK, _preparer, _of_verification),
        (TO_TAKE_OFF, _second_people, _of_taking_off),
        (RUNS_OUT, _publishers, _of_event),
        (RAN_OUT, _publishers, _of_event),
        (OWN_RUNS_OUT, _liaisons, _of_own_event),
        (OWN_RAN_OUT, _liaisons, _of_own_event),
    ):
        register(
            Kind(
                name=name,
                audience="respondent" if recipients == _liaisons else "staff",
                template=f"associations/commitments/mail/{name.partition('.')[2]}",
                recipients=recipients,
                context=context,
                sample=_sample,
            )
        )

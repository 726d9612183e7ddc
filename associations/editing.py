"""Editors' changes to the public record: allowed, plausible, and confirmed where something is unusual.

Each is one transaction that locks the bodies it is about, so that of two editors the second sees what the first wrote.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations import files
from associations.leaving import today
from associations.models import Association, Event, Membership
from associations.models.event import OF_COMMITMENTS
from associations.plausible import Doubt, doubts_of_event, doubts_of_membership
from associations.record_permissions import (
    Action,
    in_own_name,
    may_event,
    may_membership,
    reach,
    spoken_for,
)
from associations.recording import ChangedMeanwhile, correct, record, retract
from portal.accounts.models import User
from portal.sealing.storage import discard
from portal.sealing.uploads import SealedUpload

__all__ = ["Change", "ChangedMeanwhile", "Unconfirmed", "put_event", "put_membership", "take_off"]


#: The lock in PostgreSQL that an import holds alone while it writes, and editors together.
WRITING = 0x7265636F7264


class Unconfirmed(Exception):
    """Unusual, but possible: the editor is asked about ``doubts`` first."""

    def __init__(self, doubts: list[Doubt]) -> None:
        super().__init__("not confirmed")
        self.doubts = doubts


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes the record, when and why (public; needed for a correction), and which doubts they have confirmed."""

    by: User
    now: datetime
    because: str = ""
    confirmed: Collection[str] = ()
    #: Of an entry that is taken off: it named the wrong body.
    about_another: bool = False


@transaction.atomic
def put_membership(membership: Membership, change: Change, of: Membership | None = None) -> Membership:
    """Record a period, or let it stand in the place of ``of``.

    Raises PermissionDenied, ValidationError (by field where it can), Unconfirmed, ChangedMeanwhile.
    """
    _allowed_membership(membership, change, of)
    _lock([membership.member_id, membership.umbrella_id])
    _settle(doubts_of_membership(membership, of, today=today(change.now)), change)
    if of is not None:
        return correct(membership, of, by=change.by, now=change.now, because=change.because)
    return record(membership, by=change.by, now=change.now)


def put_event(
    event: Event, change: Change, of: Event | None = None, upload: SealedUpload | None = None
) -> Event:
    """Record an event, or let it stand in the place of ``of``; ``upload`` becomes its file.

    Raises as :func:`put_membership` does. A file that was kept for nothing is removed again.
    """
    try:
        return _put_event(event, change, of, upload)
    except BaseException:
        if upload is not None and upload.stored_as:
            discard([upload.stored_as])
        raise


@transaction.atomic
def _put_event(event: Event, change: Change, of: Event | None, upload: SealedUpload | None) -> Event:
    action = Action.CORRECT if of else Action.RECORD
    for each in (event, of):
        if each is not None and not may_event(change.by, action, each.subject, each.other):
            raise PermissionDenied
    _own_word(event, of, reach(change.by, action))
    two_verify(event, of)
    _lock([event.subject_id, *([event.other_id] if event.other_id else [])])
    _settle(doubts_of_event(event, of, today=today(change.now)), change)
    if upload is not None:
        files.check(upload)
        event.file = files.keep(upload, change.by, change.now)
        event.file.save(force_insert=True)
    if of is not None:
        return correct(event, of, by=change.by, now=change.now, because=change.because)
    return record(event, by=change.by, now=change.now)


#: Said by the form and by the import.
NOT_ALONE = gettext_lazy(
    "This body was on record as a member of another umbrella body before. Record what yours says about it as a "
    "statement of your umbrella body."
)


def _own_word(event: Event, of: Event | None, umbrellas: frozenset[UUID] | None) -> None:
    """Nobody establishes what concerns a member that another umbrella body speaks for. One query. Raises
    ValidationError, or PermissionDenied for an entry that is the other's.
    """
    theirs = spoken_for(umbrellas, [each.subject_id for each in (event, of) if each])
    if of is not None and of.subject_id in theirs and not in_own_name(umbrellas, of):
        raise PermissionDenied
    if event.subject_id in theirs and not in_own_name(umbrellas, event):
        raise ValidationError({"standing": NOT_ALONE})


def wrong_commitment(kind: str, commitment: str, *, replies: bool = False) -> str:
    """What is wrong with naming ``commitment`` ("": none) in an event of this kind; "" where it fits. ``replies``: the
    event replies to an entry about that commitment.
    """
    if replies and kind == Event.Kind.STATEMENT:
        return ""
    if kind in OF_COMMITMENTS and not commitment:
        return _("Choose which of the six commitments this is about.")
    if kind not in OF_COMMITMENTS and commitment:
        return _("Leave this empty: what happened, by its kind, is not about one of the commitments.")
    return ""


def two_verify(event: Event, of: Event | None) -> None:
    """That a commitment is verified is established by two people (``associations/commitments``). One editor, by a form
    or by a file, may mend the words and sources of such an entry, and neither make one nor make it something else.
    Raises ValidationError.
    """
    before = of and _verification(of)
    if _verification(event) == before:
        return
    if before is not None:
        raise ValidationError({"kind": TWO_TAKE_OFF})
    raise ValidationError(
        {
            "kind": _(
                "That a commitment is verified is established by two people, on the page Verifications of commitments. "
                "Here it can be recorded that somebody says so: as a statement."
            )
        }
    )


#: Said by the form, by the import and where an entry is taken off.
TWO_TAKE_OFF = gettext_lazy(
    "Two people established that this commitment is verified: whose it is, which, when and for whom stays as it is. If "
    "that is wrong, propose to take the entry off the record, and a second person confirms it."
)


def takes_two(entry: Event | Membership) -> bool:
    """Whether taking the entry off the record takes two people (``commitments/taking_off.py``)."""
    return isinstance(entry, Event) and _verification(entry) is not None


def _verification(event: Event) -> tuple[object, ...] | None:
    """What two people established; None of another event."""
    if event.kind != Event.Kind.COMMITMENT_VERIFIED or event.standing != Event.Standing.FACT:
        return None
    return event.subject_id, event.other_id, event.commitment, event.day, event.day_precision


def may_take_off(by: User, entry: Event | Membership) -> bool:
    """Retract an entry; where that takes two, propose it."""
    if not isinstance(entry, Event):
        return may_membership(by, Action.RETRACT, entry.umbrella)
    umbrellas = reach(by, Action.RETRACT)
    return may_event(by, Action.RETRACT, entry.subject, entry.other) and (
        in_own_name(umbrellas, entry) or not spoken_for(umbrellas, [entry.subject_id])
    )


@transaction.atomic
def take_off(entry: Event | Membership, change: Change) -> None:
    """Retract an entry. Raises PermissionDenied; ValidationError without a reason, when it was changed meanwhile or
    where it takes two.
    """
    if not may_take_off(change.by, entry):
        raise PermissionDenied
    if takes_two(entry):
        raise ValidationError(TWO_TAKE_OFF)
    try:
        retract(
            entry,
            by=change.by,
            now=change.now,
            because=change.because,
            about_another=change.about_another,
        )
    except ChangedMeanwhile as problem:
        raise ValidationError(
            _("Somebody else has changed this entry meanwhile. Look at it again before you take it off.")
        ) from problem


def _allowed_membership(membership: Membership, change: Change, of: Membership | None) -> None:
    action = Action.CORRECT if of else Action.RECORD
    for each in (membership, of):
        if each is not None and not may_membership(change.by, action, each.umbrella):
            raise PermissionDenied


def _lock(bodies: Iterable[UUID]) -> None:
    """Always in one order. The rows themselves stay as they are. An import that is being written is waited for: it
    touches more bodies than could be locked in any order.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [WRITING])
    rows = Association.objects.filter(pk__in=set(bodies)).order_by("pk").select_for_update(no_key=True)
    list(rows.values_list("pk", flat=True))


def _settle(doubts: list[Doubt], change: Change) -> None:
    refused: dict[str, list[str]] = {}
    for doubt in doubts:
        if doubt.refuses:
            refused.setdefault(doubt.field, []).append(doubt.message)
    if refused:
        raise ValidationError({field: list(messages) for field, messages in refused.items()})
    open_ = [doubt for doubt in doubts if doubt.code not in change.confirmed]
    if open_:
        raise Unconfirmed(open_)

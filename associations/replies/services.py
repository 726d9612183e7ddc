"""A body replies to the record about it: its own statement, a request to correct, a request to be verified.

Each is one transaction: the row, what goes on record, the notices, the ledger. An answer locks the row, so that of two
people the second one finds it answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from associations.models import Association, Event, Membership
from associations.recording import record, retract
from associations.replies import limits, notifications
from associations.replies.models import Request
from associations.replies.who import may_answer, may_ask, recorders
from portal import ledger
from portal.accounts.models import User
from portal.outbox.models import Message

Kind, State = Request.Kind, Request.State
Row = Event | Membership


class AnsweredMeanwhile(Exception):
    """Somebody else answered or withdrew it first."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A body's own words. ``says``: the kind of event as which they go on record."""

    text: Mapping[str, str]
    says: str = Event.Kind.STATEMENT
    disputes: bool = False
    sources: list[dict[str, str]] = field(default_factory=list)


def on_record(body: Association, entry: UUID) -> Row | None:
    """The entry as it stands now, if it concerns ``body``."""
    events = Event.objects.current().on_timeline_of(body).filter(entry=entry)
    found: Row | None = events.select_related("subject", "other", "recorded_for").first()
    if found is None:
        periods = Membership.objects.current().of(body).filter(entry=entry)
        found = periods.select_related("member", "umbrella", "recorded_for").first()
    return found


@transaction.atomic
def state(
    body: Association, said: Statement, *, to: Row | None, commitment: str = "", by: User, now: datetime
) -> Request:
    """The body's own statement, ``to`` an entry or about one of its commitments. Somebody looks whether it is lawful;
    nothing else keeps it off the record (:func:`put_due`).

    Raises PermissionDenied for anybody but a liaison, ValidationError.
    """
    if isinstance(to, Event) and to.subject_id == body.pk:
        commitment = commitment or to.commitment
    row = _new(Kind.STATEMENT, body, to, by, now)
    row.commitment, row.says, row.disputes = commitment, said.says, said.disputes
    row.text, row.sources = dict(said.text), said.sources
    if said.says == Event.Kind.STATEMENT and to is None:
        raise ValidationError(_("Choose the entry that this replies to."))
    # Sooner than when it is answered.
    _event(row, to).full_clean(exclude=["entry", "recorded_at"], validate_unique=False)
    return _save(row, now)


@transaction.atomic
def ask_correction(
    body: Association, to: Row, reasons: str, sources: list[dict[str, str]], *, by: User, now: datetime
) -> Request:
    """Raises PermissionDenied for anybody but a liaison; ValidationError without reasons, where one waits, or for what
    a body itself said: nobody could grant it.
    """
    if getattr(to, "first_hand", False):
        raise ValidationError(_("A body’s own words are not corrected by others. Reply to them instead."))
    if not reasons.strip():
        raise ValidationError({"reasons": _("Say what is wrong, and what is right.")})
    row = _new(Kind.CORRECTION, body, to, by, now)
    row.reasons, row.sources = reasons.strip(), sources
    return _save(row, now)


@transaction.atomic
def ask_verification(body: Association, commitment: str, note: str, *, by: User, now: datetime) -> Request:
    """Raises PermissionDenied for anybody but a liaison, ValidationError where one waits."""
    row = _new(Kind.VERIFICATION, body, None, by, now)
    row.commitment, row.reasons = commitment, note.strip()
    return _save(row, now)


@transaction.atomic
def answer(pk: UUID, *, granted: bool, reason: str, by: User, now: datetime) -> Request:
    """Put a statement on record, or say that the entry was corrected, or refuse - each by somebody who did not record
    it. A statement is refused as unlawful alone; a correction is made first and then told of.

    Raises PermissionDenied, AnsweredMeanwhile, ValidationError.
    """
    row = _locked(pk)
    if not row.is_open:
        raise AnsweredMeanwhile
    if not may_answer(by, row):
        raise PermissionDenied
    if not reason.strip() and (not granted or row.kind == Kind.CORRECTION):
        raise ValidationError({"reason": _("Give reasons: the body reads them.")})
    if granted and row.kind == Kind.VERIFICATION:
        raise ValidationError(_("This is granted by verifying the commitment."))
    if granted and row.kind == Kind.CORRECTION and not _changed_since(row):
        raise ValidationError(
            _("The entry stands as it did. Correct it or take it off the record first, then say so here.")
        )
    if granted and row.kind == Kind.STATEMENT:
        _put_on_record(row, by, now)
    return _close(row, State.GRANTED if granted else State.REFUSED, by, now, reason)


@transaction.atomic
def take_down(pk: UUID, reason: str, *, by: User, now: datetime) -> Request:
    """A statement that is on record turns out to be unlawful. Raises as :func:`answer` does."""
    row = _locked(pk)
    if row.state != State.GRANTED or row.kind != Kind.STATEMENT or row.result is None:
        raise AnsweredMeanwhile
    if not may_answer(by, row):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Give reasons: the body reads them.")})
    said = Event.objects.current().get(entry=row.result)
    retract(said, by=by, now=now, because=_("Unlawful content."), unlawful=True)
    return _close(row, State.REFUSED, by, now, reason)


@transaction.atomic
def withdraw(pk: UUID, *, by: User, now: datetime) -> Request:
    """By the body. Raises PermissionDenied, AnsweredMeanwhile."""
    row = _locked(pk)
    if not may_ask(by, row.body_id):
        raise PermissionDenied
    if not row.is_open:
        raise AnsweredMeanwhile
    return _close(row, State.WITHDRAWN, by, now, "")


def put_due(now: datetime, limit: int = 100) -> int:
    """Statements that nobody answered in time go on record by themselves. Returns how many."""
    done = 0
    late = Request.objects.open().filter(kind=Kind.STATEMENT, due_on__lt=now.date()).order_by("due_on", "pk")
    for pk in late.values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            row = _locked(pk)
            if row.is_open:
                _put_on_record(row, None, now)
                _close(row, State.GRANTED, None, now, "")
                done += 1
    return done


def verified(body: Association, commitment: str, entry: UUID, *, by: User, now: datetime) -> None:
    """Called where a commitment was verified, in that transaction: who asked for it is told."""
    asked = Request.objects.open().filter(body=body, kind=Kind.VERIFICATION, commitment=commitment)
    for pk in asked.values_list("pk", flat=True):
        row = _locked(pk)
        if row.is_open:
            row.result = entry
            _close(row, State.GRANTED, by, now, "")


def _new(kind: Request.Kind, body: Association, to: Row | None, by: User, now: datetime) -> Request:
    if not may_ask(by, body.pk):
        raise PermissionDenied
    return Request(
        kind=kind,
        body=body,
        umbrella=_umbrella(body, to, now),
        entry=to.entry if to is not None else None,
        made_by=by,
        made_at=now,
        due_on=limits.due(kind, now.date()),
    )


def _umbrella(body: Association, to: Row | None, now: datetime) -> Association | None:
    """Whose record it is: in whose name the entry was recorded, else the umbrella body it names, else one that the body
    belongs to.
    """
    named = [to.recorded_for, getattr(to, "other", None), getattr(to, "umbrella", None)] if to else []
    for each in named:
        if each is not None and each.kind == Association.Kind.UMBRELLA:
            return each
    periods = Membership.objects.current().of(body).on(now.date()).select_related("umbrella")
    first = periods.order_by("began", "recorded_at").first()
    return first.umbrella if first is not None else None


def _save(row: Request, now: datetime) -> Request:
    row.full_clean()
    row.save(force_insert=True)
    ledger.commit(f"request.{row.kind}", row.pk, {"due_on": row.due_on.isoformat()}, now)
    Message.objects.bulk_create([notifications.asked(row)])
    return row


def _locked(pk: UUID) -> Request:
    rows = Request.objects.select_for_update(of=("self",)).select_related("body", "umbrella")
    return rows.get(pk=pk)


def _close(row: Request, state_: Request.State, by: User | None, now: datetime, reason: str) -> Request:
    row.state, row.decided_by, row.decided_at, row.answer = state_, by, now, reason.strip()
    row.full_clean()
    row.save(update_fields=["state", "decided_by", "decided_at", "answer", "result"])
    entry = str(row.result) if row.result else None
    ledger.commit(f"request.{state_.value}", row.pk, {"entry": entry}, now)
    if state_ != State.WITHDRAWN:
        people = recorders(row.entry, row.made_at) if row.entry else set()
        told = User.objects.active().filter(pk__in=people)
        Message.objects.bulk_create(notifications.answered(row, told))
    return row


def _put_on_record(row: Request, by: User | None, now: datetime) -> None:
    to = on_record(row.body, row.entry) if row.entry else None
    row.result = record(_event(row, to), by=by, now=now).entry


def _event(row: Request, to: Row | None) -> Event:
    """The statement as it stands on the timeline: of the day on which it was made, by the body, with what it replies to
    beside it on the timeline of the other body too.
    """
    other = row.umbrella if row.umbrella_id != row.body_id else None
    if isinstance(to, Event) and to.subject_id != row.body_id:
        other = to.subject
    replies = row.says == Event.Kind.STATEMENT
    day = row.made_at.date()
    heard = {
        "title": "Statement to this record, through the liaison of the body",
        "publisher": row.body.names["en"],
        "date": day.isoformat(),
    }
    return Event(
        subject=row.body,
        other=other,
        kind=row.says,
        commitment=row.commitment,
        day=day,
        standing=Event.Standing.STATEMENT,
        said_by=row.body,
        text=row.text,
        sources=[heard, *row.sources],
        answers=row.entry if replies else None,
        disputes=row.disputes and replies,
        first_hand=True,
    )


def _changed_since(row: Request) -> bool:
    changed: Any = (
        model.objects.filter(entry=row.entry, recorded_at__gt=row.made_at).exists()
        for model in (Event, Membership)
    )
    return any(changed)

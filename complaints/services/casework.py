"""What staff do beside the workflow: assign, note, inform the supervisor, extend a clock, decide on an interim measure,
open a file.
"""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from associations.roles import Role
from complaints import notifications
from complaints.models import Clock, Complaint, Event, Evidence, Note, Recusal
from complaints.permissions import Action, fits_own_part, may
from complaints.recusal import is_nobody_left
from complaints.services import clocks
from complaints.services.actors import Actor
from complaints.services.messages import say
from complaints.services.transitions import Refused, save_with_history
from complaints.states import OPEN
from portal import ledger
from portal.outbox import models as outbox
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User


def _locked(complaint_id: UUID, user: "User", action: str) -> Complaint:
    complaint = Complaint.objects.locked(complaint_id)
    if not may(user, action, complaint):
        raise Refused(_("Your role does not allow this at the present stage."))
    return complaint


def _event(complaint: Complaint, kind: Event.Kind, user: "User", now: datetime, detail: str = "") -> Event:
    return Event(
        complaint=complaint,
        kind=kind,
        actor_kind=Event.ActorKind.STAFF,
        actor=user,
        at=now,
        detail=detail,
    )


def assign(
    complaint_id: UUID,
    to: "User | None",
    *,
    by: "User",
    now: datetime,
    vault: Vault,
    reason: str = "",
    seen: str | None = None,
) -> Complaint:
    """Give the case to ``to``, or to nobody; taking it oneself needs no reason, giving it to another does. Whoever gets
    it, or had it, is told by mail.

    ``seen``: who had it on the page that asks (a key as text, empty for nobody); ``None`` where no page asks.

    Raises :class:`Refused` when the case has come to somebody else than ``seen``; when ``by``
    may not, or ``to`` has no fitting role at the body or is recused (said
    in the same words, so that a recusal is not betrayed).
    """
    with transaction.atomic():
        complaint = Complaint.objects.locked(complaint_id)
        taking = to == by and may(by, Action.BE_ASSIGNED, complaint)
        if not taking and not may(by, Action.ASSIGN, complaint):
            raise Refused(_("Your role does not allow this at the present stage."))
        if to is not None and not (
            may(to, Action.BE_ASSIGNED, complaint)
            and Complaint.objects.visible_to(to).filter(pk=complaint.pk).exists()
        ):
            raise Refused(_("This person cannot take the case."), field="assigned_to")
        if not taking and not reason.strip():
            raise Refused(_("Write the reason: it stands in the history of the case."), field="reason")
        before = complaint.assigned_to
        if taking and before == to:
            return complaint  # the same click twice
        if seen is not None and seen != str(before.pk if before else ""):
            raise Refused(
                _("Meanwhile the complaint was given to %(person)s. Nothing was changed.")
                % {"person": before or _("nobody")}
            )
        complaint.assigned_to = to
        event = _event(complaint, Event.Kind.ASSIGNED, by, now, str(to.pk) if to else "")
        vault.write(event, reason=reason or None)
        event.save(force_insert=True)
        save_with_history(complaint, event)
        told = (("staff.assigned", to), ("staff.relieved", before if before != to else None))
        outbox.Message.objects.bulk_create(
            notifications.to_person(complaint, kind, person)
            for kind, person in told
            if person not in {None, by}
        )
    return complaint


def add_note(
    complaint_id: UUID, text: str, *, by: "User", now: datetime, vault: Vault, submission: UUID | None = None
) -> None:
    """An internal note. Raises :class:`Refused` without permission or words."""
    with transaction.atomic():
        complaint = _locked(complaint_id, by, Action.NOTE)
        if not text.strip():
            raise Refused(_("Write the note."), field="note")
        note = Note(complaint=complaint, author=by, at=now, submission=submission)
        vault.write(note, body=text)
        try:
            with transaction.atomic():
                note.save(force_insert=True)
        except IntegrityError:
            if submission is None:
                raise
            if not complaint.notes.filter(submission=submission, author=by).exists():
                raise Refused(
                    _("This form was sent before, and nothing was done now. Write a new note.")
                ) from None
            return  # the same form sent twice
        _event(complaint, Event.Kind.NOTE, by, now, str(note.pk)).save(force_insert=True)


def inform_supervisor(complaint_id: UUID, *, by: "User", now: datetime) -> None:
    """Tell the supervisors of the handling body by mail; meets the clock.

    Raises :class:`Refused` without permission, or when no supervisor may be told but ``by``, or some who
    worked on the case themselves: then the clock runs on, and its reminders say so.
    """
    with transaction.atomic():
        complaint = _locked(complaint_id, by, Action.INFORM_SUPERVISOR)
        supervisors = notifications.with_role(complaint, frozenset({Role.SUPERVISOR}))
        if not any(fits_own_part(each, Role.SUPERVISOR, complaint) for each in supervisors if each != by):
            raise Refused(_("There is no supervisor who can be told of this case. Nothing was sent."))
        clocks.move(complaint, now, meets=("inform-supervisor",))
        event = _event(complaint, Event.Kind.SUPERVISOR, by, now)
        event.save(force_insert=True)
        save_with_history(complaint, event)
        outbox.Message.objects.bulk_create(notifications.to_staff(complaint, "staff.supervisor"))


def note_supervisor_informed(complaint_id: UUID, now: datetime) -> None:
    """The supervisors were told by the portal itself, as of every urgent complaint: nobody has to tell them again.
    Meets the clock while it runs; afterwards it changes nothing.
    """
    with transaction.atomic():
        complaint = Complaint.objects.locked(complaint_id)
        if not complaint.clocks.open().filter(rule="inform-supervisor").exists():
            return
        clocks.move(complaint, now, meets=("inform-supervisor",))
        event = Event(
            complaint=complaint, kind=Event.Kind.SUPERVISOR, actor_kind=Event.ActorKind.SYSTEM, at=now
        )
        event.save(force_insert=True)
        save_with_history(complaint, event)


def extend_clock(
    complaint_id: UUID, code: str, *, by: "User", now: datetime, vault: Vault, reason: str, message: str
) -> None:
    """Extend a running clock once, with a reason, and tell the complainant. Raises :class:`Refused`."""
    with transaction.atomic():
        complaint = _locked(complaint_id, by, Action.EXTEND_CLOCK)
        if not reason.strip():
            raise Refused(_("Write the reason: it stands in the history of the case."), field="reason")
        try:
            clocks.extend(complaint.clocks.open().select_for_update().get(rule=code), now)
        except Clock.DoesNotExist:
            raise Refused(_("This clock does not run.")) from None
        except clocks.CannotExtend as refusal:
            raise Refused(str(refusal)) from None
        complaint.next_due_at = clocks.next_due(complaint.clocks.open())
        event = _event(complaint, Event.Kind.EXTENDED, by, now, code)
        vault.write(event, reason=reason)
        event.save(force_insert=True)
        save_with_history(complaint, event)
        ledger.commit("clock-extended", complaint.pk, {"event": str(event.pk), "clock": code}, now)
        say(complaint, message, actor=Actor.staff(by), now=now, vault=vault)


def decide_interim_measure(
    complaint_id: UUID,
    *,
    taken: bool,
    by: "User",
    now: datetime,
    vault: Vault,
    reason: str,
    message: str = "",
    submission: UUID | None = None,
) -> None:
    """Record whether an urgent interim measure or a statement is taken, and why; meets the clock. ``message``, if there
    is one, is what the complainant reads of it.

    Raises :class:`Refused` without permission or reason, and when no such decision is due (any more).
    """
    with transaction.atomic():
        complaint = _locked(complaint_id, by, Action.INTERIM_MEASURE)
        if not reason.strip():
            raise Refused(_("Write the reason: it stands in the history of the case."), field="reason")
        if not complaint.clocks.open().filter(rule="interim-measure").exists():
            raise Refused(_("No decision on an interim measure is due in this complaint."))
        clocks.move(complaint, now, meets=("interim-measure",))
        outcome = "taken" if taken else "not-taken"
        event = _event(complaint, Event.Kind.INTERIM_MEASURE, by, now, outcome)
        vault.write(event, reason=reason)
        event.save(force_insert=True)
        save_with_history(complaint, event)
        ledger.commit("interim-measure", complaint.pk, {"event": str(event.pk), "outcome": outcome}, now)
        if message.strip():
            say(complaint, message, actor=Actor.staff(by), now=now, vault=vault, submission=submission)


def step_out(complaint_id: UUID, *, by: "User", now: datetime, vault: Vault, reason: str) -> None:
    """Declare oneself recused: from now on ``by`` finds no trace of the case, and it is nobody's if it was theirs.
    If nobody else is left, the external reviewer is called.

    Nobody takes it back: who returns to a case was never out of it.

    Raises :class:`Refused` without permission or reason.
    """
    with transaction.atomic():
        complaint = _locked(complaint_id, by, Action.STEP_OUT)
        if not reason.strip():
            raise Refused(_("Write the reason: it stands in the history of the case."), field="reason")
        if complaint.assigned_to_id == by.pk:
            complaint.assigned_to = None
        event = _event(complaint, Event.Kind.RECUSED, by, now)
        vault.write(event, reason=reason)
        event.save(force_insert=True)
        save_with_history(complaint, event)
        Recusal.objects.create(complaint=complaint, user=by)
        ledger.commit("recused", complaint.pk, {"event": str(event.pk)}, now)
        call_reviewer(complaint)


def call_reviewer(complaint: Complaint) -> None:
    """Plan word to the external reviewer, if recusals have left nobody else in an open case."""
    if complaint.state in OPEN and is_nobody_left(complaint):
        outbox.Message.objects.bulk_create(notifications.to_staff(complaint, "staff.called"))


def note_reading(complaint: Complaint, user: "User", now: datetime) -> None:
    """Who opened what is part of the history; one line a person and day is enough."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    seen = Event.objects.filter(complaint=complaint, kind=Event.Kind.READ, actor=user, at__gte=today)
    if not seen.exists():
        _event(complaint, Event.Kind.READ, user, now).save(force_insert=True)


def note_download(evidence: Evidence, user: "User", now: datetime) -> None:
    """Every download by staff is part of the history."""
    _event(evidence.complaint, Event.Kind.DOWNLOADED, user, now, str(evidence.pk)).save(force_insert=True)

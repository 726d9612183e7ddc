"""The two-way thread."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from complaints import notifications
from complaints.models import Complaint, Event, Message
from complaints.permissions import Action, may
from complaints.services.actors import COMPLAINANT, Actor
from complaints.services.transitions import Refused, apply
from complaints.states import State
from portal.outbox import models as outbox
from portal.sealing import Vault
from portal.sealing.index import IndexRow


def write_to_complainant(
    complaint_id: UUID, text: str, *, actor: Actor, now: datetime, vault: Vault, submission: UUID | None = None
) -> None:
    """A message from the handling body. Writing one also means having read what stood there.

    Raises :class:`Refused` without permission or words.
    """
    with transaction.atomic():
        complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint_id)
        if actor.user is None or not may(actor.user, Action.MESSAGE, complaint):
            raise Refused(_("Your role does not allow writing to the complainant at this stage."))
        if not text.strip():
            raise Refused(_("Write what the complainant should read."), field="message")
        if not _add(complaint, Message.Direction.OUT, text, actor, now, vault, submission):
            return
        outbox.Message.objects.bulk_create(notifications.to_complainant(complaint, "complaint.message"))
        Complaint.objects.filter(pk=complaint.pk).update(has_unread=False)
        _read(complaint, now)


def write_from_complainant(
    complaint_id: UUID, text: str, *, now: datetime, vault: Vault, submission: UUID | None = None
) -> None:
    """A message from the complainant, opened by the receipt. Answers the particulars asked for, if they were.

    Raises :class:`Refused` without words.
    """
    with transaction.atomic():
        complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint_id)
        if not text.strip():
            raise Refused(_("Write your message."), field="message")
        if not _add(complaint, Message.Direction.IN, text, COMPLAINANT, now, vault, submission):
            return
        Complaint.objects.filter(pk=complaint.pk).update(has_unread=True)
        IndexRow.objects.filter(owner_id=complaint.pk).update(stale=True)
        if complaint.state == State.PARTICULARS_ASKED:
            apply(complaint.pk, "receive-particulars", actor=COMPLAINANT, now=now, vault=vault)
        else:
            outbox.Message.objects.bulk_create(notifications.to_staff(complaint, "staff.message"))


def _add(
    complaint: Complaint,
    direction: Message.Direction,
    text: str,
    actor: Actor,
    now: datetime,
    vault: Vault,
    submission: UUID | None,
) -> bool:
    """Store message and event; False when this very form was sent before."""
    message = Message(
        complaint=complaint, direction=direction, author=actor.user, at=now, submission=submission
    )
    vault.write(message, body=text)
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        if submission is None or not Message.objects.filter(submission=submission).exists():
            raise
        return False
    out = direction == Message.Direction.OUT
    Event.objects.create(
        complaint=complaint,
        kind=Event.Kind.MESSAGE_OUT if out else Event.Kind.MESSAGE_IN,
        actor_kind=actor.kind,
        actor=actor.user,
        at=now,
        detail=str(message.pk),
    )
    return True


def mark_read_by_staff(complaint: Complaint, now: datetime) -> None:
    """An officer who may answer has opened the conversation: nothing is unread any more. Two updates, only when needed."""
    if complaint.has_unread:
        with transaction.atomic():
            Complaint.objects.filter(pk=complaint.pk).update(has_unread=False)
            _read(complaint, now)


def _read(complaint: Complaint, now: datetime) -> None:
    complaint.messages.filter(direction=Message.Direction.IN, read_at__isnull=True).update(read_at=now)


def mark_read_by_complainant(complaint: Complaint, now: datetime) -> None:
    complaint.messages.filter(direction=Message.Direction.OUT, read_at__isnull=True).update(read_at=now)

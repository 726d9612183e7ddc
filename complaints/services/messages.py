"""The two-way thread."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from complaints import notifications
from complaints.models import Complaint, Event, Message
from complaints.permissions import Action, may
from complaints.services.actors import COMPLAINANT, Actor
from complaints.services.stored_message import store_message, was_sent
from complaints.services.transitions import Refused, apply
from complaints.states import State
from portal.outbox import models as outbox
from portal.sealing import Vault

#: Characters. A longer text is answered with this limit and shown again whole.
LONGEST_MESSAGE = 20_000


def write_to_complainant(
    complaint_id: UUID,
    text: str,
    *,
    actor: Actor,
    now: datetime,
    vault: Vault,
    submission: UUID | None = None,
) -> None:
    """A message from the handling body. It marks nothing as read (:func:`mark_read_by_staff` does).

    Raises :class:`Refused` without permission or words.
    """
    with transaction.atomic():
        complaint = Complaint.objects.locked(complaint_id)
        if actor.user is None or not may(actor.user, Action.MESSAGE, complaint):
            raise Refused(_("Your role does not allow writing to the complainant at this stage."))
        say(complaint, text, actor=actor, now=now, vault=vault, submission=submission)


def say(
    complaint: Complaint,
    text: str,
    *,
    actor: Actor,
    now: datetime,
    vault: Vault,
    submission: UUID | None = None,
) -> None:
    """Tell the complainant, as part of something else that the actor was allowed to do with the locked complaint.

    Raises :class:`Refused` without words, or with too many.
    """
    _check_words(text, _("Write what the complainant should read."))
    if not _add(complaint, text, actor=actor, now=now, vault=vault, submission=submission):
        return
    outbox.Message.objects.bulk_create(notifications.to_complainant(complaint, "complaint.message"))


def write_from_complainant(
    complaint_id: UUID,
    text: str,
    *,
    now: datetime,
    vault: Vault,
    submission: UUID | None = None,
    reports_reprisal: bool = False,
) -> Complaint:
    """A message from the complainant, opened by the receipt. Answers the particulars asked for, if they were.

    It is taken at every stage, also after the end: somebody who was made to withdraw, or who suffers for having
    complained, must be able to say so. A reprisal is told to the supervisor too. Raises :class:`Refused`
    without words, or with too many.
    """
    with transaction.atomic():
        complaint = Complaint.objects.locked(complaint_id)
        _check_words(text, _("Write your message."))
        if not _add(
            complaint,
            text,
            actor=COMPLAINANT,
            now=now,
            vault=vault,
            submission=submission,
            reports_reprisal=reports_reprisal,
        ):
            return complaint
        Complaint.objects.filter(pk=complaint.pk).update(has_unread=True)
        if reports_reprisal:
            notifications.of_messages(complaint, "staff.reprisal", now)
        if complaint.state == State.PARTICULARS_ASKED and not reports_reprisal:
            return apply(complaint.pk, "receive-particulars", actor=COMPLAINANT, now=now, vault=vault)
        if not reports_reprisal:
            notifications.of_messages(complaint, "staff.message", now)
        return complaint


def _check_words(text: str, missing: str) -> None:
    if not text.strip():
        raise Refused(missing, field="message")
    if len(text) > LONGEST_MESSAGE:
        raise Refused(
            _("A message can have up to %(limit)s characters; this one has %(number)s.")
            % {"limit": LONGEST_MESSAGE, "number": len(text)},
            field="message",
        )


def _add(
    complaint: Complaint,
    text: str,
    *,
    actor: Actor,
    now: datetime,
    vault: Vault,
    submission: UUID | None,
    reports_reprisal: bool = False,
) -> bool:
    """Store message and event of a locked complaint; False when this very form was sent before."""
    if was_sent(submission, complaint):
        return False
    message = store_message(
        complaint,
        text,
        actor=actor,
        now=now,
        vault=vault,
        submission=submission,
        reports_reprisal=reports_reprisal,
    )
    Event.objects.create(
        complaint=complaint,
        kind=Event.Kind.MESSAGE_OUT if actor.user else Event.Kind.MESSAGE_IN,
        actor_kind=actor.kind,
        actor=actor.user,
        at=now,
        detail=str(message.pk),
    )
    return True


def mark_read_by_staff(
    complaint: Complaint, now: datetime, *, messages: Collection[UUID], events: Collection[UUID]
) -> None:
    """An officer who may answer has had the case on the screen: ``complaint`` as it was read for the page, the
    ``messages`` that stood there, the ``events`` known when it was begun. What came in since - words, a file, the
    answers that complete a short filing - stays unread, whatever the moment written beside it. Four queries, only when
    something was unread.
    """
    if not complaint.has_unread:
        return
    with transaction.atomic():
        present = Complaint.objects.locked(complaint.pk)
        waiting = complaint.messages.filter(direction=Message.Direction.IN, read_at__isnull=True)
        waiting.filter(pk__in=messages).update(read_at=now)
        came_later = complaint.events.filter(actor_kind=COMPLAINANT.kind).exclude(pk__in=events)
        told_anew = bytes(present.account or b"") != bytes(complaint.account or b"")
        still = told_anew or waiting.exists() or came_later.exists()
        Complaint.objects.filter(pk=complaint.pk).update(has_unread=still)


def mark_read_by_complainant(complaint: Complaint, now: datetime, seen: Collection[UUID]) -> None:
    """The complainant has a page of the conversation before them, with the messages ``seen``."""
    unread = complaint.messages.filter(direction=Message.Direction.OUT, read_at__isnull=True)
    unread.filter(pk__in=seen).update(read_at=now)

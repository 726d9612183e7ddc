"""The two-way thread: the body's answers by mail or in the mailbox, and what the prosecutor writes there."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from associations.contact import notifications
from associations.contact.models import Contact, ContactEvent, ContactMessage
from associations.contact.permissions import Action
from associations.contact.services.change import Refused, answer_due, check_words, locked, move, note
from associations.contact.states import AnswerBy, Channel, State
from portal.outbox import models as outbox
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

Direction = ContactMessage.Direction


def channel_of(contact: Contact) -> Channel | None:
    """How an answer travels: the mailbox where there is one, else mail; ``None`` where only a call is left. Who asked
    for a call may have left an address, for the time of it alone.
    """
    if contact.has_mailbox:
        return Channel.MAILBOX
    by_mail = contact.has_address and contact.answer_by != AnswerBy.CALL
    return Channel.MAIL if by_mail else None


def answer(
    contact_id: UUID,
    text: str,
    *,
    by: "User",
    now: datetime,
    vault: Vault,
    submission: UUID | None = None,
) -> Contact:
    """Answer the prosecutor. Writing means having read what stood there; a call that is booked stays booked.

    Raises :class:`Refused` without permission or words, with too many, or where only a call reaches the writer.
    """
    with transaction.atomic():
        contact = locked(contact_id, by, Action.ANSWER)
        check_words(text, _("Write what the prosecutor should read."))
        channel = channel_of(contact)
        if channel is None:
            raise Refused(_("The prosecutor asked for a call and left no address. Book a call."), "message")
        message = send(contact, text, channel, by=by, now=now, vault=vault, submission=submission)
        if message is None:
            return contact
        before: str = contact.state
        due = contact.next_due_at
        contact.owner = contact.owner or by
        contact.answered_at, contact.has_unread = now, False
        if before == State.CALL_BOOKED:
            contact.next_due_at = due
        else:
            move(contact, State.ANSWERED, now)
        contact.save(
            update_fields=["owner", "state", "state_since", "answered_at", "has_unread", "next_due_at"]
        )
        note(contact, ContactEvent.Kind.MESSAGE_OUT, now, user=by, detail=str(message.pk), before=before)
    return contact


def send(
    contact: Contact,
    text: str,
    channel: Channel,
    *,
    by: "User",
    now: datetime,
    vault: Vault,
    submission: UUID | None = None,
) -> ContactMessage | None:
    """Store words for the prosecutor of a locked contact, with the notice or the mail that takes them there; ``None``
    when this very form was sent before.
    """
    message = store(contact, text, Direction.OUT, channel, now, vault, author=by, submission=submission)
    if message is None:
        return None
    contact.messages.filter(direction=Direction.IN, read_at__isnull=True).update(read_at=now)
    kind = "contact.answer" if channel == Channel.MAIL else "contact.waiting"
    outbox.Message.objects.bulk_create(notifications.to_prosecutor(contact, kind, message=str(message.pk)))
    return message


def write_from_prosecutor(
    contact_id: UUID, text: str, *, now: datetime, vault: Vault, submission: UUID | None = None
) -> Contact:
    """A message in the mailbox, opened by its secret. It sets a new date for the answer and opens a closed contact
    again: somebody in difficulty must be able to say so later. Raises :class:`Refused` without words, or with too many.
    """
    with transaction.atomic():
        contact = Contact.objects.locked(contact_id)
        check_words(text, _("Write your message."))
        message = store(contact, text, Direction.IN, Channel.MAILBOX, now, vault, submission=submission)
        if message is None:
            return contact
        before: str = contact.state
        if before in {State.ANSWERED, State.CLOSED}:
            # Nobody waits twice: a date that already runs stays.
            contact.answer_due_at = answer_due(now)
            contact.closed_because = ""
            move(contact, State.IN_HAND if contact.owner_id else State.NEW, now)
        contact.has_unread = True
        contact.save(
            update_fields=[
                "state",
                "state_since",
                "closed_because",
                "answer_due_at",
                "next_due_at",
                "has_unread",
            ]
        )
        note(contact, ContactEvent.Kind.MESSAGE_IN, now, detail=str(message.pk), before=before)
        outbox.Message.objects.bulk_create(
            [
                notifications.to_staff(
                    contact, "contact.staff-written", due=contact.answer_due_at.date().isoformat()
                )
            ]
        )
    return contact


def store(
    contact: Contact,
    text: str,
    direction: ContactMessage.Direction,
    channel: Channel,
    now: datetime,
    vault: Vault,
    *,
    author: "User | None" = None,
    submission: UUID | None = None,
) -> ContactMessage | None:
    """Seal and save a message of a locked contact; ``None`` when this very form was sent before: the second of two
    waits at the lock until it sees the first.
    """
    if submission is not None and ContactMessage.objects.filter(submission=submission).exists():
        return None
    message = ContactMessage(
        contact=contact,
        direction=direction,
        channel=channel,
        author=author,
        at=now,
        submission=submission,
    )
    vault.write(message, body=text)
    message.save(force_insert=True)
    return message


def mark_read_by_staff(contact: Contact, now: datetime, seen: Collection[UUID] | None = None) -> None:
    """An officer who may answer has had the thread on the screen. ``seen``: the messages that stood there; what came in
    while the page was made stays unread.
    """
    if not contact.has_unread:
        return
    with transaction.atomic():
        Contact.objects.locked(contact.pk)
        waiting = contact.messages.filter(direction=Direction.IN, read_at__isnull=True)
        (waiting if seen is None else waiting.filter(pk__in=seen)).update(read_at=now)
        Contact.objects.filter(pk=contact.pk).update(has_unread=waiting.exists())


def mark_read_by_prosecutor(contact: Contact, now: datetime, seen: Collection[UUID]) -> None:
    """The prosecutor has a page of the mailbox before them, with the messages ``seen``."""
    unread = contact.messages.filter(direction=Direction.OUT, read_at__isnull=True)
    unread.filter(pk__in=seen).update(read_at=now)

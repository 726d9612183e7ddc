"""The end of a contact: closed with a reason, opened again, handed over as a complaint."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from associations.contact.models import Contact, ContactEvent
from associations.contact.permissions import Action
from associations.contact.services.change import Refused, answer_due, check_words, locked, move, note
from associations.contact.services.thread import channel_of, send
from associations.contact.states import ClosedBecause, State
from portal import ledger
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User


def close(
    contact_id: UUID,
    because: str,
    *,
    by: "User",
    now: datetime,
    vault: Vault,
    reason: str = "",
) -> Contact:
    """Close with a reason code; what is not simply answered takes words too. From now the days of retention count.

    Raises :class:`Refused` without permission, with an unknown code or that of a hand-over, without words, or as
    "answered" before there was an answer.
    """
    if because not in ClosedBecause.values or because == ClosedBecause.COMPLAINT:
        raise Refused(_("Choose a reason."), "because")
    with transaction.atomic():
        contact = locked(contact_id, by, Action.CLOSE)
        if because == ClosedBecause.ANSWERED:
            if contact.state != State.ANSWERED:
                raise Refused(_("It has not been answered yet."), "because")
        elif not reason.strip():
            raise Refused(_("Write the reason: it stands in the history of the contact."), "reason")
        _close(contact, ClosedBecause(because), ContactEvent.Kind.CLOSED, because, by, now, vault, reason)
    return contact


def hand_over(
    contact_id: UUID,
    *,
    by: "User",
    now: datetime,
    vault: Vault,
    consent: bool,
    reason: str,
    message: str = "",
    submission: UUID | None = None,
) -> Contact:
    """Close the contact because it is a complaint, which the prosecutor alone files: from now on the mailbox offers to
    begin one with the words written there. ``message`` tells them, where anything but a call reaches them.

    Only with the prosecutor's consent; ``reason`` says when and how it was given. Raises :class:`Refused`, also without
    a message where one can be sent.
    """
    with transaction.atomic():
        contact = locked(contact_id, by, Action.HAND_OVER)
        if not consent:
            raise Refused(_("Only with the consent of the prosecutor. Ask first."), "consent")
        if not reason.strip():
            raise Refused(_("Write when and how the consent was given."), "reason")
        if channel := channel_of(contact):
            check_words(message, _("Write how the prosecutor files the complaint."))
            sent = send(contact, message, channel, by=by, now=now, vault=vault, submission=submission)
            if sent is None:
                return contact
            contact.answered_at = now
        contact.handed_over_at = now
        kind = ContactEvent.Kind.HANDED_OVER
        _close(contact, ClosedBecause.COMPLAINT, kind, "", by, now, vault, reason)
    return contact


def _close(
    contact: Contact,
    because: ClosedBecause,
    kind: ContactEvent.Kind,
    detail: str,
    by: "User",
    now: datetime,
    vault: Vault,
    reason: str,
) -> None:
    before = move(contact, State.CLOSED, now)
    contact.closed_because, contact.has_unread = because, False
    contact.save(
        update_fields=[
            "state",
            "state_since",
            "closed_because",
            "next_due_at",
            "has_unread",
            "answered_at",
            "handed_over_at",
        ]
    )
    event = note(contact, kind, now, user=by, detail=detail, before=before, vault=vault, reason=reason)
    ledger.commit("contact-closed", contact.pk, {"event": str(event.pk), "because": because.value}, now)


def reopen(contact_id: UUID, *, by: "User", now: datetime, vault: Vault, reason: str) -> Contact:
    """Open a closed contact again, with a reason and a new date for the answer. Raises :class:`Refused`, also when its
    content is erased or it was handed over.
    """
    with transaction.atomic():
        contact = locked(contact_id, by, Action.REOPEN)
        if contact.content_erased_at:
            raise Refused(_("Its content is erased."))
        if contact.handed_over_at:
            raise Refused(_("It was handed over as a complaint."))
        if not reason.strip():
            raise Refused(_("Write the reason: it stands in the history of the contact."), "reason")
        contact.answer_due_at, contact.closed_because = answer_due(now), ""
        before = move(contact, State.IN_HAND if contact.owner_id else State.NEW, now)
        contact.save(update_fields=["state", "state_since", "closed_because", "answer_due_at", "next_due_at"])
        kind = ContactEvent.Kind.REOPENED
        note(contact, kind, now, user=by, before=before, vault=vault, reason=reason)
    return contact

"""Whose hands a contact is in, and who opened it."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from associations.contact import notifications
from associations.contact.models import Contact, ContactEvent, ContactNote
from associations.contact.permissions import Action, may
from associations.contact.services.calls import forget_reminders
from associations.contact.services.change import Refused, check_words, locked, move, note
from associations.contact.states import CallState, State
from portal.outbox import models as outbox
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User


def take(contact_id: UUID, *, by: "User", now: datetime) -> Contact:
    """Take the contact into one's own hands; a new one is in hand from then on. Raises :class:`Refused`."""
    with transaction.atomic():
        contact = locked(contact_id, by, Action.TAKE)
        if contact.owner_id == by.pk:
            return contact
        contact.owner = by
        _in_hand(contact, ContactEvent.Kind.TAKEN, by, now)
    return contact


def assign(
    contact_id: UUID, to: "User", *, by: "User", now: datetime, vault: Vault, reason: str = ""
) -> Contact:
    """Give the contact to another engagement officer, who is told by mail.

    Raises :class:`Refused` when ``by`` may not, without a reason, or when ``to`` cannot take it (said in the same words
    for every reason, so that nothing is betrayed about the writer).
    """
    with transaction.atomic():
        contact = locked(contact_id, by, Action.ASSIGN)
        fit = may(to, Action.TAKE, contact) and Contact.objects.visible_to(to).filter(pk=contact.pk).exists()
        if not fit:
            raise Refused(_("This person cannot take the contact."), field="owner")
        if not reason.strip():
            raise Refused(_("Write the reason: it stands in the history of the contact."), field="reason")
        contact.owner = to
        _in_hand(contact, ContactEvent.Kind.ASSIGNED, by, now, detail=str(to.pk), vault=vault, reason=reason)
        if to != by:
            outbox.Message.objects.bulk_create(
                [notifications.to_person(contact, "contact.staff-assigned", to)]
            )
    return contact


def _in_hand(
    contact: Contact,
    kind: ContactEvent.Kind,
    by: "User",
    now: datetime,
    *,
    detail: str = "",
    vault: Vault | None = None,
    reason: str = "",
) -> None:
    before: str = contact.state
    if contact.state == State.NEW:
        move(contact, State.IN_HAND, now)
    if contact.appointments.filter(state=CallState.BOOKED).exclude(by=contact.owner).update(by=contact.owner):
        # Who has the contact makes its call, and is the one to be reminded.
        forget_reminders(contact)
    contact.save(update_fields=["owner", "state", "state_since", "next_due_at"])
    note(contact, kind, now, user=by, detail=detail, before=before, vault=vault, reason=reason)


def add_note(
    contact_id: UUID, text: str, *, by: "User", now: datetime, vault: Vault, submission: UUID | None = None
) -> None:
    """A note for colleagues; the same form sent twice makes one. Raises :class:`Refused` without permission or words,
    with too many, or when the content is erased.
    """
    with transaction.atomic():
        contact = locked(contact_id, by, Action.NOTE)
        if contact.content_erased_at:
            raise Refused(_("Its content is erased."))
        check_words(text, _("Write the note."), "note")
        if submission is not None and ContactNote.objects.filter(submission=submission).exists():
            return
        written = ContactNote(contact=contact, author=by, at=now, submission=submission)
        vault.write(written, body=text)
        written.save(force_insert=True)
        note(contact, ContactEvent.Kind.NOTED, now, user=by, detail=str(written.pk))


def note_reading(contact: Contact, user: "User", now: datetime) -> None:
    """Who opened what is part of the history; one line a person and day is enough."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    kind = ContactEvent.Kind.READ
    if not ContactEvent.objects.filter(contact=contact, kind=kind, actor=user, at__gte=today).exists():
        note(contact, kind, now, user=user)

"""A contact arrives: one transaction, which can be repeated without harm."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from associations.contact import notifications
from associations.contact.letter import Letter
from associations.contact.models import Contact, ContactEvent
from associations.contact.routing import route
from associations.contact.services.change import answer_due, note
from associations.contact.states import PREFIX, State
from associations.models import Association
from portal import ledger
from portal.outbox import models as outbox
from portal.receipts import code as codes
from portal.receipts import issue
from portal.receipts.models import Receipt
from portal.sealing import Vault
from portal.sealing.models import DataKey


@dataclass(frozen=True, slots=True)
class Written:
    """``again``: this form had been sent before; nothing was stored now."""

    contact: Contact
    again: bool = False


def write(letter: Letter, *, now: datetime, secret: str = "") -> Written:
    """Store a letter as a contact. ``secret``: a new code for the mailbox, where ``letter.wants_mailbox``; what is
    stored of it opens nothing.

    A double click or a resubmission finds the contact there. Raises ``routing.NoHandlingBody``; ``ValueError`` when a
    mailbox is wanted without a secret.
    """
    if letter.wants_mailbox and not secret:
        raise ValueError("a mailbox needs a secret")
    try:
        with transaction.atomic():
            return Written(_store(letter, secret, now))
    except IntegrityError:
        known = Contact.objects.filter(submission=letter.submission).first()
        if known is None:
            raise
        return Written(known, again=True)


def _store(letter: Letter, secret: str, now: datetime) -> Contact:
    due = answer_due(now)
    named = Association.objects.filter(pk=letter.association).first() if letter.association else None
    contact = Contact(
        reference=codes.new_reference(now.year, PREFIX),
        submission=letter.submission,
        handled_by=route(named.pk if named else None, now.date()),
        association=named,
        country=(named.country if named else "") or letter.country,
        language=letter.language,
        purpose=letter.purpose,
        answer_by=letter.answer_by,
        has_address=bool(letter.reach.email),
        has_mailbox=letter.wants_mailbox,
        state=State.NEW,
        state_since=now,
        filed_at=now,
        answer_due_at=due,
        next_due_at=due,
    )
    public = codes.key_pair(secret)[1] if letter.wants_mailbox else None
    vault = Vault.create(contact.pk, receipt_public=public)
    vault.write_json(contact, "identity", letter.identity.to_json())
    vault.write_json(contact, "contact", letter.reach.to_json())
    vault.write(contact, content=letter.message)
    contact.save(force_insert=True)
    DataKey.objects.bulk_create(vault.key_rows())
    if public:
        Receipt.objects.bulk_create([issue(contact.pk, secret)])
    event = note(contact, ContactEvent.Kind.FILED, now)
    outbox.Message.objects.bulk_create(
        [
            *notifications.to_prosecutor(contact, "contact.received", due=due.date().isoformat()),
            notifications.to_staff(contact, "contact.staff-new", due=due.date().isoformat()),
        ]
    )
    ledger.commit("contact-filed", contact.pk, {"event": str(event.pk), "reference": contact.reference}, now)
    return contact

"""Erasure: the keys are destroyed, so that what is left anywhere opens no more (``docs/threat-model.md``)."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from associations.contact.models import Contact, ContactEvent
from associations.contact.permissions import Action
from associations.contact.services.change import Refused, locked, note
from associations.contact.states import KEPT_DAYS, AskedBy, State
from portal import ledger, receipts
from portal.sealing.erase import erase_owner

if TYPE_CHECKING:
    from portal.accounts.models import User


def erase_now(contact_id: UUID, asked_by: str, *, by: "User", now: datetime) -> None:
    """Erase a closed contact before its time, as its writer asked; ``asked_by``: how (``states.AskedBy``), which stays
    in the history. Raises ``change.Refused`` without permission, or when it is not said.
    """
    with transaction.atomic():
        contact = locked(contact_id, by, Action.ERASE)
        if asked_by not in AskedBy.values:
            raise Refused(_("Only at the prosecutor’s wish: say how you know it."), "asked_by")
        _erase(contact, now, by, asked_by)


def erase_due(now: datetime, limit: int = 100) -> int:
    """Erase what has been closed for :data:`~associations.contact.states.KEPT_DAYS`. Returns how many contacts.

    Each is looked at again under its lock: its writer may just have opened it again.
    """
    over = Contact.objects.filter(
        state=State.CLOSED, content_erased_at__isnull=True, state_since__lte=now - timedelta(days=KEPT_DAYS)
    )
    found = list(over.values_list("pk", flat=True)[:limit])
    for pk in found:
        with transaction.atomic():
            contact = Contact.objects.locked(pk)
            if contact.state == State.CLOSED:
                _erase(contact, now, None)
    return len(found)


def _erase(contact: Contact, now: datetime, by: "User | None", asked_by: str = "") -> None:
    """Everything sealed of a locked contact, its calls, and the service that the writer named; the country stays, so
    that nobody of it finds the row later. Repeating it changes nothing.
    """
    if contact.content_erased_at:
        return
    erase_owner(contact.pk)
    receipts.erase(contact.pk)
    contact.messages.all().delete()
    contact.notes.all().delete()
    contact.call_logs.all().delete()
    contact.appointments.all().delete()
    contact.reminders.all().delete()
    contact.events.update(reason=None)
    Contact.objects.filter(pk=contact.pk).update(
        identity=None,
        contact=None,
        content=None,
        association=None,
        has_address=False,
        has_mailbox=False,
        has_unread=False,
        content_erased_at=now,
    )
    actor = ContactEvent.ActorKind.STAFF if by else ContactEvent.ActorKind.SYSTEM
    note(contact, ContactEvent.Kind.ERASED, now, user=by, actor=actor, detail=asked_by)
    ledger.erase(contact.pk)
    ledger.commit("contact-erased", contact.pk, {}, now)

"""Erasure: the keys are destroyed, so that what is left in any table, history row or copy opens no more
(``docs/threat-model.md``).
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from complaints import clocks
from complaints.models import Clock, Complaint, Draft, DraftFile, Event
from complaints.services.actors import SYSTEM
from portal import ledger, receipts
from portal.sealing.erase import erase_owner
from portal.sealing.storage import discard


def erase_content(complaint_id: UUID, now: datetime) -> None:
    """Erase everything sealed of a complaint: keys, index, files, words, receipt. The statistics skeleton stays (DOMAIN
    section 3). Repeating it changes nothing.
    """
    with transaction.atomic():
        complaint = Complaint.objects.locked(complaint_id)
        if complaint.content_erased_at:
            return
        names = [
            *complaint.evidence.values_list("storage_name", flat=True),
            *DraftFile.objects.filter(draft__completes=complaint).values_list("storage_name", flat=True),
        ]
        erase_owner(complaint.pk)
        receipts.erase(complaint.pk)
        complaint.evidence.all().delete()
        complaint.messages.all().delete()
        complaint.notes.all().delete()
        complaint.victims.update(particulars=None)
        complaint.respondents.update(particulars=None)
        complaint.events.update(reason=None)
        complaint.clocks.filter(rule="retention", met_at__isnull=True).update(met_at=now)
        Draft.objects.filter(completes=complaint).delete()
        Complaint.objects.filter(pk=complaint.pk).update(
            identity=None,
            contact=None,
            account=None,
            sender_hash=None,
            organisation_pseudonym=None,
            has_address=False,
            has_unread=False,
            content_erased_at=now,
        )
        Event.objects.create(complaint=complaint, kind=Event.Kind.ERASED, actor_kind=SYSTEM.kind, at=now)
        ledger.erase(complaint.pk)
        ledger.commit("erased", complaint.pk, {}, now)
        transaction.on_commit(lambda: discard(names), robust=True)


def erase_due(now: datetime, limit: int = 100) -> int:
    """Erase what has been over (closed, withdrawn, discontinued) for as long as the rule says. Returns how many."""
    over = Clock.objects.open().filter(
        rule="retention",
        owes=clocks.Owes.NOBODY,
        due_at__lte=now,
        complaint__content_erased_at__isnull=True,
    )
    found = list(over.values_list("complaint_id", flat=True)[:limit])
    for complaint_id in found:
        erase_content(complaint_id, now)
    return len(found)

"""What the worker does for complaints. Arguments are identifiers; every task may run twice."""

import logging
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from complaints.models import Complaint
from complaints.services import closing, drafts, erasure, reminders
from portal.sealing import Purpose, Vault
from portal.sealing import index as blind_index
from portal.sealing.uploads import sweep_incoming

logger = logging.getLogger(__name__)

#: What may be searched, besides messages. A list of what is in, not of what is out, so that an answer added later
#: is not indexed by mistake. Who complains or suffers is identity and not in it; officials complained about are,
#: because related complaints are found by them.
SEARCHED: dict[str, tuple[str, ...]] = {
    "account": (
        "narrative",
        "places",
        "case_numbers",
        "urgent_details",
        "tried",
        "pending",
        "remedy",
        "reprisals",
    ),
    "respondents": ("unlisted_name", "office", "persons"),
    "victims": ("details", "authority"),
    "evidence": ("name", "description"),
}


@shared_task(name="complaints.plan_reminders")
def plan_reminders() -> int:
    """Every minute: reminders that are due and not yet planned."""
    return reminders.plan_due(timezone.now())


@shared_task(name="complaints.fill_index")
def fill_index() -> int:
    """Every few seconds: the blind index of complaints whose words changed."""
    return blind_index.refresh_stale(text_of)


@shared_task(name="complaints.close_due")
def close_due() -> int:
    """Every hour: inadmissible complaints for which a review can no longer be asked for."""
    return closing.close_due(timezone.now())


@shared_task(name="complaints.forget")
def forget() -> None:
    """Every hour: drafts, receipts shown long enough, content and torn uploads whose time is over."""
    now = timezone.now()
    forgotten, erased = drafts.sweep(now), erasure.erase_due(now)
    sweep_incoming()
    logger.info("forgot %d drafts, erased %d complaints", forgotten, erased)


def text_of(complaint_id: UUID) -> str | None:
    """The words of a complaint that may be searched: those of ``SEARCHED``. ``None`` when erased or gone."""
    complaint = (
        Complaint.objects.filter(pk=complaint_id, content_erased_at__isnull=True)
        .prefetch_related("victims", "respondents", "messages", "evidence")
        .first()
    )
    if complaint is None:
        return None
    vault = Vault.for_desk(complaint.pk, [Purpose.CONTENT])
    words = []
    for relation, names in SEARCHED.items():
        if relation == "account":
            told = [vault.read_json(complaint, "account")]
        else:
            told = [vault.read_json(row, "particulars") for row in getattr(complaint, relation).all()]
        words += [str(part[name]) for part in told if part for name in names if part.get(name)]
    words += [vault.read(message, "body") for message in complaint.messages.all()]
    return "\n".join(words)

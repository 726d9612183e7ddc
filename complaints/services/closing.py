"""What ends by itself: a complaint found inadmissible, when nobody asked for a review in time."""

import logging
from datetime import datetime
from uuid import UUID

from complaints.models import Clock, Complaint
from complaints.services.actors import SYSTEM
from complaints.services.transitions import Refused, apply
from complaints.states import State
from portal.sealing import CannotUnseal, Purpose, Vault

logger = logging.getLogger(__name__)


def close_due(now: datetime, limit: int = 100) -> int:
    """Close inadmissible complaints for which a review can no longer be asked for. Returns how many.

    Each in its own transaction: one that cannot be closed, because somebody was faster or its keys are damaged, keeps
    no other one open.
    """
    waiting = Clock.objects.open().filter(rule="request-review", due_at__gte=now)
    due = Complaint.objects.filter(state=State.INADMISSIBLE, content_erased_at__isnull=True).exclude(
        pk__in=waiting.values("complaint")
    )
    return sum(_close(complaint_id, now) for complaint_id in due.values_list("pk", flat=True)[:limit])


def _close(complaint_id: UUID, now: datetime) -> int:
    try:
        vault = Vault.for_desk(complaint_id, [Purpose.CONTENT])
        apply(complaint_id, "lapse", actor=SYSTEM, now=now, vault=vault)
    except (Refused, CannotUnseal) as reason:
        logger.warning("complaint %s was not closed: %s", complaint_id, type(reason).__name__)
        return 0
    return 1

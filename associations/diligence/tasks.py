"""What the worker does for reviews. Every task may run twice."""

import logging

from celery import shared_task
from django.utils import timezone

from associations.diligence.services import erasure, leaving, opening, reminders

logger = logging.getLogger(__name__)


@shared_task(name="diligence.open_due")
def open_due() -> int:
    """Every hour: reviews of members that come due."""
    return opening.open_due(timezone.now())


@shared_task(name="diligence.plan_reminders")
def plan_reminders() -> int:
    """Every ten minutes: reminders that are due and not yet planned; of members that left the reviews end before."""
    now = timezone.now()
    if ended := leaving.withdraw_left(now):
        logger.info("%d reviews ended with the membership", ended)
    return reminders.plan_due(now)


@shared_task(name="diligence.forget")
def forget() -> None:
    """Every hour: content whose time is over."""
    logger.info("erased the working papers of %d reviews", erasure.erase_due(timezone.now()))

"""What the worker does for prosecutors' contacts. Every task may run twice."""

import logging

from celery import shared_task
from django.utils import timezone

from associations.contact.services import erasure, reminders

logger = logging.getLogger(__name__)


@shared_task(name="contact.plan_reminders")
def plan_reminders() -> int:
    """Every minute: reminders that are due and not yet planned."""
    return reminders.plan_due(timezone.now())


@shared_task(name="contact.forget")
def forget() -> None:
    """Every hour: content whose time is over."""
    logger.info("erased %d contacts", erasure.erase_due(timezone.now()))

"""What the worker does for requests of bodies. Every task may run twice."""

import logging

from celery import shared_task
from django.utils import timezone

from associations.replies import reminders, services

logger = logging.getLogger(__name__)


@shared_task(name="replies.look_after")
def look_after() -> None:
    """Every hour: statements that nobody answered in time, and reminders."""
    now = timezone.now()
    logger.info("%d statements of bodies went on record unanswered", services.put_due(now))
    logger.info("%d reminders of requests planned", reminders.plan_due(now))

"""What the worker does for invitations. Every task may run twice."""

import logging

from celery import shared_task
from django.utils import timezone

from associations.invitations import accepting, forgetting

logger = logging.getLogger(__name__)


@shared_task(name="invitations.look_after")
def look_after() -> None:
    """Every ten minutes: invitations whose time is over; names and addresses kept long enough."""
    now = timezone.now()
    logger.info("%d invitations expired", accepting.expire_due(now))
    logger.info("forgot %d people who were invited", forgetting.forget_due(now))

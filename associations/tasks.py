"""What the worker does for roles. Every task may run twice."""

import logging

from celery import shared_task
from django.utils import timezone

from associations import leaving, services
from associations.models import RoleGrant

logger = logging.getLogger(__name__)


@shared_task(name="associations.end_with_membership")
def end_with_membership() -> int:
    """Every ten minutes: roles of liaisons whose bodies have left. They had no effect any more since that day."""
    now = timezone.now()
    gone = (
        RoleGrant.objects.open(now)
        .filter(leaving.left(leaving.today(now)))
        .select_related("user")
        .order_by("pk")
    )
    ended = sum(services.end_with_membership(grant, at=now) for grant in gone)
    if ended:
        logger.info("%d roles ended with the membership", ended)
    return ended

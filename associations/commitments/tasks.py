"""What the worker does for commitments. Every task may run twice."""

from celery import shared_task
from django.utils import timezone

from associations.commitments import reminders


@shared_task(name="commitments.plan_reminders")
def plan_reminders() -> int:
    """Every hour: reminders that are due and not yet planned."""
    return reminders.plan_due(timezone.now())

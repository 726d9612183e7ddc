from celery import shared_task
from django.utils import timezone

from protocol.library.services.signatories import forget


@shared_task(name="library.forget")
def forget_tables() -> int:
    return forget(timezone.now())

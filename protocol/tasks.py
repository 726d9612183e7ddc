from celery import shared_task
from django.utils import timezone

from protocol.files.making import make_missing


@shared_task(name="protocol.make_files")
def make_files() -> int:
    return make_missing(timezone.now())

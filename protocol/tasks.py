from celery import shared_task
from django.utils import timezone

from protocol.exchange.services import forget
from protocol.files.making import make_missing


@shared_task(name="protocol.make_files")
def make_files() -> int:
    return make_missing(timezone.now())


@shared_task(name="protocol.forget_imports")
def forget_imports() -> int:
    return forget(timezone.now())

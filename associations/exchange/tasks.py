"""What beat asks for: no arguments, the rows say everything. Each may run twice."""

import logging

from celery import shared_task
from django.utils import timezone

from associations.exchange import jobs, services
from portal.outbox.tasks import worker_name

logger = logging.getLogger(__name__)


@shared_task(name="exchange.run")
def run() -> None:
    """Every few seconds: one import that waits, to its end."""
    jobs.run_next(worker_name())


@shared_task(name="exchange.recover")
def recover() -> None:
    """Every minute: what a dead worker had claimed waits again."""
    jobs.recover_stuck(timezone.now())


@shared_task(name="exchange.forget")
def forget() -> None:
    """Every hour: files that are not needed any more."""
    logger.info("forgot the files of %d imports", services.forget(timezone.now()))

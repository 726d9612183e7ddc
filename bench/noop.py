"""The portal's Celery application with one more task, which does nothing but count."""

import redis
from celery import shared_task
from django.conf import settings

from portal.celery import app as app

_broker = None


@shared_task(name="bench.noop")
def noop() -> None:
    global _broker
    if _broker is None:
        _broker = redis.Redis.from_url(settings.REDIS_URL)
    _broker.incr("bench-noop")

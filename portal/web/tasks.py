"""Signs of life, and forgetting what is over."""

from typing import Any

from celery import shared_task
from celery.signals import before_task_publish
from django.contrib.sessions.backends.base import SessionBase
from django.db import close_old_connections
from django.db.models.functions import Now

from portal.web import throttle
from portal.web.models import Heartbeat
from portal.web.sessions import SessionStore

HEARTBEAT = "web.heartbeat"


@shared_task(name=HEARTBEAT)
def heartbeat() -> None:
    """Run by a worker, planned by beat: the row says that a worker took it."""
    beat_once(Heartbeat.Part.WORKER)


@before_task_publish.connect(sender=HEARTBEAT)
def _beat_lives(**kwargs: Any) -> None:
    # Only beat publishes this task. Said before publishing: a broker that is away is not to be taken for beat's death.
    close_old_connections()
    beat_once(Heartbeat.Part.BEAT)


def beat_once(part: Heartbeat.Part) -> None:
    """Write that ``part`` lives now (the database's clock)."""
    Heartbeat.objects.update_or_create(part=part, defaults={"at": Now()})


@shared_task(name="web.forget")
def forget() -> None:
    """Delete what throttling counted and sessions that ended."""
    throttle.forget_old()
    store: type[SessionBase] = SessionStore
    store.clear_expired()

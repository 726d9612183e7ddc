"""The Celery application: delivery, reminders, index. A request never talks to the broker."""

import contextlib
import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def _refuse_misconfiguration(**_: Any) -> None:
    from portal.checks import refuse_misconfiguration

    refuse_misconfiguration()


@beat_init.connect
def _first_heartbeat(**_: Any) -> None:
    """Says at once that beat lives, instead of after the first interval: /readyz waits for it."""
    with contextlib.suppress(OperationalError):
        app.send_task("web.heartbeat", retry=False, expires=60)

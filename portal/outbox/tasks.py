"""What beat asks for: deliver every few seconds, recover every minute. No arguments; the rows say everything."""

import os
import socket
import threading

from celery import shared_task

from portal.outbox import deliver as delivery


@shared_task(name="outbox.deliver")
def deliver() -> None:
    delivery.run(worker_name())


@shared_task(name="outbox.recover")
def recover() -> None:
    delivery.recover_stuck()


def worker_name() -> str:
    """Host, process and thread: enough to find a worker that hangs."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"[:100]

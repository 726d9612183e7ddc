"""Notices a second through a real SMTP server, against Celery tasks that do nothing, by the same worker."""

import asyncio
import logging
import sys
import time
from typing import Any

import redis
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.stack import Stack
from complaints import notifications
from complaints.models import Complaint
from portal.outbox.models import Message, State

NOTICES, TASKS = 1000, 1000


class _Sink:
    """Takes every mail and counts it."""

    def __init__(self) -> None:
        self.count = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.count += 1
        await asyncio.sleep(0)
        return "250 taken"


def measure(stack: Stack) -> dict[str, Any]:
    sink = _Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=8393)
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    controller.start()
    worker = stack.spawn(
        "worker",
        [
            sys.executable,
            "-m",
            "celery",
            "--app",
            "bench.noop",
            "worker",
            "--concurrency",
            "2",
            "--loglevel",
            "ERROR",
        ],
        PORTAL_SURFACE="desk",
        EMAIL_URL="smtp://127.0.0.1:8393",
    )
    try:
        _warm(stack)
        noop = _noop_rate(stack)
        notices = _notice_rate(stack, sink)
    finally:
        stack.end(worker)
        controller.stop()
    return {
        "notices_per_s": round(notices, 1),
        "noop_tasks_per_s": round(noop, 1),
        "ratio": round(noop / notices, 2),
        "n": NOTICES,
    }


def _warm(stack: Stack) -> None:
    _send_noop(10)
    _wait_noop(stack, 10)


def _noop_rate(stack: Stack) -> float:
    began = time.perf_counter()
    _send_noop(TASKS)
    _wait_noop(stack, TASKS)
    return TASKS / (time.perf_counter() - began)


def _send_noop(count: int) -> None:
    from bench.noop import noop

    for _ in range(count):
        noop.delay()


def _wait_noop(stack: Stack, count: int) -> None:
    with redis.Redis.from_url(stack.environment["REDIS_URL"]) as broker:
        deadline = time.monotonic() + 120
        while int(broker.get("bench-noop") or 0) < count:  # type: ignore[arg-type]
            if time.monotonic() > deadline:
                raise RuntimeError("the worker did not finish its empty tasks")
            time.sleep(0.005)
        broker.delete("bench-noop")


def _notice_rate(stack: Stack, sink: _Sink) -> float:
    """Notices to a complainant: the address is unsealed for each, rendered, sent and marked."""
    from portal.outbox.tasks import deliver

    complaint = Complaint.objects.filter(has_address=True, draft_id__isnull=False).first()
    if complaint is None:
        raise RuntimeError("no complaint with an address")
    Message.objects.filter(state=State.PENDING).update(state=State.CANCELLED)
    Message.objects.bulk_create(
        notice
        for _ in range(NOTICES)
        for notice in notifications.to_complainant(complaint, "complaint.message")
    )
    sent, began = sink.count, time.perf_counter()
    while sink.count - sent < NOTICES:
        deliver.delay()
        deliver.delay()
        waited = time.monotonic() + 5  # as beat would ask again
        while sink.count - sent < NOTICES and time.monotonic() < waited:
            time.sleep(0.005)
        if time.perf_counter() - began > 300:
            raise RuntimeError(f"{sink.count - sent} of {NOTICES} notices after 300 s")
    return NOTICES / (time.perf_counter() - began)

"""Workers and schedulers as processes: one is killed while it sends, two of each work at once."""

import os
import signal
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from complaints.filing import Contact
from portal.outbox import deliver
from portal.outbox.models import Message, State
from tests.complaints_factory import file
from tests.live import Process, Sink, eventually

COUNT = 6


def file_some() -> set[str]:
    """Complaints whose complainants want notices; their addresses."""
    addresses = {f"person{number}@post.example" for number in range(COUNT)}
    for address in sorted(addresses):
        file(contact=Contact(email=address))
    return addresses


def all_sent() -> bool:
    rows = Message.objects.filter(kind="complaint.received")
    return rows.filter(state=State.SENT).count() == COUNT


def sent_to(sink: Sink) -> Counter[str]:
    return Counter(str(mail["To"]) for mail in sink.messages)


def test_a_worker_killed_while_it_sends_loses_nothing(
    start_worker: Callable[..., list[Process]], smtp_sink: Sink, umbrella: Any
) -> None:
    addresses = file_some()
    smtp_sink.delay = 1.0
    victim = start_worker(EMAIL_URL=smtp_sink.url)[0]
    eventually(lambda: smtp_sink.messages, within=60)
    os.killpg(victim.popen.pid, signal.SIGKILL)
    victim.popen.wait(10)
    claimed = Message.objects.filter(state=State.CLAIMED)
    assert claimed.exists(), "it was killed in the middle"

    smtp_sink.delay = 0.0
    start_worker(EMAIL_URL=smtp_sink.url)
    assert claimed.exists(), "nobody takes what a living worker may be sending"
    claimed.update(claimed_at=F("claimed_at") - deliver.LEASE - timedelta(minutes=1))
    deliver.recover_stuck(now=timezone.now())
    Message.objects.filter(state=State.PENDING).update(next_attempt_at=timezone.now())
    eventually(all_sent, within=90)
    assert set(sent_to(smtp_sink)) == addresses
    twice = [address for address, times in sent_to(smtp_sink).items() if times > 1]
    assert len(twice) <= 1, "at most the one that was under way goes out again"
    identifiers = {str(mail["Message-ID"]) for mail in smtp_sink.messages}
    assert len(identifiers) == COUNT, "and as the same mail"


def test_two_beats_and_two_workers_send_each_notice_once(
    start_worker: Callable[..., list[Process]], smtp_sink: Sink, umbrella: Any
) -> None:
    start_worker(EMAIL_URL=smtp_sink.url)
    start_worker(EMAIL_URL=smtp_sink.url)
    smtp_sink.delay = 0.2  # long enough for the other one to come and look
    addresses = file_some()
    eventually(all_sent, within=90)
    assert sent_to(smtp_sink) == Counter(addresses)

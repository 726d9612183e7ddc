"""Two workers and two beats at once: every notice is sent once. First the race without the guard: it is real."""

import multiprocessing
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from portal.outbox import deliver
from portal.outbox.models import Message, MessageQuerySet, State
from portal.outbox.registry import Recipient

pytestmark = pytest.mark.django_db(transaction=True)
fork = multiprocessing.get_context("fork")


def at_the_same_moment(
    lock: Callable[[MessageQuerySet], MessageQuerySet],
) -> Callable[[MessageQuerySet], Any]:
    """Both workers have read what is due before either says that it takes it."""
    together = threading.Barrier(2, timeout=10)
    met = threading.local()

    class Read:
        def __init__(self, rows: MessageQuerySet) -> None:
            self.rows = rows

        def __getitem__(self, part: slice) -> list[Message]:
            found = list(lock(self.rows)[part])
            if not getattr(met, "once", False):
                met.once = True
                together.wait()
            return found

    return lambda rows: Read(rows)


def two_workers() -> None:
    def work(name: str) -> None:
        try:
            deliver.run(name)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in ("first", "second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def times_sent(mail_server: Any) -> Counter[str]:
    return Counter(str(mail["Message-ID"]) for mail in mail_server.messages)


def test_without_the_lock_notices_are_sent_twice(notices: Any, mail_server: Any, monkeypatch: Any) -> None:
    notices.many(10)
    monkeypatch.setattr(MessageQuerySet, "locked", at_the_same_moment(lambda rows: rows))
    two_workers()
    assert set(times_sent(mail_server).values()) == {2}


def test_with_it_each_is_sent_once(notices: Any, mail_server: Any, monkeypatch: Any) -> None:
    notices.many(10)
    monkeypatch.setattr(MessageQuerySet, "locked", at_the_same_moment(MessageQuerySet.locked))
    two_workers()
    assert list(times_sent(mail_server).values()) == [1] * 10
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}


def test_without_the_lock_a_fan_out_doubles_every_child(
    notices: Any, mail_server: Any, monkeypatch: Any
) -> None:
    """Here the database's own constraint is the second guard: one of the two transactions fails as a whole."""
    notices.recipients = [Recipient("a@example.org"), Recipient("b@example.org")]
    notices.plan()
    monkeypatch.setattr(MessageQuerySet, "locked", at_the_same_moment(lambda rows: rows))
    failed: list[BaseException] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: failed.append(args.exc_value))
    two_workers()
    assert "outbox_once_per_recipient" in str(failed[0])
    assert Message.objects.filter(parent__isnull=False).count() == 2


def test_with_it_a_fan_out_happens_once(notices: Any, mail_server: Any, monkeypatch: Any) -> None:
    notices.recipients = [Recipient("a@example.org"), Recipient("b@example.org")]
    for _ in range(5):
        notices.plan()
    monkeypatch.setattr(MessageQuerySet, "locked", at_the_same_moment(MessageQuerySet.locked))
    two_workers()
    assert list(times_sent(mail_server).values()) == [1] * 10


def test_four_processes_share_the_work(notices: Any, mail_server: Any) -> None:
    """Two beats each start the task at two workers."""
    notices.many(200)
    workers = run_in_processes(4)
    for worker in workers:
        worker.join(240)
        assert worker.exitcode == 0
    assert list(times_sent(mail_server).values()) == [1] * 200


def test_a_worker_killed_while_it_sends_loses_nothing(notices: Any, mail_server: Any) -> None:
    notices.many(30)
    mail_server.delay = 0.05
    [victim] = run_in_processes(1)
    while not mail_server.messages:
        assert victim.exitcode is None, "it ended before it sent anything"
        victim.join(0.02)
    os.kill(victim.pid, signal.SIGKILL)
    victim.join(120)
    assert Message.objects.filter(state=State.CLAIMED).exists()
    mail_server.delay = 0.0
    assert deliver.recover_stuck(now=timezone.now() + timedelta(minutes=11)) > 0
    Message.objects.filter(state=State.PENDING).update(next_attempt_at=timezone.now())
    deliver.run("next")
    sent = times_sent(mail_server)
    assert len(sent) == 30
    assert sorted(sent.values())[:-1] == [1] * 29, "at most the one that was under way goes out again"
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}


def run_in_processes(count: int) -> list[Any]:
    connections.close_all()  # a child must not inherit a conversation with the database
    workers = [fork.Process(target=deliver.run, args=(f"process-{number}",)) for number in range(count)]
    for worker in workers:
        worker.start()
    return workers

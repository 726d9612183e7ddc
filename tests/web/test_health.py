"""Health pages: which part is missing, and nothing more."""

import socket
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.utils import timezone

from portal.web import tasks
from portal.web.models import Heartbeat

pytestmark = [pytest.mark.django_db, pytest.mark.urls("portal.urls.machine")]
ALL_WELL = {"web": "ok", "database": "ok", "broker": "ok", "worker": "ok", "beat": "ok"}


@pytest.fixture
def alive() -> None:
    tasks.heartbeat()
    tasks.beat_once(Heartbeat.Part.BEAT)


def test_healthz_needs_web_and_database_only(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"web": "ok", "database": "ok"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_healthz_without_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def no(*_: Any, **__: Any) -> None:
        raise OperationalError("connection to server at 203.0.113.9 failed")

    monkeypatch.setattr(CursorWrapper, "execute", no)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"web": "ok", "database": "missing"})
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == answer.json()["worker"] == "missing"


@pytest.mark.usefixtures("alive")
def test_readyz_when_all_is_well(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, ALL_WELL)


def test_readyz_names_the_part_that_is_silent(client: Client) -> None:
    tasks.beat_once(Heartbeat.Part.BEAT)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, ALL_WELL | {"worker": "missing"})


@pytest.mark.usefixtures("alive")
def test_a_sign_of_life_is_good_for_a_minute(client: Client) -> None:
    Heartbeat.objects.filter(part="beat").update(at=timezone.now() - timedelta(seconds=61))
    assert client.get("/readyz").json() == ALL_WELL | {"beat": "missing"}


@pytest.mark.usefixtures("alive")
def test_readyz_without_broker(client: Client, settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere/at/all.sock?db=0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, ALL_WELL | {"broker": "missing"})


@pytest.mark.usefixtures("alive")
def test_a_broker_that_says_nothing_does_not_hold_up_the_answer(client: Client, settings: Any) -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        settings.REDIS_URL = f"redis://127.0.0.1:{mute.getsockname()[1]}/0"
        started = time.monotonic()
        assert client.get("/readyz").json()["broker"] == "missing"
        assert time.monotonic() - started < 4


def test_only_reading(client: Client) -> None:
    assert client.post("/healthz").status_code == 405


def test_beat_shows_itself_when_it_publishes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The signal that Celery sends in beat's process, before it reaches for the broker."""
    from celery.signals import before_task_publish

    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)  # this test's transaction is on it
    before_task_publish.send(sender=tasks.HEARTBEAT, body=None)
    assert list(Heartbeat.objects.values_list("part", flat=True)) == ["beat"]
    before_task_publish.send(sender="outbox.deliver", body=None)


def test_forget_clears_what_is_over() -> None:
    from portal.web.throttle import hit

    hit("try", "a", limit=1, window=timedelta(hours=1), at=timezone.now() - timedelta(days=1))
    tasks.forget()
    from portal.web.models import Tally

    assert not Tally.objects.exists()

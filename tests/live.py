"""The portal as processes: a gunicorn server, a Celery worker with beat, an SMTP sink, a Chromium.

``live_portal``      base URL of a running portal on the test database
``start_portal``     the same with extra environment: ``start_portal(PORTAL_SURFACE="public")``
``worker``           worker and beat, delivering to ``smtp_sink``; ``start_worker(**environment)`` makes others
``smtp_sink``        a real SMTP server: ``.messages``, ``.refuse["a@example.org"] = "550 no such box"``, ``.url``
``chromium``         a Playwright browser; make a context of your own (``java_script_enabled=False``)
``live_database``    committed data for all of these: use the ORM in the test, everything is truncated afterwards

The processes share the test database, keys and data directory with the test process, so a test may prepare and
inspect rows with the ORM. Portals keep running over tests, workers do not.
"""

import asyncio
import email
import email.policy
import fcntl
import logging
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection, connections

from portal import processes
from portal.embedded import tail
from tests import chromium as browsers

ROOT = Path(__file__).resolve().parent.parent
logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells of every line it hears
BROKER_FREE = {"PORTAL_WEB_WORKERS": "1", "PORTAL_WEB_THREADS": "6"}


class Process:
    """A child of the test run with a log of its own."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        self.name = name
        self.log = Path(os.environ["PORTAL_DATA_DIR"]) / "logs" / f"{name}.log"
        with self.log.open("ab") as log:
            self.popen = processes.spawn(command, log=log, environment=environment, cwd=ROOT)

    def wait_until(self, ready: Callable[[], bool], within: float = 40.0) -> None:
        try:
            processes.wait_until(
                ready, within=within, what=self.name, alive=lambda: self.popen.poll() is None
            )
        except processes.CannotRun as problem:
            self.stop()
            pytest.fail(f"{problem}\n{tail(self.log, 40)}")

    def stop(self) -> None:
        processes.stop(self.popen)


def eventually(question: Callable[[], Any], within: float = 20.0) -> Any:
    """The first true answer to ``question``, asked every 50 ms; fails after ``within`` seconds."""
    deadline = time.monotonic() + within
    while not (answer := question()):
        if time.monotonic() > deadline:
            pytest.fail(f"nothing after {within:.0f} s")
        time.sleep(0.05)
    return answer


# --- committed data ------------------------------------------------------------


@pytest.fixture
def live_database(django_db_setup: list[str], django_db_blocker: Any) -> Iterator[None]:
    """The test database with committed rows, shared with other processes; truncated afterwards."""
    emptied = ", ".join(map(connection.ops.quote_name, django_db_setup))
    with django_db_blocker.unblock():
        assert str(connection.settings_dict["NAME"]).startswith("test_"), "never empties another database"
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '10s'")
                cursor.execute(f"TRUNCATE {emptied}")
            connections.close_all()


def live_environment(**extra: str) -> dict[str, str]:
    """The environment of a child process that works on the test database."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    url = urlunsplit(parts._replace(path="/" + str(connection.settings_dict["NAME"])))
    return os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "portal.settings"} | extra


# --- the web process ------------------------------------------------------------


@pytest.fixture(scope="session")
def _collected_static() -> Path:
    """Static files, hashed and compressed, once for all xdist workers."""
    home = Path(os.environ["PORTAL_TEST_HOME"])
    target = home / "static"
    with (home / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (target / "staticfiles.json").exists():
            command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
            processes.run(["env", f"PORTAL_STATIC_ROOT={target}", *command], cwd=ROOT)
    return target


@pytest.fixture(scope="session")
def _portals() -> Iterator[dict[frozenset[tuple[str, str]], tuple[str, Process]]]:
    running: dict[frozenset[tuple[str, str]], tuple[str, Process]] = {}
    yield running
    for _, process in running.values():
        process.stop()


@pytest.fixture
def start_portal(
    live_database: None,
    _portals: dict[frozenset[tuple[str, str]], tuple[str, Process]],
    _collected_static: Path,
) -> Callable[..., str]:
    """Starts (or finds) a portal with this extra environment; returns its base URL."""

    def start(**extra: str) -> str:
        key = frozenset(extra.items())
        if key in _portals and _portals[key][1].popen.poll() is None:
            return _portals[key][0]
        port = free_port()
        url = f"http://localhost:{port}"
        defaults = {"PORT": str(port), "PORTAL_BASE_URL": url, "PORTAL_STATIC_ROOT": str(_collected_static)}
        environment = live_environment(**(BROKER_FREE | defaults | extra))
        command = [sys.executable, "-m", "gunicorn", "--config", "python:portal.gunicorn"]
        process = Process(f"portal-{port}", command, environment)
        process.wait_until(lambda: answers(f"{url}/healthz"))
        _portals[key] = url, process
        return url

    return start


@pytest.fixture
def live_portal(start_portal: Callable[..., str]) -> str:
    """Base URL of a portal that serves both surfaces."""
    return start_portal()


def answers(url: str) -> bool:
    """Whether ``url`` is answered with 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - our own server
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- worker, beat, mail ------------------------------------------------------------


@pytest.fixture
def start_worker(live_database: None) -> Iterator[Callable[..., list[Process]]]:
    """Starts a worker and a beat with this extra environment; they end with the test."""
    started: list[Process] = []

    def start(*, beat: bool = True, **extra: str) -> list[Process]:
        import redis

        with redis.Redis.from_url(os.environ["REDIS_URL"]) as broker:
            broker.flushdb()
        number = len(started)
        environment = live_environment(PORTAL_SURFACE="desk", **extra)
        celery = [sys.executable, "-m", "celery", "--app", "portal"]
        name = f"test-{os.getpid()}-{number}@localhost"
        worker = Process(
            f"worker-{number}", [*celery, "worker", *WORKER_OPTIONS, "--hostname", name], environment
        )
        new = [worker]
        if beat:
            schedule = Path(os.environ["PORTAL_DATA_DIR"]) / f"beat-{number}-{time.monotonic_ns()}"
            new.append(Process(f"beat-{number}", [*celery, "beat", "--schedule", str(schedule)], environment))
        started.extend(new)
        worker.wait_until(lambda: b" ready." in worker.log.read_bytes())
        return new

    yield start
    for process in reversed(started):
        process.stop()


WORKER_OPTIONS = [
    "--pool",
    "threads",
    "--concurrency",
    "2",
    "--without-gossip",
    "--without-mingle",
    "--loglevel",
    "INFO",
]


@pytest.fixture
def worker(start_worker: Callable[..., list[Process]], smtp_sink: "Sink") -> list[Process]:
    """A worker and a beat that deliver to ``smtp_sink``."""
    return start_worker(EMAIL_URL=smtp_sink.url)


class Sink:
    """A real SMTP server that keeps what it is given."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.refuse: dict[str, str] = {}  # recipient -> SMTP reply, "450 later" or "550 never"
        self.refuse_all: str | None = None
        self.delay = 0.0  # seconds before a message is accepted
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.controller.port}"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if reply := self.refuse_all or self.refuse.get(address):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.delay)
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        parsed = email.message_from_bytes(content, policy=email.policy.default)
        self.messages.append(parsed)  # type: ignore[arg-type]
        self.envelopes.append(envelope)
        return "250 OK"

    def stop(self) -> None:
        """Takes the server down; ``start`` brings it back on the same port."""
        self.controller.stop()

    def start(self) -> None:
        if self.controller.loop.is_closed():  # a controller starts once
            self.controller = Controller(self, hostname="127.0.0.1", port=self.controller.port)
        self.controller.start()


@pytest.fixture
def smtp_sink() -> Iterator[Sink]:
    sink = Sink()
    sink.start()
    yield sink
    sink.stop()


# --- the browser ------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser (``playwright.sync_api.Browser``). Never skips: without one it fails and says what to install."""
    from playwright.sync_api import sync_playwright

    path = browsers.find()
    if path is None:
        pytest.fail(browsers.ADVICE)
    # Playwright's loop runs in this thread, and Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=browsers.arguments())
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]

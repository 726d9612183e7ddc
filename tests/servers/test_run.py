"""``make run`` as its user meets it: one supervisor, real servers, and an end that leaves nothing behind."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg
import pytest

from tests.live import answers, free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180.0  # seconds for a first start on a busy machine
NOT_INHERITED = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "EMAIL_URL", "STORAGE_URL")


@dataclass
class Run:
    """One ``python -m portal.run``."""

    home: Path
    port: int
    extra: dict[str, str] = field(default_factory=dict)
    popen: subprocess.Popen[str] | None = None

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8")

    @property
    def log(self) -> Path:
        return self.home.parent / f"output-{self.port}.txt"

    @property
    def process(self) -> "subprocess.Popen[str]":
        assert self.popen is not None
        return self.popen

    def start(self) -> "Run":
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        for name in NOT_INHERITED:
            kept.pop(name, None)
        # One web process: what is looked at here is how they begin and end, and each costs seconds of a processor.
        own = {"PORTAL_DATA_DIR": str(self.home), "PORT": str(self.port), "PORTAL_WEB_WORKERS": "1"}
        environment = kept | own | self.extra
        command = [sys.executable, "-m", "portal.run"]
        with self.log.open("w", encoding="utf-8") as log:
            self.popen = subprocess.Popen(
                command, stdout=log, stderr=log, env=environment, cwd=ROOT, text=True
            )
        return self

    def ready(self) -> "Run":
        deadline = time.monotonic() + PATIENCE
        while "ready after" not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.1)
        return self

    def children(self) -> dict[str, psutil.Process]:
        """Its direct children by what they are."""
        known = {}
        for child in psutil.Process(self.process.pid).children():
            words = " ".join(child.cmdline())
            for name in ("gunicorn", " worker", " beat", "valkey-server", "bin/postgres"):
                if name in words:
                    known[name.strip().split("/")[-1].split("-")[0]] = child
        return known

    def everything(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def ended(self, within: float = 90.0) -> int:
        return self.process.wait(within)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """One data directory for this file: the first start prepares it, the others find it prepared."""
    with tempfile.TemporaryDirectory(prefix="portal-r-", dir="/tmp") as name:
        yield Path(name) / "var"


@pytest.fixture
def run(home: Path) -> Iterator[Callable[..., Run]]:
    made: list[Run] = []

    def make(port: int | None = None, where: Path | None = None, **extra: str) -> Run:
        made.append(Run(where or home, port or free_port(), extra))
        home.parent.mkdir(exist_ok=True)
        return made[-1].start()

    yield make
    for each in made:
        if each.popen is not None and each.popen.poll() is None:
            each.popen.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                each.popen.wait(15)
            each.popen.kill()


def ports(processes: list[psutil.Process]) -> set[int]:
    """The TCP ports they listen on."""
    found = set()
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            for connection in process.net_connections(kind="inet"):
                if connection.status == psutil.CONN_LISTEN:
                    found.add(connection.laddr.port)
    return found


def gone(processes: list[psutil.Process], within: float = 60.0) -> bool:
    return not psutil.wait_procs(processes, timeout=within)[1]


def test_first_start_a_second_one_beside_it_and_an_orderly_end(run: Callable[..., Run], home: Path) -> None:
    first = run().ready()
    url = f"http://localhost:{first.port}"
    assert url in first.output
    assert "officer officer2 handler" in first.output
    assert "demo-portal-2026" in first.output
    assert answers(f"{url}/readyz")
    assert answers(f"{url}/en/safety/")
    assert set(first.children()) == {"gunicorn", "worker", "beat", "valkey", "postgres"}
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "local.env").stat().st_mode & 0o777 == 0o600
    assert ports(first.everything()) == {first.port}, "the embedded servers hold no port"

    second = run()
    assert second.ended() == 1
    assert f"Already running at {url} (process {first.process.pid})" in second.output
    assert answers(f"{url}/healthz"), "the first one was left alone"

    everything, began = first.everything(), time.monotonic()
    first.process.send_signal(signal.SIGTERM)
    assert first.ended() == 0
    assert time.monotonic() - began < 10
    assert gone(everything, 1)
    assert not list((home / "run").iterdir()), "no socket is left"

    third = run().ready()
    assert "Preparing" not in third.output, "nothing changed, so nothing is prepared again"
    everything = third.everything()
    third.process.send_signal(signal.SIGINT)
    assert third.ended() == 0
    assert gone(everything, 1)


@pytest.mark.parametrize("victim", ["postgres", "valkey", "worker", "beat", "gunicorn"])
def test_the_crash_of_one_part_stops_all_and_is_named(run: Callable[..., Run], victim: str) -> None:
    running = run().ready()
    everything = running.everything()
    running.children()[victim].kill()
    assert running.ended() == 1
    name = {"gunicorn": "web"}.get(victim, victim)
    assert f"{name} was ended by SIGKILL; stopping everything" in running.output
    assert gone(everything)


def test_a_killed_supervisor_takes_everything_along_and_the_next_start_heals(
    run: Callable[..., Run], home: Path
) -> None:
    running = run().ready()
    everything = running.everything()
    running.process.kill()
    running.ended()
    again = run(port=running.port).ready()  # at once, on the same port
    assert gone(everything, 1)
    assert answers(f"http://localhost:{again.port}/readyz")
    again.process.terminate()
    assert again.ended() == 0


def test_everything_killed_at_once_heals(run: Callable[..., Run], home: Path) -> None:
    running = run().ready()
    everything = running.everything()
    for process in [psutil.Process(running.process.pid), *everything]:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    running.ended()
    assert (home / "postgres" / "postmaster.pid").exists()
    again = run().ready()
    again.process.terminate()
    assert again.ended() == 0


def test_a_taken_port_is_told_before_anything_starts(run: Callable[..., Run], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = run(port=port, where=tmp_path / "var")
        assert refused.ended() == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in refused.output
    assert f"PORT={port + 1} make run" in refused.output
    assert not (tmp_path / "var" / "postgres").exists()


@pytest.mark.parametrize("port", ["0", "70000", "http"])
def test_a_port_that_is_none(run: Callable[..., Run], tmp_path: Path, port: str) -> None:
    refused = run(where=tmp_path / "var", PORT=port)
    assert refused.ended() == 1
    assert "PORT must be a number from 1 to 65535" in refused.output


def test_lost_keys_are_told_instead_of_replaced(run: Callable[..., Run], tmp_path: Path) -> None:
    cluster = tmp_path / "var" / "postgres"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("18\n")
    refused = run(where=tmp_path / "var")
    assert refused.ended() == 1
    assert "local.env is missing, and it holds the keys" in refused.output
    assert "Traceback" not in refused.output


def test_servers_of_ones_own_are_used(run: Callable[..., Run], tmp_path: Path) -> None:
    url, name = os.environ["DATABASE_URL"], f"own_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            own = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
            broker = re.sub(r"db=\d+", "db=30", os.environ["REDIS_URL"])
            running = run(where=tmp_path / "var", DATABASE_URL=own, REDIS_URL=broker).ready()
            assert set(running.children()) == {"gunicorn", "worker", "beat"}
            assert not (tmp_path / "var" / "postgres").exists()
            with psycopg.connect(own) as connection:
                row = connection.execute("SELECT count(*) FROM django_migrations").fetchone()
            assert row is not None
            assert row[0] > 10
            running.process.terminate()
            assert running.ended() == 0
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

"""Servers for one run: embedded PostgreSQL and Valkey, gunicorn for the portal and for the bare project."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from portal import processes
from portal.embedded import Postgres, Valkey, new_secrets
from portal.prepare import ROOT

PORTAL_PORT, BARE_PORT = 8391, 8392
#: The same for both sides of every ratio.
WORKERS, THREADS = 2, 4


@dataclass(slots=True)
class Stack:
    home: Path
    environment: dict[str, str]
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def portal(self) -> str:
        return f"http://localhost:{PORTAL_PORT}"

    @property
    def bare(self) -> str:
        return f"http://localhost:{BARE_PORT}"

    def spawn(self, name: str, command: list[str], **extra: str) -> subprocess.Popen[bytes]:
        with (self.home / f"{name}.log").open("ab") as log:
            child = processes.spawn(command, log=log, environment=self.environment | extra, cwd=ROOT)
        self.children.append(child)
        return child

    def end(self, child: subprocess.Popen[bytes]) -> None:
        processes.stop(child)
        self.children.remove(child)

    def manage(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "manage.py", *arguments], env=self.environment, cwd=ROOT, check=True)

    def serve_portal(self) -> subprocess.Popen[bytes]:
        child = self.spawn(
            "portal",
            [sys.executable, "-m", "gunicorn", "--config", "python:portal.gunicorn"],
            PORT=str(PORTAL_PORT),
            PORTAL_WEB_WORKERS=str(WORKERS),
            PORTAL_WEB_THREADS=str(THREADS),
        )
        wait_for(f"{self.portal}/healthz")
        return child

    def serve_bare(self) -> subprocess.Popen[bytes]:
        child = self.spawn(
            "bare",
            [
                sys.executable,
                "-m",
                "gunicorn",
                "bench.bare.project:application",
                "--bind",
                f"localhost:{BARE_PORT}",
                "--workers",
                str(WORKERS),
                "--worker-class",
                "gthread",
                "--threads",
                str(THREADS),
                "--log-level",
                "error",
            ],
        )
        wait_for(f"{self.bare}/")
        return child


def wait_for(url: str, within: float = 60.0) -> None:
    deadline = time.monotonic() + within
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own server
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@contextmanager
def stack() -> Iterator[Stack]:
    """A fresh portal without web processes: migrated, static files collected."""
    home = Path(tempfile.mkdtemp(prefix="bench-"))
    postgres = Postgres(home, "bench")
    valkey = Valkey(home)
    made: Stack | None = None
    try:
        for folder in ("logs", "incoming"):
            (home / folder).mkdir(exist_ok=True)
        postgres.start()
        valkey.start()
        postgres.wait()
        valkey.wait()
        environment = os.environ | new_secrets()
        environment |= {
            "PORTAL_DEMO": "1",
            "PORTAL_DATA_DIR": str(home),
            "PORTAL_BASE_URL": f"http://localhost:{PORTAL_PORT}",
            "DATABASE_URL": postgres.url,
            "REDIS_URL": valkey.url,
            "BENCH_BARE_DATABASE_URL": sibling(postgres.url, "bare"),
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }
        os.environ.update(environment)
        made = Stack(home, environment)
        made.manage("compile_messages", "--verbosity", "0")
        made.manage("collectstatic", "--noinput", "--verbosity", "0")
        made.manage("migrate", "--verbosity", "0")
        import django

        django.setup()
        yield made
    finally:
        for child in [*(made.children if made else [])]:
            processes.stop(child)
        valkey.stop()
        postgres.stop()
        shutil.rmtree(home, ignore_errors=True)


def sibling(url: str, name: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))

"""The migrated database, made once a run while the tests are collected; each process of the run copies it.

Migrating takes tens of seconds of a processor. Three workers that each did it would make every run wait.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from portal import processes

ROOT = Path(__file__).resolve().parent.parent
NAME = "PORTAL_TEST_TEMPLATE"
_running: list[subprocess.Popen[bytes]] = []


def begin(home: Path) -> None:
    """Start migrating a new database on the server of DATABASE_URL; called by the process that started the servers."""
    name = f"template_{os.getpid()}"
    with psycopg.connect(_sibling("postgres"), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    os.environ[NAME] = name
    environment = os.environ | {"DATABASE_URL": _sibling(name), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    told = f'touch "{home}/migrated" || touch "{home}/not-migrated"'
    command = f'"{sys.executable}" manage.py migrate --verbosity 0 && {told}'
    with (home / "migrate.log").open("wb") as log:
        _running.append(processes.spawn(["sh", "-c", command], log=log, environment=environment, cwd=ROOT))


def ready(within: float = 240.0) -> str:
    """The name of the migrated database, once it is there; the migration's own words when it failed."""
    home = Path(os.environ["PORTAL_TEST_HOME"])
    deadline = time.monotonic() + within
    while not (home / "migrated").exists():
        if (home / "not-migrated").exists() or time.monotonic() > deadline:
            pytest.exit(f"The migrations did not end well:\n{(home / 'migrate.log').read_text()}", 1)
        time.sleep(0.1)
    return os.environ[NAME]


def end() -> None:
    """Stop migrating, if it still goes on, and remove the database: the server may be somebody's own."""
    while _running:
        processes.stop(_running.pop())
        with psycopg.connect(_sibling("postgres"), autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{os.environ.pop(NAME)}" WITH (FORCE)')


def _sibling(name: str) -> str:
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))

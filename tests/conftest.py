"""Servers for the tests: a real PostgreSQL and a real Valkey, started once per run and gone afterwards.

Settings read the environment, so this runs before Django is set up: pytest-django finds no DJANGO_SETTINGS_MODULE in
the configuration and waits for ``pytest_configure``. The controller of pytest-xdist starts the servers; its workers
inherit the environment and take a database, a broker number and a data directory of their own.

With DATABASE_URL and REDIS_URL set, those servers are used (the user must be allowed to create databases).
"""

import contextlib
import gc
import os
import shutil
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.conf import settings as django_settings

from portal.embedded import Postgres, Valkey, new_secrets
from portal.processes import CannotRun, namespaces_allowed
from tests import template

pytest_plugins = ["tests.live", "tests.public_role"]
PREFIX = "portal-test-"
FOR_TESTS = {
    "PORTAL_DEMO": "1",
    "PORTAL_SURFACE": "all",
    "PORTAL_BASE_URL": "http://localhost",
    "PORTAL_ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    "PORTAL_DEMO_PASSWORD": "demo-portal-2026",
}
_started: list[Postgres | Valkey] = []
_home: Path | None = None


def pytest_configure(config: pytest.Config) -> None:
    if django_settings.configured:
        raise pytest.UsageError(
            "Django was set up before the test servers. Unset DJANGO_SETTINGS_MODULE and try again."
        )
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    worker = getattr(config, "workerinput", {}).get("workerid")
    if worker is None:
        _start_servers()
        os.environ["PORTAL_DATA_DIR"] = str(_home)
    else:
        number = int("".join(filter(str.isdigit, worker)) or 0)
        os.environ["REDIS_URL"] = _with_database(os.environ["REDIS_URL"], number + 1)
        own = Path(os.environ["PORTAL_DATA_DIR"]) / worker
        own.mkdir(exist_ok=True)
        os.environ["PORTAL_DATA_DIR"] = str(own)
    for folder in ("incoming", "sealed", "mail", "logs"):
        (Path(os.environ["PORTAL_DATA_DIR"]) / folder).mkdir(exist_ok=True)
    _ = django_settings.DATABASES  # loads the settings; pytest-django then sets Django up
    _one_connection_a_thread()
    if worker is None and config.getoption("numprocesses", None):
        del os.environ["DJANGO_SETTINGS_MODULE"]  # the workers must not load settings before their own turn


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with servers and browsers first, then those with most tests.

    A worker takes a file whole, in this order (``--no-loadscope-reorder``): a long one begun last is waited for.
    """
    number = Counter(item.path for item in items)
    live = {item.path for item in items if _is_live(item)}
    items.sort(key=lambda item: (item.path not in live, -number[item.path], str(item.path)))


def pytest_collection_finish() -> None:
    """What was collected stays until the end: the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _is_live(item: pytest.Item) -> bool:
    return not {"live_database", "chromium"}.isdisjoint(getattr(item, "fixturenames", ()))


def _one_connection_a_thread() -> None:
    """Django gives asynchronous code connections of its own, and once a browser runs, Playwright's loop makes the whole
    thread look like that: the connection opened before would stay open unseen, in whatever transaction it was.
    """
    from django.db import connections

    connections._connections = threading.local()  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        _stop_servers()


@pytest.fixture(autouse=True)
def _leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What requests leave in their thread and process, taken away before the next test: pages that are kept, the
    language and the time zone of the last one, and a streamed answer that nobody read to its end - its cursor would be
    closed by the garbage collector, in the middle of another test's transaction.
    """
    from django.core.cache import caches
    from django.test.client import ClientHandler
    from django.utils import timezone, translation

    streamed = []
    plain = ClientHandler.__call__

    def remember(self: ClientHandler, environ: Any) -> Any:
        answer = plain(self, environ)
        if answer.streaming:
            streamed.append(answer)
        return answer

    monkeypatch.setattr(ClientHandler, "__call__", remember)
    yield
    for answer in streamed:
        for close in answer._resource_closers:
            close()
    translation.deactivate()
    timezone.deactivate()
    caches["pages"].clear()


@pytest.fixture(scope="session", autouse=True)
def _plain_static_files() -> Iterator[None]:
    """Pages rendered inside the test process need no collected files; ``live_portal`` serves the real ones."""
    from django.test import override_settings

    storages = dict(django_settings.STORAGES)
    storages["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES=storages):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[list[str]]:
    """The test database, a copy of the one the migrations made; yields the tables that are empty then.

    In place of pytest-django's fixture of this name, which makes a database only where a test carries its mark: those
    on ``live_database`` do not. Tables that hold rows from the start (content types, permissions) are not in the list.
    """
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    connection.settings_dict["TEST"]["TEMPLATE"] = template.ready()
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"}, serialized_aliases=set())
        with connection.cursor() as cursor:
            tables = sorted(connection.introspection.table_names(cursor))
            names = {table: connection.ops.quote_name(table) for table in tables}
            counted = {}
            for table in tables:
                cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {names[table]})")
                counted[table] = cursor.fetchone()[0]
        _keep_published_limits()
    yield [table for table in tables if not counted[table]]
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


def _keep_published_limits() -> None:
    """A test with ``transaction=True`` ends by flushing every table.

    What the migrations wrote comes back with Django's own rows, after the same signal: the next test in this process
    finds the database as the migrations left it.
    """
    from django.db.models.signals import post_migrate

    from complaints.models import ClockRule

    rows = list(ClockRule.objects.all())

    def restore(**_: object) -> None:
        ClockRule.objects.bulk_create(rows, ignore_conflicts=True)

    post_migrate.connect(restore, weak=False, dispatch_uid="tests: published limits")


def _start_servers() -> None:
    global _home
    _sweep()
    _home = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir="/tmp"))
    signal.signal(signal.SIGTERM, _terminated)
    os.environ.update(FOR_TESTS | new_secrets() | {"PORTAL_TEST_HOME": str(_home)})
    for name in ("EMAIL_URL", "STORAGE_URL", "PORTAL_STATIC_ROOT", "PORT", "HOST"):
        os.environ.pop(name, None)
    try:
        if os.geteuid() == 0 and not namespaces_allowed():
            _home.chmod(0o711)  # PostgreSQL then runs as another user, who must reach its folder
        if not os.environ.get("DATABASE_URL"):
            postgres = Postgres(_home, "tests-only", durable=False)
            _started.append(postgres)
            postgres.start()
            os.environ["DATABASE_URL"] = postgres.url
        if not os.environ.get("REDIS_URL"):
            valkey = Valkey(_home)
            _started.append(valkey)
            valkey.start()
            os.environ["REDIS_URL"] = valkey.url
        for server in _started:
            server.wait()
        template.begin(_home)
    except CannotRun as problem:
        _stop_servers()
        raise pytest.UsageError(str(problem)) from None


def _stop_servers() -> None:
    template.end()
    while _started:
        _started.pop().stop()
    if _home is not None:
        shutil.rmtree(_home, ignore_errors=True)


def _terminated(*_: object) -> None:
    raise KeyboardInterrupt  # so that pytest tears down; the second signal ends it at once


def _sweep() -> None:
    """Removes what a killed run left: its servers died with it (parent-death signal), its folder did not."""
    for left in Path("/tmp").glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, ValueError):
            pid = int(left.name.removeprefix(PREFIX).split("-")[0])
            if not psutil.pid_exists(pid) and time.time() - left.stat().st_mtime > 600:
                shutil.rmtree(left, ignore_errors=True)


def _with_database(url: str, number: int) -> str:
    if url.startswith("unix://"):
        return url.split("?")[0] + f"?db={number}"
    return url.rsplit("/", 1)[0] + f"/{number}" if url.count("/") > 2 else f"{url}/{number}"

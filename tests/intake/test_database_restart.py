"""PostgreSQL goes away between two steps: the words come back on the page, and once it is back the draft goes on."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.embedded import Postgres
from portal.processes import namespaces_allowed
from tests.intake.visitor import NARRATIVE, NEW
from tests.live import ROOT, Process, answers, eventually, free_port

SEED = """
from tests.intake.visitor import bodies
bodies()
"""


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A server that may be stopped without disturbing the other tests."""
    home = Path(tempfile.mkdtemp(prefix="portal-own-", dir="/tmp"))
    if os.geteuid() == 0 and not namespaces_allowed():
        home.chmod(0o711)
    server = Postgres(home, "tests-only", durable=False)
    server.start()
    server.wait()
    yield server
    server.stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def portal(own_postgres: Postgres, _collected_static: Path) -> Iterator[str]:
    """Base URL of a portal on a database of its own."""
    port = free_port()
    url = f"http://localhost:{port}"
    environment = os.environ | {
        "DATABASE_URL": own_postgres.url,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORT": str(port),
        "PORTAL_BASE_URL": url,
        "PORTAL_STATIC_ROOT": str(_collected_static),
        "PORTAL_WEB_WORKERS": "1",
        "PORTAL_WEB_THREADS": "2",
    }
    for command in (["migrate", "--verbosity", "0"], ["shell", "--verbosity", "0", "--command", SEED]):
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    server = Process(
        f"own-{port}", [sys.executable, "-m", "gunicorn", "--config", "python:portal.gunicorn"], environment
    )
    server.wait_until(lambda: answers(f"{url}/healthz"))
    yield url
    server.stop()


def test_the_words_survive_a_restart_between_and_within_steps(
    portal: str, own_postgres: Postgres, chromium: Any
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{portal}{NEW}urgency/")
    page.check("input[value=none]")
    page.click("main button.btn-primary")
    page.check("input[value=anonymous]")

    # Between two steps: the connection that the server kept is dead, and nobody notices.
    own_postgres.stop()
    own_postgres.start()
    own_postgres.wait()
    page.click("main button.btn-primary")
    assert page.url == f"{portal}{NEW}contact/"

    # While it is away: the same page, with every word.
    page.goto(f"{portal}{NEW}happened/")
    page.fill("textarea[name=narrative]", NARRATIVE)
    page.fill("input[name=began_2]", "2024")
    own_postgres.stop()
    with page.expect_navigation() as navigation:
        page.click("main button.btn-primary")
    assert navigation.value.status == 503
    assert page.input_value("textarea[name=narrative]") == NARRATIVE
    assert page.input_value("input[name=began_2]") == "2024"
    assert "Everything you typed is still here" in page.inner_text("main")

    # It is back: the button is pressed once more.
    own_postgres.start()
    own_postgres.wait()
    eventually(lambda: answers(f"{portal}/healthz"))
    page.click("main button.btn-primary")
    assert page.url == f"{portal}{NEW}alleged/"
    page.goto(f"{portal}{NEW}you/")
    assert page.is_checked("input[value=anonymous]")
    context.close()

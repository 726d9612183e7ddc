"""PostgreSQL goes away between the review and sending, and while it is being sent: nothing is lost, nothing is doubled.

Between and within the steps before: ``tests/intake/test_database_restart.py``.
"""

import contextlib
import socket
import sys
import threading
from typing import Any

import psycopg
import pytest

from portal.embedded import Postgres
from tests.faults.browser import CASE, ENTER, RECEIPT, REVIEW, Answer, Browser
from tests.faults.tarpit import Tarpit
from tests.intake.test_database_restart import own_postgres, portal
from tests.intake.visitor import NARRATIVE
from tests.live import Process, answers, eventually, free_port, live_environment

__all__ = ["own_postgres", "portal"]
TABLES = (
    "complaints_complaint",
    "receipts_receipt",
    "complaints_event",
    "outbox_message",
    "ledger_commitment WHERE kind = 'filed'",
)


def ask(server: Postgres, question: str) -> Any:
    with psycopg.connect(server.url, autocommit=True) as connection:
        return connection.execute(question).fetchone()[0]  # type: ignore[arg-type,index]


def restart(server: Postgres, base: str) -> None:
    server.start()
    server.wait()
    eventually(lambda: answers(f"{base}/healthz"))


def is_kind(answer: Answer) -> bool:
    """A page that says that nothing is lost and what to do, of the portal's own making."""
    return (
        answer.status == 503
        and answer.headers["Retry-After"] == "60"
        and "<main" in answer.text
        and "Traceback" not in answer.text
        and "OperationalError" not in answer.text
    )


def test_between_review_and_sending_and_in_the_middle_of_it(portal: str, own_postgres: Postgres) -> None:
    browser = Browser(portal)
    browser.fill()
    assert NARRATIVE.splitlines()[0] in browser.get(REVIEW).text

    own_postgres.stop()
    away = browser.send()
    assert is_kind(away), away.text
    assert "What you sent earlier is safe" in away.text
    assert not answers(f"{portal}/healthz")
    restart(own_postgres, portal)
    assert NARRATIVE.splitlines()[0] in browser.get(REVIEW).text
    assert [ask(own_postgres, f"SELECT count(*) FROM {table}") for table in TABLES] == [0] * 5

    # It ends while the complaint is being written: the last statement waits for another client's lock.
    ended: list[Answer] = []
    with contextlib.closing(psycopg.connect(own_postgres.url)) as other:
        other.execute("LOCK TABLE ledger_commitment IN EXCLUSIVE MODE")
        visitor = threading.Thread(target=lambda: ended.append(browser.send()))
        visitor.start()
        eventually(lambda: ask(own_postgres, "SELECT count(*) FROM pg_locks WHERE NOT granted"), within=60)
        own_postgres.stop()
        visitor.join(240)
    assert is_kind(ended[0]), ended[0].text
    restart(own_postgres, portal)
    assert [ask(own_postgres, f"SELECT count(*) FROM {table}") for table in TABLES] == [0] * 5

    sent = browser.send()
    assert (sent.status, sent.leads_to) == (302, RECEIPT)
    secret = browser.get(RECEIPT).secret

    # A restart once more between sending and reading the receipt: it is still shown, and opens.
    own_postgres.stop()
    assert is_kind(browser.get(RECEIPT))
    restart(own_postgres, portal)
    assert browser.get(RECEIPT).secret == secret
    assert Browser(portal).post(ENTER, {"secret": secret}).leads_to == CASE
    assert ask(own_postgres, "SELECT count(*) FROM complaints_complaint") == 1


def test_a_database_host_that_swallows_everything_does_not_hang_the_health_page(
    tarpit: Tarpit, request: pytest.FixtureRequest
) -> None:
    port = free_port()
    environment = live_environment(
        DATABASE_URL=f"postgresql://portal:x@127.0.0.1:{tarpit.port}/portal",
        PORT=str(port),
        PORTAL_WEB_WORKERS="1",
        PORTAL_WEB_THREADS="2",
        PORTAL_STATIC_ROOT=str(request.getfixturevalue("_collected_static")),
    )
    server = Process(
        f"swallowed-{port}",
        [sys.executable, "-m", "gunicorn", "--config", "python:portal.gunicorn"],
        environment,
    )
    try:
        server.wait_until(lambda: listens(port))
        answer = Browser(f"http://localhost:{port}", patience=15).get("/healthz")
        assert (answer.status, '"database": "missing"' in answer.text) == (503, True)
        assert tarpit.visitors
    finally:
        server.stop()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0

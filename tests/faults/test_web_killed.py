"""The web process dies in the middle of the last POST: a whole complaint whose receipt is shown again, or none."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection

from complaints.models import Complaint, Draft, Event, Evidence
from portal.ledger.models import Commitment
from portal.outbox.models import Message
from portal.receipts.models import Receipt
from portal.sealing.models import DataKey
from tests.faults.browser import CASE, ENTER, RECEIPT, REVIEW, Browser
from tests.live import eventually, live_environment

#: Waits inside COMMIT for whoever holds the advisory lock.
SLOW_COMMIT = """
CREATE FUNCTION test_slow_commit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_advisory_xact_lock_shared(4711); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER test_slow_commit AFTER INSERT ON ledger_commitment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION test_slow_commit();
"""
NORMAL_COMMIT = "DROP TRIGGER test_slow_commit ON ledger_commitment; DROP FUNCTION test_slow_commit();"
FILE = {"evidence": {"files": {"file": ("letter.txt", b"A letter." * 500)}, "go": "addfile"}}


@contextmanager
def held(statement: str) -> Iterator[None]:
    """Another client of the database stands in the way of the last POST."""
    with psycopg.connect(live_environment()["DATABASE_URL"], autocommit=False) as other:
        other.execute(statement)
        yield


def someone_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def nobody_else_works() -> bool:
    """Transactions of killed clients have come to their end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        return not cursor.fetchone()[0]


def press_send_and_kill(browser: Browser, kill: Callable[[str], None]) -> None:
    ended: list[BaseException | Any] = []

    def send() -> None:
        try:
            ended.append(browser.send())
        except (OSError, http.client.HTTPException) as error:
            ended.append(error)

    browser.get(REVIEW)
    visitor = threading.Thread(target=send)
    visitor.start()
    eventually(someone_waits, within=60)
    kill(browser.base)
    visitor.join(240)
    assert isinstance(ended[0], Exception), "the visitor got no answer"


def rows() -> dict[str, int]:
    models = (Complaint, Receipt, DataKey, Event, Evidence, Commitment, Message)
    counted = {model._meta.label: model.objects.count() for model in models}
    counted["ledger.Commitment"] = Commitment.objects.filter(
        kind="filed"
    ).count()  # a membership made one, too
    return counted


@pytest.fixture
def browser(start_portal: Callable[..., str], umbrella: Any) -> Browser:
    browser = Browser(start_portal(PORTAL_MAX_FILES="7"))  # a portal of this test's own: it is killed
    browser.fill(**FILE)
    return browser


def whole_after_a_second_try(browser: Browser, again: Callable[..., str]) -> None:
    browser.base = again(PORTAL_MAX_FILES="7")
    first = browser.send()
    assert (first.status, first.leads_to) == (302, RECEIPT)
    secret = browser.get(RECEIPT).secret
    assert browser.get(RECEIPT).secret == secret
    assert browser.send().leads_to == RECEIPT
    assert browser.get(RECEIPT).secret == secret
    counted = rows()
    assert (counted["complaints.Complaint"], counted["receipts.Receipt"]) == (1, 1)
    assert (counted["sealing.DataKey"], counted["complaints.Evidence"]) == (3, 1)
    other = Browser(browser.base)
    assert other.post(ENTER, {"secret": secret}).leads_to == CASE
    assert "letter.txt" in other.get(CASE).text


def test_killed_before_the_commit_leaves_nothing_and_the_draft_is_whole(
    browser: Browser, start_portal: Callable[..., str], kill: Callable[[str], None]
) -> None:
    with held("LOCK TABLE ledger_commitment IN EXCLUSIVE MODE"):
        press_send_and_kill(browser, kill)
        assert set(rows().values()) == {0}
    eventually(nobody_else_works)
    assert set(rows().values()) == {0}
    assert Draft.objects.get().filed_at is None
    whole_after_a_second_try(browser, start_portal)


def test_killed_while_it_commits_leaves_a_whole_complaint_and_its_receipt(
    browser: Browser, start_portal: Callable[..., str], kill: Callable[[str], None]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SLOW_COMMIT)
    try:
        with held("SELECT pg_advisory_xact_lock(4711)"):
            press_send_and_kill(browser, kill)
        eventually(nobody_else_works)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(NORMAL_COMMIT)
    assert Complaint.objects.count() == 1, "it was committed, and nobody was told"
    whole_after_a_second_try(browser, start_portal)

"""Send pressed twice at the same moment: one complaint, one receipt - by the draft's lock, and without it two."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from complaints.models import Complaint, Draft
from complaints.services import drafts, filing
from tests.intake.visitor import NEW, Visitor, bodies

pytestmark = pytest.mark.usefixtures("live_database")


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Real threads with connections of their own; the results, or the errors, in order."""
    results: list[Any] = [None] * len(works)

    def run(position: int, work: Callable[[], Any]) -> None:
        try:
            results[position] = work()
        except Exception as error:  # noqa: BLE001 - told to the test
            results[position] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at, work)) for at, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(240)
    return results


@pytest.fixture
def ready(live_database: None) -> Visitor:
    bodies()
    visitor = Visitor()
    visitor.fill()
    return visitor


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both requests read the draft before either writes - as far as a lock lets them."""
    barrier = threading.Barrier(2)
    original = filing._store

    def slowly(*args: Any) -> Complaint:
        try:
            barrier.wait(1.0)
        except threading.BrokenBarrierError:
            barrier.reset()
        return original(*args)

    monkeypatch.setattr(filing, "_store", slowly)


def press_twice(visitor: Visitor) -> list[Any]:
    second = Visitor(raise_request_exception=False)
    second.client.cookies = visitor.client.cookies
    return at_once(visitor.send, second.send)


def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    original = drafts.find
    monkeypatch.setattr(drafts, "find", lambda code, *, lock=False: original(code))


@pytest.mark.usefixtures("meeting")
def test_two_clicks_make_one_complaint_and_one_receipt(ready: Visitor) -> None:
    responses = press_twice(ready)
    assert [response.url for response in responses] == [f"{NEW}receipt/"] * 2
    assert Complaint.objects.count() == 1
    assert ready.secret(ready.get("receipt/"))


@pytest.mark.usefixtures("meeting")
def test_without_the_lock_one_click_would_fail(ready: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The race is real: both find the draft unsent. Only the database's own constraint stands behind the lock."""
    without_lock(monkeypatch)
    ready.client.raise_request_exception = False
    responses = press_twice(ready)
    assert sorted(response.status_code for response in responses) == [302, 500]


@pytest.mark.usefixtures("meeting")
def test_without_lock_and_constraint_there_would_be_two(
    ready: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_lock(monkeypatch)
    original = filing._complaint

    def untied(*args: Any) -> Complaint:
        complaint = original(*args)
        complaint.draft_id = uuid4()
        return complaint

    monkeypatch.setattr(filing, "_complaint", untied)
    press_twice(ready)
    assert Complaint.objects.count() == 2


def test_two_windows_do_not_undo_each_other(ready: Visitor) -> None:
    second = Visitor()
    second.client.cookies = ready.client.cookies
    at_once(
        lambda: ready.answer("tried", tried="From the first window"),
        lambda: second.answer("remedy", remedy="From the second window"),
    )
    assert ready.answers.first("tried") == "From the first window"
    assert ready.answers.first("remedy") == "From the second window"


def test_two_windows_would_undo_each_other_without_the_lock(
    ready: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_lock(monkeypatch)
    barrier = threading.Barrier(2)
    seal = drafts.OpenDraft.seal

    def together(self: drafts.OpenDraft) -> None:
        barrier.wait(10)
        seal(self)

    monkeypatch.setattr(drafts.OpenDraft, "seal", together)
    second = Visitor()
    second.client.cookies = ready.client.cookies
    at_once(
        lambda: ready.answer("tried", tried="From the first window"),
        lambda: second.answer("remedy", remedy="From the second window"),
    )
    monkeypatch.setattr(drafts.OpenDraft, "seal", seal)
    kept = [ready.answers.first("tried"), ready.answers.first("remedy")]
    assert kept != ["From the first window", "From the second window"]


def test_the_constraint_holds(ready: Visitor) -> None:
    ready.send()
    twice = Complaint.objects.get()
    twice.pk, twice.reference, twice._state.adding = uuid4(), "PHR-2026-AAAAAAA-A", True
    with pytest.raises(IntegrityError):
        twice.save()
    assert Draft.objects.count() == 1

"""Two people, or two schedulers, at one review at the same moment: one of them does it, and nothing happens twice."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections

from associations.diligence.models import Reminder, Review
from associations.diligence.services import deciding, hands, opening, reminders
from associations.diligence.services.change import Refused, vault_of
from portal.ledger.models import Commitment
from portal.outbox.models import Message as Notice
from tests.diligence.world import CONVINCED, NOW, World

pytestmark = pytest.mark.usefixtures("live_database")


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Each in a thread and on a connection of its own, begun at one moment; what each gave, or how it was refused."""
    start, given = threading.Barrier(len(calls), timeout=20), []

    def run(call: Callable[[], Any]) -> None:
        try:
            start.wait()
            given.append(call())
        except Refused:
            given.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(240)
    return given


@pytest.fixture
def world() -> World:
    return World.make()


def test_two_take_one_review(world: World) -> None:
    review = world.open()
    given = together(
        lambda: hands.take(review.pk, by=world.reviewer, now=NOW),
        lambda: hands.take(review.pk, by=world.colleague, now=NOW),
    )
    assert given.count("refused") == 1
    assert review.events.filter(kind="taken").count() == 1


def test_two_confirm_one_decision(world: World) -> None:
    review = world.lead(world.open(), "proposed")
    given = together(
        *(
            lambda by=by: deciding.confirm(  # type: ignore[misc]
                review.pk, by=by, now=NOW, vault=vault_of(review.pk), reason=CONVINCED
            )
            for by in (world.decider, world.supervisor)
        )
    )
    assert given.count("refused") == 1
    assert review.events.filter(kind="confirm").count() == 1
    assert Commitment.objects.filter(owner_id=review.pk, kind="review-decided").count() == 1
    assert review.conditions.count() == 1


def test_one_confirms_what_another_sends_back(world: World) -> None:
    review = world.lead(world.open(), "proposed")
    words = {"now": NOW, "vault": vault_of(review.pk), "reason": CONVINCED}
    given = together(
        lambda: deciding.confirm(review.pk, by=world.decider, **words),  # type: ignore[arg-type]
        lambda: deciding.send_back(review.pk, by=world.supervisor, **words),  # type: ignore[arg-type]
    )
    assert given.count("refused") == 1
    assert review.events.filter(kind__in=["confirm", "send-back"]).count() == 1


def test_two_schedulers_open_one_review_of_a_member(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    both = threading.Barrier(2, timeout=20)
    store, looked = opening._store, threading.local()

    def after_both_looked(*args: Any) -> Review:
        if not getattr(looked, "once", False):
            looked.once = True
            both.wait()
        return store(*args)

    monkeypatch.setattr(opening, "_store", after_both_looked)
    assert sum(together(lambda: opening.open_due(NOW), lambda: opening.open_due(NOW))) == 2
    assert Review.objects.count() == 2, "one for each of the two members"


def _two_schedulers(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    both = threading.Barrier(2, timeout=20)
    plan, looked = reminders._plan, threading.local()

    def after_both_looked(*args: Any) -> int:
        if not getattr(looked, "once", False):
            looked.once = True
            both.wait()
        return plan(*args)

    monkeypatch.setattr(reminders, "_plan", after_both_looked)
    later = NOW + timedelta(days=85)
    return together(lambda: reminders.plan_due(later), lambda: reminders.plan_due(later))


def _mails(review: Review) -> int:
    return Notice.objects.filter(subject_id=review.pk, kind="diligence.staff-due-close").count()


def test_without_the_constraint_the_reviewer_gets_two(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    review = world.lead(world.open(), "opened")
    constraint = next(each for each in Reminder._meta.constraints if each.name == "review_reminder_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Reminder, constraint)
    try:
        assert _two_schedulers(monkeypatch) == [1, 1]
        assert _mails(review) == 2
    finally:
        Reminder.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Reminder, constraint)


def test_with_it_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    review = world.lead(world.open(), "opened")
    assert sorted(_two_schedulers(monkeypatch)) == [0, 1]
    assert _mails(review) == 1

"""Two schedulers plan the same reminder at the same moment: proven to double without the constraint, and not
with it.
"""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from complaints.models import Reminder
from complaints.services import reminders
from portal.outbox.models import Message as Notice
from tests.complaints.cases import NOW, Case, World, file

pytestmark = pytest.mark.usefixtures("live_database")
CONSTRAINT = "reminder_once"


@pytest.fixture
def case() -> Case:
    World.make()
    return file()


def two_schedulers(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Both have looked for what is due before either writes."""
    together = threading.Barrier(2, timeout=20)
    plan, looked = reminders.remind, threading.local()

    def after_both_looked(*args: object) -> int:
        if not getattr(looked, "once", False):
            looked.once = True
            together.wait()
        return plan(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(reminders, "remind", after_both_looked)
    planned: list[int] = []

    def run() -> None:
        try:
            planned.append(reminders.plan_due(NOW + timedelta(days=2)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(240)
    return planned


def notices(case: Case) -> int:
    return Notice.objects.filter(subject_id=case.id, kind="staff.clock-close").count()


def test_without_the_constraint_the_officer_gets_two(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    constraint = next(c for c in Reminder._meta.constraints if c.name == CONSTRAINT)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Reminder, constraint)
    try:
        assert two_schedulers(monkeypatch) == [1, 1]
        assert notices(case) == 2
    finally:
        Reminder.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Reminder, constraint)


def test_with_it_one(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sorted(two_schedulers(monkeypatch)) == [0, 1]
    assert notices(case) == 1
    assert Reminder.objects.count() == 1

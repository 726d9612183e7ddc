"""Two officers take the same step at once: one of them does, the other is told. First the race is shown to exist."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from complaints.models import Complaint, Event
from complaints.services import transitions
from complaints.workflow import BY_NAME
from tests.complaints_factory import Case, World, officer


class Meeting:
    """Two people who each wait for the other at the same place, for a while."""

    def __init__(self, patience: float) -> None:
        self.barrier = threading.Barrier(2, timeout=patience)
        self.met = False

    def wait(self) -> None:
        try:
            self.barrier.wait()
            self.met = True
        except threading.BrokenBarrierError:
            pass


@pytest.fixture
def world(live_database: None) -> World:
    from associations.roles import Role

    world = World()
    world.vera = officer("vera", (world.umbrella, Role.INTAKE_OFFICER))  # type: ignore[attr-defined]
    return world


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Meeting:
    """Both have found the complaint at its stage before either goes on to change it."""
    meeting = Meeting(patience=2.0)
    check = transitions._check

    def checked(*args: Any) -> str:
        found = check(*args)
        if threading.current_thread() is not threading.main_thread():
            meeting.wait()
        return found

    monkeypatch.setattr(transitions, "_check", checked)
    return meeting


def at_once(case: Case, step: str, *people: Any) -> list[int]:
    """Each takes the step in a thread and a connection of their own; the statuses of the answers."""
    statuses: list[int] = []

    def take(person: Any) -> None:
        try:
            client = Client(raise_request_exception=False)
            client.force_login(person)
            answer = client.post(f"/admin/complaints/complaint/{case.pk}/do/{step}/")
            statuses.append(answer.status_code)
            if answer.status_code == 409:
                assert "Somebody else may have acted meanwhile" in answer.content.decode()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


def steps(case: Case) -> int:
    return Event.objects.filter(complaint_id=case.pk, kind=Event.Kind.TRANSITION).count()


def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    from complaints.models.querysets import ComplaintQuerySet

    unlocked: Callable[..., Any] = lambda self, **options: self.all()  # noqa: E731
    monkeypatch.setattr(ComplaintQuerySet, "select_for_update", unlocked)


def test_without_the_lock_both_would_do_it(
    world: World, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race is real: without the locked row both find the same stage, and the history tells of two steps."""
    case = world.file()
    case.step("acknowledge", world.haruto)
    without_lock(monkeypatch)
    assert at_once(case, "begin-assessment", world.olena, world.vera) == [302, 302]  # type: ignore[attr-defined]
    assert meeting.met
    assert steps(case) == 3


def test_without_the_lock_the_second_would_meet_a_failure(
    world: World, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a step starts a clock, the database itself refuses a second one - but says nothing kind."""
    case = world.file()
    without_lock(monkeypatch)
    assert at_once(case, "acknowledge", world.olena, world.vera) == [302, 500]  # type: ignore[attr-defined]


@pytest.mark.parametrize("step", ["acknowledge", "begin-assessment"])
def test_with_the_lock_one_does_it_and_the_other_is_told(world: World, meeting: Meeting, step: str) -> None:
    case = world.file()
    before = 0
    if step == "begin-assessment":
        case.step("acknowledge", world.haruto)
        before = 1
    assert at_once(case, step, world.olena, world.vera) == [302, 409]  # type: ignore[attr-defined]
    assert not meeting.met, "the second never stood where the first did"
    assert steps(case) == before + 1
    assert Complaint.objects.get(pk=case.pk).state == BY_NAME[step].target

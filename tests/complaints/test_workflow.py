"""The whole table: every step from every stage, taken or refused, by whoever may."""

import pytest
from django.db import transaction

from associations.duties import Role
from complaints import clocks
from complaints.permissions import TABLE
from complaints.services.transitions import Refused
from complaints.states import BEFORE_ADMISSIBILITY, ENDED, OPEN, WITHDRAWABLE, State
from complaints.workflow import BY_NAME, TRANSITIONS, By, Need
from portal.outbox import registry
from tests.complaints.cases import WAYS, Staff, after_waiting, file


def test_names_are_unique_and_point_at_known_rules() -> None:
    assert len(BY_NAME) == len(TRANSITIONS)
    for step in TRANSITIONS:
        moved = {*step.meets, *step.starts, *step.pauses, *step.restarts, *step.resumes}
        assert moved <= set(clocks.BY_CODE), step.name
        assert set(step.pauses).isdisjoint(step.meets)
        assert {step.within, step.after} - {None} <= set(clocks.BY_CODE)
        if step.notice:
            registry.find(step.notice)


def test_every_stage_can_be_reached_and_left() -> None:
    reached, edge = {State.RECEIVED}, {State.RECEIVED}
    while edge:
        edge = {step.target for step in TRANSITIONS if step.sources & reached} - reached
        reached |= edge
    assert reached == set(State)
    dead_ends = {state for state in State if not any(state in step.sources for step in TRANSITIONS)}
    assert dead_ends == {State.CLOSED}
    assert set(WAYS) == set(State)


def test_sets_of_stages_fit_together() -> None:
    assert set(State) == OPEN | ENDED
    assert not OPEN & ENDED
    assert BEFORE_ADMISSIBILITY <= WITHDRAWABLE <= OPEN


def test_what_is_decided_about_a_person_says_why() -> None:
    for name in ("find-inadmissible", "find-admissible", "decide", "discontinue", "uphold", "reopen"):
        assert Need.REASON in BY_NAME[name].needs
    told = ("find-inadmissible", "find-admissible", "discontinue", "uphold", "reopen", "ask-particulars")
    for name in told:
        assert Need.MESSAGE in BY_NAME[name].needs


def test_nobody_but_the_complainant_ends_the_time_for_a_review() -> None:
    """Whatever leads away from a result waits until its review can no longer be asked for, or asks for it."""
    results = {step.target for step in TRANSITIONS if "request-review" in step.starts}
    assert results == {State.INADMISSIBLE, State.DECIDED}
    for step in TRANSITIONS:
        if step.sources & results:
            assert step.after == "request-review" or step.name == "request-review", step.name
        if State.REVIEW_REQUESTED in step.sources:
            assert TABLE[step.name].keys() == {Role.EXTERNAL_REVIEWER}, step.name


def test_staff_steps_have_roles_and_others_have_none() -> None:
    for step in TRANSITIONS:
        assert (step.name in TABLE) == (By.STAFF in step.by)


@pytest.mark.parametrize("state", list(State))
def test_every_step_from_every_stage(world: object, staff: Staff, state: State) -> None:
    """Where the table says so the step is taken; everywhere else it is refused and nothing moves."""
    case = file()
    staff.lead(case, state)
    before = case.complaint.history.count()
    for step in TRANSITIONS:
        staff.actor_for(step.name)  # outside of what is rolled back
        with transaction.atomic():
            if state in step.sources:
                moved = staff.take(case, step.name, after_waiting(step.name, case.complaint.state_since))
                assert moved.state == step.target
                assert case.complaint.history.count() == before + 1
            else:
                with pytest.raises(Refused):
                    staff.take(case, step.name)
                assert case.complaint.state == state
                assert case.complaint.history.count() == before
            transaction.set_rollback(True)

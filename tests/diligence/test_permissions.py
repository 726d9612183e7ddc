"""The table in full: every action, role and stage; and that the steps fit it."""

import pytest

from associations.diligence.permissions import HANDS, SECOND, TABLE, Action, allowed, may
from associations.diligence.services import hands
from associations.diligence.services.change import vault_of
from associations.diligence.states import State
from associations.diligence.workflow import STEPS
from associations.duties import READING_ROLES, Role, Verdict, rule
from tests.diligence.world import NOW, World

OPEN = "opened asked answered no-answer drafted hearing proposed"
EVERY = f"{OPEN} decided closed withdrawn"
AFTER_OPENING = EVERY.removeprefix("opened ")
ANSWERING = "asked answered no-answer"
LATE = "proposed decided closed"
#: action -> {role: stages}
EXPECTED: dict[str, dict[str, str]] = {
    "list": {
        "due_diligence": EVERY,
        "supervisor": EVERY,
        "decision_maker": EVERY,
        "auditor": EVERY,
        "liaison": AFTER_OPENING,
    },
    "read": {"due_diligence": EVERY, "supervisor": EVERY, "decision_maker": LATE},
    "read-own": {"liaison": AFTER_OPENING},
    "history": {"due_diligence": EVERY, "supervisor": EVERY, "decision_maker": LATE, "auditor": EVERY},
    "take": {"due_diligence": OPEN},
    "assign": {"supervisor": f"{OPEN} decided"},
    "extend": {"supervisor": OPEN},
    "ask": {"due_diligence": "opened"},
    "enter": {"due_diligence": ANSWERING},
    "end-answers": {"due_diligence": "asked"},
    "serve": {"due_diligence": "asked hearing"},
    "give-time": {"due_diligence": "asked hearing"},
    "refuse-time": {"due_diligence": "asked hearing"},
    "draft": {"due_diligence": "answered no-answer drafted hearing"},
    "intend": {"due_diligence": "answered no-answer drafted hearing"},
    "hear": {"due_diligence": "drafted"},
    "enter-comment": {"due_diligence": "hearing"},
    "propose": {"due_diligence": "hearing"},
    "confirm": {"decision_maker": "proposed", "supervisor": "proposed"},
    "send-back": {"decision_maker": "proposed", "supervisor": "proposed"},
    "settle": {"due_diligence": "decided"},
    "confirm-settle": {"decision_maker": "decided", "supervisor": "decided"},
    "drop-settle": {"decision_maker": "decided", "supervisor": "decided"},
    "second-look": {
        "decision_maker": "decided closed",
        "supervisor": "decided closed",
        "due_diligence": "decided closed",
    },
    "note": {"due_diligence": EVERY, "supervisor": EVERY},
    "withdraw": {"supervisor": OPEN},
    "answer": {"liaison": ANSWERING},
    "object": {"liaison": ANSWERING},
    "ask-time": {"liaison": "asked hearing"},
    "comment": {"liaison": "hearing"},
    "state": {"liaison": "decided closed"},
    "report": {"liaison": "decided"},
    "ask-second": {"liaison": "decided closed"},
}


def test_every_action_role_and_stage() -> None:
    assert {action.value for action in Action} == set(EXPECTED) == {action.value for action in TABLE}
    for action in Action:
        for role in Role:
            for state in State:
                expected = state.value in EXPECTED[action].get(role.value, "").split()
                assert allowed(action, [role], state) == expected, (action, role, state)


def test_no_step_is_allowed_where_it_leads_nowhere() -> None:
    for action, step in STEPS.items():
        for role, states in TABLE[action].items():
            assert states <= step.sources, (action, role)


def test_the_reviewer_reads_no_complaint_and_waits_for_a_second_person() -> None:
    assert Role.DUE_DILIGENCE not in READING_ROLES
    for reading in READING_ROLES:
        assert rule(Role.DUE_DILIGENCE, reading).verdict == Verdict.NEVER
    for other in (Role.ADMINISTRATOR, Role.PUBLISHER, Role.ENGAGEMENT):
        assert rule(Role.DUE_DILIGENCE, other).verdict == Verdict.TOGETHER


@pytest.mark.parametrize("action", sorted(HANDS))
def test_a_reviewer_works_on_what_is_in_their_hands(world: World, action: Action) -> None:
    review = world.open()
    stage = min(TABLE[action][Role.DUE_DILIGENCE])
    review = world.lead(review, stage)
    assert may(world.reviewer, action, review)
    assert not may(world.colleague, action, review)


@pytest.mark.parametrize("action", sorted(SECOND))
def test_nobody_confirms_what_they_proposed_or_have_in_hand(world: World, action: Action) -> None:
    stage = min(TABLE[action][Role.SUPERVISOR])
    review = world.lead(world.open(), stage)
    type(review).objects.filter(pk=review.pk).update(proposed_by=world.reviewer)
    assert may(world.supervisor, action, review)
    assert may(world.decider, action, review)
    for column in ("proposed_by", "reviewer"):
        again = world.again(review)
        setattr(again, column, world.decider)
        assert not may(world.decider, action, again), column


def test_a_second_look_is_taken_by_somebody_without_any_part(world: World) -> None:
    review = world.lead(world.open(), "decided")  # the supervisor opened it: that is no part
    assert may(world.supervisor, Action.SECOND_LOOK, review)
    assert may(world.colleague, Action.SECOND_LOOK, review)
    for who in (world.reviewer, world.decider):
        assert not may(who, Action.SECOND_LOOK, review)
    hands.add_note(review.pk, "x", by=world.supervisor, now=NOW, vault=vault_of(review.pk))
    assert not may(world.supervisor, Action.SECOND_LOOK, review)


def test_a_deactivated_reviewer_may_nothing(world: World) -> None:
    review = world.lead(world.open(), "opened")
    world.reviewer.is_active = False
    assert not any(may(world.reviewer, action, review) for action in Action)
    assert not type(review).objects.visible_to(world.reviewer).exists()

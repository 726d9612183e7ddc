"""The table read as a table: pure, no database."""

import pytest

from associations.duties import Role
from complaints.permissions import TABLE, Action, allowed, roles_for
from complaints.states import State
from complaints.workflow import BY_NAME

NOBODYS = (
    Role.LIAISON,
    Role.CUSTODIAN,
    Role.PUBLISHER,
    Role.TRANSLATOR,
    Role.ENGAGEMENT,
    Role.DUE_DILIGENCE,
    Role.ADMINISTRATOR,
)
READING = (
    Role.INTAKE_OFFICER,
    Role.CASE_HANDLER,
    Role.SUPERVISOR,
    Role.DECISION_MAKER,
    Role.EXTERNAL_REVIEWER,
)


@pytest.mark.parametrize("role", NOBODYS)
def test_roles_without_business_here_open_nothing(role: Role) -> None:
    assert not any(role in row for row in TABLE.values())
    assert not any(allowed(action, [role], state) for action in TABLE for state in State)


def test_the_auditor_sees_and_changes_nothing() -> None:
    assert {action for action, row in TABLE.items() if Role.AUDITOR in row} == {Action.LIST, Action.HISTORY}


def test_who_reads() -> None:
    assert roles_for(Action.READ) == set(READING)
    for role in (Role.INTAKE_OFFICER, Role.CASE_HANDLER, Role.SUPERVISOR):
        assert all(allowed(Action.READ, [role], state) for state in State)
    assert not allowed(Action.READ, [Role.DECISION_MAKER], State.RECEIVED)
    assert allowed(Action.READ, [Role.EXTERNAL_REVIEWER], State.REVIEW_REQUESTED)
    assert not allowed(Action.READ, [Role.EXTERNAL_REVIEWER], State.UNDER_ASSESSMENT)


def test_whoever_reads_or_acts_can_list() -> None:
    for action, row in TABLE.items():
        for role, states in row.items():
            assert states <= TABLE[Action.LIST][role], (action, role)


def test_nobody_acts_on_what_they_cannot_read() -> None:
    exempt = {Action.LIST, Action.HISTORY}
    for action in set(TABLE) - exempt:
        for role, states in TABLE[action].items():
            unreadable = states - TABLE[Action.READ].get(role, frozenset())
            assert not unreadable, (action, role, unreadable)


def test_steps_are_allowed_exactly_in_their_stages() -> None:
    for name, row in TABLE.items():
        if name in BY_NAME:
            assert all(states == BY_NAME[name].sources for states in row.values())


def test_deciding_and_reviewing_are_other_people() -> None:
    assert roles_for("decide") == {Role.DECISION_MAKER}
    assert roles_for("reopen") == roles_for("uphold") == {Role.EXTERNAL_REVIEWER}


def test_no_role_and_unknown_action() -> None:
    assert not allowed(Action.READ, [], State.RECEIVED)
    with pytest.raises(KeyError):
        allowed("delete", [Role.INTAKE_OFFICER], State.RECEIVED)

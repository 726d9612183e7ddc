"""The complaint's page."""

import pytest
from django.test import Client

from complaints.states import State
from tests.complaints.cases import NARRATIVE, Case, Staff
from tests.follow_up.pages import CASE, TOLD, text_of


@pytest.mark.parametrize("state", list(State))
def test_every_stage_has_a_page(visitor: Client, case: Case, staff: Staff, state: State) -> None:
    staff.lead(case, state)
    page = text_of(visitor.get(CASE))
    assert case.reference in page
    assert str(state.label) in page


def test_told(visitor: Client, case: Case) -> None:
    page = text_of(visitor.get(TOLD))
    assert NARRATIVE in page
    assert "Toma Velasco" in page

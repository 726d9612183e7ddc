"""Single words and shapes of the public pages: whose delay it is, and what stands beside a decision."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from associations.diligence.models import Review
from associations.diligence.public.late import of_body
from associations.diligence.templatetags.diligence_desk import outcome_shape

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"state": "opened", "answers_due_on": None}, "was not asked yet"),
        ({"state": "asked", "answers_due_on": 3}, "has until"),
        ({"state": "asked", "answers_due_on": -3}, "the body is late with its answers"),
        ({"state": "no-answer", "answers_due_on": -3}, "the body is late with its answers"),
        ({"state": "asked", "answers_due_on": -3, "asked_way": "unreached"}, "could not be reached"),
        ({"state": "drafted", "answers_due_on": -3}, "the body did not answer"),
        ({"state": "hearing", "answers_due_on": -9, "comment_until": 4}, "the body can comment on the draft"),
        ({"state": "asked", "answers_due_on": 3, "answered_at": 0}, "has sent answers"),
    ],
)
def test_what_the_body_did_is_said_as_it_was(changes: dict[str, Any], said: str) -> None:
    today = timezone.localdate()
    days = {"answers_due_on", "comment_until"}
    given = {
        name: today + value * DAY if name in days and value is not None else value
        for name, value in changes.items()
    }
    assert said in of_body(Review(**given), today)


@pytest.mark.parametrize(
    "outcome, shape",
    [("conditions", "running"), ("suspend", "close"), ("no-concern", "met"), ("refer", "running")],
)
def test_the_tick_is_for_those_against_whom_nothing_stands(outcome: str, shape: str) -> None:
    assert outcome_shape(Review(outcome=outcome)) == shape

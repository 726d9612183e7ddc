"""No limit of the handling body runs without a page on which it can be met."""

import pytest

from complaints import clocks
from complaints.desk.acts import ACTS
from complaints.workflow import TRANSITIONS, By

OWED = [rule for rule in clocks.RULES if rule.owes == clocks.Owes.STAFF]


def starts_today(rule: clocks.Rule) -> bool:
    """Whether something that people can do today starts the clock: filing, their own step, a step that has a page."""
    return rule.at_filing or any(
        rule.code in step.starts and (step.name in ACTS or By.COMPLAINANT in step.by) for step in TRANSITIONS
    )


@pytest.mark.parametrize("rule", OWED, ids=lambda rule: rule.code)
def test_what_is_owed_can_be_met(rule: clocks.Rule) -> None:
    met_by = {step.name for step in TRANSITIONS if rule.code in step.meets}
    on_pages = {act.name for act in ACTS.values() if rule.code in act.meets}
    assert met_by | on_pages, "nothing meets it at all"
    assert on_pages or not starts_today(rule), "it runs, and nobody can meet it"

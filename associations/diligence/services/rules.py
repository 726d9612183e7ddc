"""Changing a rule for reviews takes two people (``associations/two_persons.py``): both sides were promised its days."""

from uuid import UUID

from associations.diligence.models import ReviewRule, ReviewRuleChange
from associations.two_persons import TwoPersons


def _above(rule: ReviewRule, supervised: list[UUID]) -> bool:
    """A supervisor of the umbrella body itself."""
    return rule.umbrella_id in supervised


LIMITS = TwoPersons(ReviewRule, ReviewRuleChange, ReviewRule.LIMITS, _above)

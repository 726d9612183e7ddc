"""Changing a published limit takes two people (``associations/two_persons.py``).

Only clocks that start after the confirmation follow the new limit (``services/clocks.py``).
"""

from uuid import UUID

from associations.models import Association
from associations.two_persons import TwoPersons
from complaints.models import ClockRule, RuleChange


def _above(_rule: ClockRule, supervised: list[UUID]) -> bool:
    """A supervisor of any umbrella body that handles complaints: the limits hold for all of them."""
    umbrellas = Association.objects.handling().filter(kind=Association.Kind.UMBRELLA, pk__in=supervised)
    return umbrellas.exists()


LIMITS = TwoPersons(
    ClockRule,
    RuleChange,
    ("number", "urgent_number", "extendable_to"),
    _above,
    #: How long a draft lives is part of how it is sealed (``models/draft.py``), not a limit of anybody's work.
    frozenset({"draft"}),
)

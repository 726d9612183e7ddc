"""The first migration leaves the published limits as rows, and nothing undone."""

import pytest
from django.core.management import call_command

from complaints import clocks
from complaints.models import ClockRule

pytestmark = pytest.mark.django_db


def test_every_published_limit_is_a_row() -> None:
    rows = {row.code: row for row in ClockRule.objects.all()}
    assert set(rows) == set(clocks.BY_CODE)
    for code, rule in clocks.BY_CODE.items():
        row = rows[code]
        assert (row.number, row.unit, row.urgent_number) == (rule.number, rule.unit, rule.urgent)
        assert (row.extendable_to, row.owes) == (rule.extendable_to, rule.owes)


def test_models_and_migration_agree() -> None:
    call_command("makemigrations", "complaints", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "after a flush"])
def test_the_limits_survive_tests_that_flush(turn: str) -> None:
    """``tests/conftest.py`` puts them back: else a test would depend on which ran before it in the same process."""
    assert ClockRule.objects.count() == len(clocks.RULES)

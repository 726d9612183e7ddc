"""The first migration leaves the published limits as rows, and nothing undone."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command

from complaints import clocks
from complaints.models import ClockRule, Complaint
from tests.complaints.cases import NOW, Staff, file

pytestmark = pytest.mark.django_db


def test_every_published_limit_is_a_row() -> None:
    rows = {row.code: row for row in ClockRule.objects.all()}
    assert set(rows) == set(clocks.BY_CODE)
    for code, rule in clocks.BY_CODE.items():
        row = rows[code]
        assert (row.number, row.unit, row.urgent_number) == (rule.number, rule.unit, rule.urgent)
        assert (row.extendable_to, row.owes) == (rule.extendable_to, rule.owes)


def test_what_waited_for_a_review_gets_its_limit(staff: Staff) -> None:
    waiting, reopened = file(), file()
    for case in (waiting, reopened):
        staff.lead(case, "review-requested")
        case.complaint.clocks.filter(rule="review").delete()
        Complaint.objects.filter(pk=case.id).update(next_due_at=None)
    ClockRule.objects.filter(pk="review").delete()
    staff.take(reopened, "reopen")
    for _twice in range(2):
        import_module("complaints.migrations.0002_what_is_owed").start_clocks(apps, None)
    clock = waiting.complaint.clocks.get(rule="review")
    assert (clock.started_at, clock.due_at) == (NOW, NOW + timedelta(days=30))
    assert waiting.complaint.next_due_at == clock.due_at
    assert not reopened.complaint.clocks.filter(rule="review").exists()
    assert ClockRule.objects.get(pk="review").number == 30


@pytest.mark.parametrize("state", ["withdrawn", "discontinued"])
def test_what_ended_before_is_kept_no_longer_than_the_rest(staff: Staff, state: str) -> None:
    case = file()
    staff.lead(case, state)
    case.complaint.clocks.filter(rule="retention").delete()
    for _twice in range(2):
        import_module("complaints.migrations.0002_what_is_owed").start_clocks(apps, None)
    clock = case.complaint.clocks.get(rule="retention")
    assert (clock.started_at, clock.due_at) == (NOW, NOW + timedelta(days=1095))


def test_who_was_told_to_take_their_time_gets_all_of_it_from_now(staff: Staff) -> None:
    case = file()
    staff.take(case, "ask-particulars")
    case.complaint.clocks.filter(rule="particulars").delete()
    ClockRule.objects.filter(pk="particulars").delete()
    for _twice in range(2):
        import_module("complaints.migrations.0005_time_to_answer").begin(apps, None)
    clock = case.complaint.clocks.get(rule="particulars")
    assert clock.due_at - clock.started_at == timedelta(days=30)
    assert clock.started_at > NOW, "not from the day of the question: no date was given then"
    assert ClockRule.objects.get(pk="particulars").number == 30


def test_telling_the_supervisor_is_not_owed_any_more_after_admissibility(staff: Staff) -> None:
    before, after = file(), file()
    staff.lead(after, "admissible")
    after.complaint.clocks.filter(rule="inform-supervisor").update(stopped_at=None)
    Complaint.objects.filter(pk=after.id).update(next_due_at=NOW)
    ClockRule.objects.filter(pk="reply").update(extendable_to=None)
    for _twice in range(2):
        import_module("complaints.migrations.0005_time_to_answer").begin(apps, None)
    assert after.complaint.clocks.get(rule="inform-supervisor").stopped_at
    assert after.complaint.next_due_at == after.complaint.clocks.get(rule="feedback").due_at
    assert before.complaint.clocks.get(rule="inform-supervisor").is_running
    assert ClockRule.objects.get(pk="reply").extendable_to == 90


def test_what_runs_can_be_extended_as_before(staff: Staff) -> None:
    case = file()
    staff.take(case, "acknowledge")
    case.complaint.clocks.update(extendable_to=None)
    import_module("complaints.migrations.0002_what_is_owed").start_clocks(apps, None)
    extensions = dict(case.complaint.clocks.values_list("rule", "extendable_to"))
    assert {rule: number for rule, number in extensions.items() if number} == {"feedback": 6}


def test_models_and_migration_agree() -> None:
    call_command("makemigrations", "complaints", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "after a flush"])
def test_the_limits_survive_tests_that_flush(turn: str) -> None:
    """``tests/conftest.py`` puts them back: else a test would depend on which ran before it in the same process."""
    assert ClockRule.objects.count() == len(clocks.RULES)

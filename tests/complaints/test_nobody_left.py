"""Recusals may leave nobody: then others hear, the external reviewer is called and can act, and silence is an alarm."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from associations.duties import Role
from associations.services import appoint
from complaints.models import Complaint, Interest, Recusal
from complaints.notifications import _officers
from complaints.permissions import may
from complaints.recusal import is_nobody_left
from complaints.services import casework
from complaints.services.transitions import Refused
from complaints.states import State
from portal.outbox import deliver
from portal.outbox.models import Message as Notice
from portal.outbox.models import State as Sent
from tests.complaints.cases import NOW, Case, Staff, World, body, file, person


def sees(user: Any, case: Case) -> bool:
    return Complaint.objects.visible_to(type(user).objects.get(pk=user.pk)).filter(pk=case.id).exists()


def left(case: Case) -> bool:
    return not is_nobody_left(case.complaint)


def told(case: Case, kind: str = "staff.filed") -> set[str]:
    return {each.address for each in _officers(Notice.objects.get(subject_id=case.id, kind=kind))}


def recuse(case: Case, *people: Any) -> None:
    Recusal.objects.bulk_create(Recusal(complaint=case.complaint, user=each) for each in people)


def in_the_case(world: World, case: Case, officer: Any) -> None:
    recuse(case, officer)


def works_for_the_respondent(world: World, case: Case, officer: Any) -> None:
    appoint(officer, world.north, Role.INTAKE_OFFICER, reason="test")


def interested_in_the_body(world: World, case: Case, officer: Any) -> None:
    Interest.objects.create(user=officer, association=world.north)


def interested_in_the_country(world: World, case: Case, officer: Any) -> None:
    Interest.objects.create(user=officer, country="QM")


def interested_in_another_country(world: World, case: Case, officer: Any) -> None:
    Interest.objects.create(user=officer, country="QN")


def works_elsewhere_too(world: World, case: Case, officer: Any) -> None:
    appoint(officer, world.south, Role.CASE_HANDLER, reason="test")


def works_in_its_country(world: World, case: Case, officer: Any) -> None:
    appoint(officer, body("north-service", "service", country="QM"), Role.CASE_HANDLER, reason="test")


REASONS = (
    in_the_case,
    works_in_its_country,
    works_for_the_respondent,
    interested_in_the_body,
    interested_in_the_country,
    interested_in_another_country,
    works_elsewhere_too,
)


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.__name__)
@pytest.mark.parametrize("listed", [True, False])
def test_whoever_is_out_of_a_case_is_not_counted_as_left(
    world: World, reason: Callable[[World, Case, Any], None], listed: bool
) -> None:
    """One question, asked from both sides."""
    case = file(about=world.north)
    if not listed:
        case.complaint.respondents.update(association=None)
    officer = person(Role.CASE_HANDLER, at=world.umbrella)
    assert sees(officer, case)
    assert left(case)
    reason(world, case, officer)
    assert left(case) == sees(officer, case)


def test_who_left_the_body_is_not_left(world: World) -> None:
    case = file(about=world.north)
    officer = person(Role.CASE_HANDLER, at=world.umbrella)
    officer.grants.update(until=timezone.now())
    assert not left(case)


def test_only_whoever_may_take_it_at_its_stage_counts(world: World, staff: Staff) -> None:
    case = file(about=world.north)
    assert staff[Role.INTAKE_OFFICER]
    assert left(case)
    Complaint.objects.filter(pk=case.id).update(state=State.EXAMINATION)
    assert not left(case)
    Complaint.objects.filter(pk=case.id).update(state=State.CLOSED)
    assert left(case)


def test_the_others_hear_one_after_the_other(world: World, staff: Staff) -> None:
    case = file(about=world.north)
    intake, handler, supervisor, reviewer = (
        staff[role]
        for role in (Role.INTAKE_OFFICER, Role.CASE_HANDLER, Role.SUPERVISOR, Role.EXTERNAL_REVIEWER)
    )
    assert told(case) == {intake.email}
    recuse(case, intake)
    assert told(case) == {handler.email}
    recuse(case, handler)
    assert told(case) == {supervisor.email, reviewer.email}
    recuse(case, supervisor)
    assert told(case) == {reviewer.email}
    recuse(case, reviewer)
    assert told(case) == set()


def test_the_reviewer_finds_it_and_acts_only_when_called(world: World, staff: Staff) -> None:
    case, other = file(about=world.north), file(about=world.south)
    intake, reviewer = staff[Role.INTAKE_OFFICER], staff[Role.EXTERNAL_REVIEWER]
    assert not sees(reviewer, case)
    assert not may(reviewer, "acknowledge", case.complaint)
    recuse(case, intake)
    assert sees(reviewer, case)
    assert not sees(reviewer, other)
    assert may(reviewer, "acknowledge", case.complaint)
    assert not may(reviewer, "decide", case.complaint)
    casework.assign(case.id, reviewer, by=reviewer, now=NOW, vault=case.desk)
    staff.take(case, "acknowledge", actor=casework.Actor.staff(reviewer))
    assert case.complaint.state == State.ACKNOWLEDGED
    assert told(case) == {reviewer.email}
    assert person(Role.CASE_HANDLER, at=world.umbrella)
    assert not sees(reviewer, case), "somebody is free again"


def test_a_reviewer_with_an_interest_is_not_called(world: World) -> None:
    reviewer = person(Role.EXTERNAL_REVIEWER, at=world.umbrella)
    case = file(about=world.umbrella)
    assert sees(reviewer, case)
    Interest.objects.create(user=reviewer, association=world.umbrella)
    assert not sees(reviewer, case)


def test_the_last_who_steps_out_calls_the_reviewer(world: World, staff: Staff) -> None:
    case = file(about=world.north)
    first, last = staff[Role.INTAKE_OFFICER], staff[Role.CASE_HANDLER]
    reviewer = staff[Role.EXTERNAL_REVIEWER]
    casework.step_out(case.id, by=first, now=NOW, vault=case.desk, reason="A cousin.")
    assert not Notice.objects.filter(kind="staff.called").exists()
    casework.step_out(case.id, by=last, now=NOW, vault=case.desk, reason="Another cousin.")
    assert told(case, "staff.called") == {reviewer.email}


def test_where_nobody_can_be_told_the_notice_fails_loudly(world: World, staff: Staff, caplog: Any) -> None:
    case = file(about=world.north)
    deliver.run("worker")
    notice = Notice.objects.get(subject_id=case.id, kind="staff.filed")
    assert (notice.state, notice.error_kind) == (Sent.FAILED, "no-recipient")
    assert str(notice.pk) in caplog.text


def test_word_of_a_case_that_went_to_another_is_dropped_quietly(world: World, staff: Staff) -> None:
    case = file(about=world.north)
    supervisor, handler = staff[Role.SUPERVISOR], staff[Role.CASE_HANDLER]
    casework.assign(case.id, handler, by=supervisor, now=NOW, vault=case.desk, reason="Hers.")
    Complaint.objects.filter(pk=case.id).update(assigned_to=None)
    deliver.run("worker")
    notice = Notice.objects.get(subject_id=case.id, kind="staff.assigned")
    assert (notice.state, notice.error_kind) == (Sent.CANCELLED, "pointless")


def test_nobody_informs_themselves_as_supervisor(world: World) -> None:
    both = person(Role.INTAKE_OFFICER, Role.SUPERVISOR, at=world.umbrella)
    case = file(about=world.north)
    with pytest.raises(Refused):
        casework.inform_supervisor(case.id, by=both, now=NOW)
    assert case.complaint.clocks.get(rule="inform-supervisor").is_running

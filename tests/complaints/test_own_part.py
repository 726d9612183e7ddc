"""What one person did in a case before, or where they work, keeps them from some of what their roles allow."""

from typing import Any

import pytest
from django.utils import timezone

from associations.duties import Role
from complaints.models import Complaint, Recusal
from complaints.permissions import may
from complaints.services import casework
from complaints.services.actors import Actor
from complaints.services.transitions import Refused
from complaints.states import State
from tests.complaints.cases import NOW, Case, Staff, World, after_waiting, body, file, person


def place(case: Case, state: State) -> Complaint:
    Complaint.objects.filter(pk=case.id).update(state=state)
    return case.complaint


def sees(user: Any, case: Case) -> bool:
    return Complaint.objects.visible_to(type(user).objects.get(pk=user.pk)).filter(pk=case.id).exists()


def test_nobody_decides_what_they_prepared(world: World, staff: Staff) -> None:
    both = person(Role.CASE_HANDLER, Role.DECISION_MAKER, at=world.umbrella)
    prepared, other = file(), file()
    staff.take(prepared, "acknowledge", actor=Actor.staff(both))
    assert may(both, "begin-assessment", prepared.complaint), "they go on with what they began"
    assert not may(both, "decide", place(prepared, State.DRAFT_FINDINGS))
    assert may(both, "decide", place(other, State.DRAFT_FINDINGS))
    with pytest.raises(Refused):
        staff.take(prepared, "decide", actor=Actor.staff(both))
    assert may(staff[Role.DECISION_MAKER], "decide", prepared.complaint)


def test_who_decided_no_longer_handles(world: World, staff: Staff) -> None:
    both = person(Role.CASE_HANDLER, Role.DECISION_MAKER, at=world.umbrella)
    case = file()
    staff.lead(case, "draft-findings")
    staff.take(case, "decide", after_waiting("decide", NOW), actor=Actor.staff(both))
    assert not may(both, "follow-up", case.complaint)
    with pytest.raises(Refused):
        casework.assign(case.id, both, by=both, now=NOW, vault=case.desk, reason="Mine.")
    by = staff[Role.SUPERVISOR]
    with pytest.raises(Refused) as refusal:
        casework.assign(case.id, both, by=by, now=NOW, vault=case.desk, reason="Hers.")
    assert refusal.value.field == "assigned_to"


def test_the_part_counts_also_when_the_role_has_ended(world: World, staff: Staff) -> None:
    from associations.services import appoint

    handler = person(Role.CASE_HANDLER, at=world.umbrella)
    case = file()
    staff.take(case, "acknowledge", actor=Actor.staff(handler))
    handler.grants.update(until=timezone.now())
    appoint(handler, world.umbrella, Role.DECISION_MAKER, reason="test")
    decider = type(handler).objects.get(pk=handler.pk)
    assert not may(decider, "decide", place(case, State.DRAFT_FINDINGS))


def test_nobody_supervises_their_own_work(world: World, staff: Staff) -> None:
    both = person(Role.CASE_HANDLER, Role.SUPERVISOR, at=world.umbrella)
    case = file()
    casework.assign(case.id, both, by=both, now=NOW, vault=case.desk)
    with pytest.raises(Refused):
        casework.assign(case.id, None, by=both, now=NOW, vault=case.desk, reason="Not mine.")
    with pytest.raises(Refused):  # the only supervisor has worked on it
        casework.inform_supervisor(case.id, by=staff[Role.INTAKE_OFFICER], now=NOW)


def test_a_called_reviewer_does_not_review_what_they_did(world: World, staff: Staff) -> None:
    case = file(about=world.north)
    handler, reviewer = staff[Role.CASE_HANDLER], staff[Role.EXTERNAL_REVIEWER]
    Recusal.objects.create(complaint=case.complaint, user=handler)
    for step in ("acknowledge", "begin-assessment", "find-inadmissible"):
        staff.take(case, step, actor=Actor.staff(reviewer))
    staff.take(case, "request-review")
    assert not may(reviewer, "reopen", case.complaint)
    assert may(person(Role.EXTERNAL_REVIEWER, at=world.umbrella), "uphold", case.complaint)


def test_a_reviewer_can_step_out(world: World, staff: Staff) -> None:
    case = file()
    staff.lead(case, "review-requested")
    reviewer = staff[Role.EXTERNAL_REVIEWER]
    casework.step_out(case.id, by=reviewer, now=NOW, vault=case.desk, reason="A friend.")
    assert not sees(reviewer, case)


def test_own_country_is_respondent(world: World) -> None:
    from associations.services import appoint

    officer = person(Role.INTAKE_OFFICER, at=world.umbrella)
    about_north, unlisted = file(about=world.north), file()
    appoint(officer, body("service", "service", country="QP"), Role.CASE_HANDLER, reason="test")
    assert sees(officer, about_north)
    assert not sees(officer, unlisted), "the country of a body that is not listed"


def test_a_chosen_association_handles_in_its_own_country(world: World) -> None:
    officer = person(Role.CASE_HANDLER, at=world.south)
    service = body("south-service", "service", country="QN")
    chosen = file(about=service, chosen_body=str(world.south.pk))
    assert chosen.complaint.handled_by == world.south
    assert sees(officer, chosen)

"""A recused officer finds no trace: not in a list, not in a count, not by mail."""

import pytest

from associations.duties import Role
from complaints.models import Complaint, Interest, Recusal
from complaints.notifications import _officers
from portal.outbox.models import Message as Notice
from tests.complaints.cases import NOW, Case, Staff, World, file, person


def sees(user: object, case: Case) -> bool:
    fresh = type(user).objects.get(pk=user.pk)  # type: ignore[attr-defined]
    return Complaint.objects.visible_to(fresh).filter(pk=case.id).exists()


def test_only_at_the_body_that_handles(world: World, staff: Staff) -> None:
    case = file(about=world.north)
    assert sees(staff[Role.INTAKE_OFFICER], case)
    assert sees(staff[Role.AUDITOR], case)
    assert not sees(staff[Role.CUSTODIAN], case)
    assert not sees(person(Role.INTAKE_OFFICER, at=world.south), case)
    root = person(at=world.umbrella, is_superuser=True, is_staff=True)
    assert not sees(root, case)
    gone = staff[Role.CASE_HANDLER]
    gone.is_active = False
    gone.save()
    assert not sees(gone, case)


def test_own_association_is_respondent(world: World, staff: Staff) -> None:
    officer = person(Role.INTAKE_OFFICER, at=world.umbrella)
    about_north, about_south = file(about=world.north), file(about=world.south)
    assert sees(officer, about_north)
    from associations.services import appoint

    appoint(officer, world.north, Role.CASE_HANDLER, reason="test")
    assert not sees(officer, about_north)
    assert sees(officer, about_south)


def test_declared_interest_in_a_body_or_country(world: World, staff: Staff) -> None:
    officer = staff[Role.INTAKE_OFFICER]
    about_north, about_south, unlisted = file(about=world.north), file(about=world.south), file()
    Interest.objects.create(user=officer, association=world.north)
    assert [sees(officer, c) for c in (about_north, about_south, unlisted)] == [False, True, True]
    Interest.objects.create(user=officer, country="QN")
    assert [sees(officer, c) for c in (about_north, about_south, unlisted)] == [False, False, True]
    Interest.objects.create(user=officer, country="QP")
    assert not sees(officer, unlisted)


def test_an_external_reviewer_is_called_for_such_cases_unless_interested(world: World) -> None:
    free = person(Role.CASE_HANDLER, at=world.south)
    case = file(about=world.north, chosen_body=str(world.south.pk))
    reviewer = person(Role.EXTERNAL_REVIEWER, at=world.south)
    assert sees(free, case)
    assert not sees(reviewer, case)
    Complaint.objects.filter(pk=case.id).update(state="review-requested")
    assert sees(reviewer, case)
    Interest.objects.create(user=reviewer, association=world.north)
    assert not sees(reviewer, case)


def test_recused_in_one_case_and_from_every_count(world: World, staff: Staff) -> None:
    officer = staff[Role.INTAKE_OFFICER]
    case, _other = file(urgency="danger"), file(urgency="danger")
    mine = Complaint.objects.visible_to(officer)
    assert mine.queue_sizes(officer, NOW)["urgent"] == 2
    Recusal.objects.create(complaint=case.complaint, user=officer)
    assert not sees(officer, case)
    assert Complaint.objects.visible_to(officer).queue_sizes(officer, NOW)["urgent"] == 1


@pytest.mark.parametrize("assigned", [True, False])
def test_no_mail_to_the_recused_and_the_others_hear_instead(
    world: World, staff: Staff, assigned: bool
) -> None:
    case = file()
    recused, other = staff[Role.INTAKE_OFFICER], person(Role.INTAKE_OFFICER, at=world.umbrella)
    if assigned:
        Complaint.objects.filter(pk=case.id).update(assigned_to=recused)
    notice = Notice.objects.get(subject_id=case.id, kind="staff.filed")
    told = [r.address for r in _officers(notice)]
    assert told == [recused.email] if assigned else sorted(told) == sorted([recused.email, other.email])
    Recusal.objects.create(complaint=case.complaint, user=recused)
    assert [r.address for r in _officers(notice)] == [other.email]

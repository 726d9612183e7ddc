"""The two-way thread: sealed, once for each form sent, told to the other side."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from associations.duties import Role
from complaints.models import Complaint, Event, Message
from complaints.notifications import QUIET
from complaints.services import messages
from complaints.services.actors import Actor
from complaints.services.transitions import Refused
from portal.outbox.models import Message as Notice
from portal.sealing.models import IndexRow
from tests.complaints.cases import NOW, Case, Staff, file
from tests.complaints.files import add_file


def write(case: Case, text: str, **more: object) -> Complaint:
    return messages.write_from_complainant(case.id, text, now=NOW, vault=case.by_receipt, **more)  # type: ignore[arg-type]


def answer(case: Case, staff: Staff, text: str = "Thank you.", role: Role = Role.INTAKE_OFFICER) -> None:
    messages.write_to_complainant(case.id, text, actor=Actor.staff(staff[role]), now=NOW, vault=case.desk)


def kinds(case: Case) -> list[str]:
    return list(
        Notice.objects.filter(subject_id=case.id).order_by("created_at").values_list("kind", flat=True)[2:]
    )


def test_both_ways(staff: Staff) -> None:
    case = file()
    IndexRow.objects.filter(owner_id=case.id).update(stale=False)
    write(case, "A word: слово, 词, سلام 🕯")
    assert case.complaint.has_unread
    assert IndexRow.objects.get(owner_id=case.id).stale
    answer(case, staff)
    first, second = case.complaint.messages.order_by("direction")
    assert case.desk.read(first, "body") == "A word: слово, 词, سلام 🕯"
    assert (first.author, first.read_at, case.complaint.has_unread) == (None, None, True)
    assert case.by_receipt.read(second, "body") == "Thank you."
    assert second.author == staff[Role.INTAKE_OFFICER]
    assert kinds(case) == ["staff.message", "complaint.message"]
    assert {event.kind for event in Event.objects.filter(complaint_id=case.id)} == {
        "filed",
        "message-in",
        "message-out",
    }


def test_the_same_form_twice_is_one_message(staff: Staff) -> None:
    case = file()
    form = uuid4()
    write(case, "Once.", submission=form)
    write(case, "Once.", submission=form)
    assert Message.objects.count() == 1
    assert kinds(case) == ["staff.message"]


@pytest.mark.parametrize("text", ["", " \n\t ", "x" * 20_001])
def test_words_are_needed_and_limited(staff: Staff, text: str) -> None:
    case = file()
    with pytest.raises(Refused) as refusal:
        write(case, text)
    assert refusal.value.field == "message"
    with pytest.raises(Refused):
        answer(case, staff, text)
    assert not Message.objects.exists()


def test_an_answer_to_the_particulars_asked_for_moves_the_case_on(staff: Staff) -> None:
    case = file()
    staff.lead(case, "particulars-asked")
    assert write(case, "The district court.").state == "under-assessment"
    complaint = case.complaint
    assert complaint.state == "under-assessment"
    assert complaint.has_unread
    assert kinds(case)[-1] == "staff.receive-particulars"


def test_a_reprisal_is_told_to_the_supervisor_and_answers_no_question(staff: Staff) -> None:
    case = file()
    staff.lead(case, "particulars-asked")
    assert write(case, "They came at night.", reports_reprisal=True).state == "particulars-asked"
    assert kinds(case)[-1] == "staff.reprisal"
    assert case.complaint.messages.get(direction="in").reports_reprisal


@pytest.mark.parametrize("state", ["withdrawn", "closed", "discontinued", "inadmissible"])
def test_the_complainant_can_still_write_after_the_end(staff: Staff, state: str) -> None:
    case = file()
    staff.lead(case, state)
    write(case, "I was made to withdraw.")
    assert case.complaint.has_unread
    assert case.complaint.state == state


def test_who_may_answer(staff: Staff) -> None:
    case = file()
    for role in (Role.AUDITOR, Role.SUPERVISOR, Role.DECISION_MAKER):
        with pytest.raises(Refused):
            answer(case, staff, role=role)
    staff.lead(case, "closed")
    answer(case, staff)
    assert case.complaint.messages.count() > 0, "who may write after the end gets an answer"


def on_the_page(case: Case) -> dict[str, list[Any]]:
    return {
        "messages": [each.pk for each in case.complaint.messages.all()],
        "events": [each.pk for each in case.complaint.events.all()],
    }


def test_what_nobody_saw_stays_unread(staff: Staff) -> None:
    """A file that came while an officer wrote, and one whose moment is older than the page."""
    case = file()
    write(case, "Hello.")
    complaint, shown = case.complaint, on_the_page(case)
    write(case, "And this.")
    answer(case, staff)
    messages.mark_read_by_staff(complaint, NOW, **shown)
    assert case.complaint.has_unread
    assert case.complaint.messages.filter(direction="in", read_at__isnull=True).count() == 1
    complaint, shown = case.complaint, on_the_page(case)
    add_file(case, b"a photograph", now=NOW - timedelta(minutes=1))
    messages.mark_read_by_staff(complaint, NOW, **shown)
    assert case.complaint.has_unread
    messages.mark_read_by_staff(case.complaint, NOW, **on_the_page(case))
    assert not case.complaint.has_unread


def test_reading_marks(staff: Staff) -> None:
    case = file()
    write(case, "Hello.")
    answer(case, staff)
    answered = case.complaint.messages.get(direction="out")
    messages.mark_read_by_complainant(case.complaint, NOW, [])
    assert case.complaint.messages.get(direction="out").read_at is None
    messages.mark_read_by_complainant(case.complaint, NOW, [answered.pk])
    assert case.complaint.messages.get(direction="out").read_at == NOW
    write(case, "Another.")
    messages.mark_read_by_staff(case.complaint, NOW, **on_the_page(case))
    assert not case.complaint.has_unread
    assert not case.complaint.messages.filter(read_at__isnull=True).exists()


def test_a_flood_of_messages_is_no_flood_of_mail(staff: Staff) -> None:
    case = file()
    answer(case, staff)
    for number in range(20):
        write(case, f"Message {number}.")
        write(case, f"Report {number}.", reports_reprisal=True)
    assert Message.objects.filter(direction="in").count() == 40
    assert kinds(case).count("staff.message") <= 2
    assert kinds(case).count("staff.reprisal") == 1
    told = kinds(case).count("staff.message")
    later = NOW + 2 * QUIET
    messages.write_from_complainant(case.id, "Still here.", now=later, vault=case.by_receipt)
    assert kinds(case).count("staff.message") == told + 1


def test_what_comes_after_the_rest_was_read_is_told_at_once(staff: Staff) -> None:
    case = file()
    for _round in range(3):
        messages.mark_read_by_staff(case.complaint, NOW, **on_the_page(case))
        write(case, "Another.")
    assert kinds(case).count("staff.message") == 3

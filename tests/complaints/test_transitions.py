"""One step: permission, needs, event, history, clocks, notice and commitment together, or nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest

from associations.duties import Role
from complaints.models import Complaint, Event, Message
from complaints.services import transitions
from complaints.services.actors import COMPLAINANT, Actor
from complaints.services.transitions import Refused
from portal.ledger.models import Commitment
from portal.outbox.models import Message as Notice
from portal.sealing.models import IndexRow
from tests.complaints.cases import NOW, Case, Staff, World, after_waiting, file, person


def notices(case: Case) -> list[str]:
    return sorted(Notice.objects.filter(subject_id=case.id).values_list("kind", flat=True))


def test_a_step_leaves_everything_together(staff: Staff) -> None:
    case = file()
    later = NOW + timedelta(days=1)
    complaint = staff.take(case, "acknowledge", later)
    assert (complaint.state, complaint.state_since) == ("acknowledged", later)
    event = Event.objects.get(complaint=complaint, kind="transition")
    assert (event.transition, event.from_state, event.to_state) == ("acknowledge", "received", "acknowledged")
    assert event.actor is not None
    row = complaint.history.first()
    assert (row.history_user, row.history_change_reason) == (event.actor, f"event:{event.pk}")
    assert "complaint.acknowledged" in notices(case)
    assert Commitment.objects.filter(owner_id=case.id, kind="transition").count() == 1
    assert complaint.clocks.get(rule="acknowledge").met_at == later
    assert complaint.clocks.get(rule="feedback").due_at == later.replace(month=6)


def test_a_number_that_was_used_is_no_step(staff: Staff) -> None:
    """Only the same step sent twice counts as taken."""
    case = file()
    staff.lead(case, "under-assessment")
    submission = uuid4()
    staff.take(case, "ask-particulars", message="Which court?", submission=submission)
    later = after_waiting("resume-assessment", NOW)
    staff.take(case, "resume-assessment", later, reason="They cannot be reached.")
    with pytest.raises(Refused):
        staff.take(case, "ask-particulars", later, message="Which court?", submission=submission)
    with pytest.raises(Refused):
        staff.take(case, "find-admissible", later, reason="Engaged.", submission=submission)
    assert case.complaint.state == "under-assessment"


def test_the_reason_is_sealed_and_the_message_stands_in_the_thread(staff: Staff) -> None:
    case = file()
    staff.lead(case, "under-assessment")
    submission = uuid4()
    for _twice in range(2):
        staff.take(
            case,
            "ask-particulars",
            message="Which court?",
            submission=submission,
        )
    message = Message.objects.get(complaint_id=case.id)
    assert case.by_receipt.read(message, "body") == "Which court?"
    assert IndexRow.objects.get(owner_id=case.id).stale
    complaint = staff.take(
        case, "resume-assessment", after_waiting("resume-assessment", NOW), reason="They cannot be reached."
    )
    assert complaint.messages.count() == 2, "the complainant is told"
    assert notices(case).count("complaint.message") == 2
    event = Event.objects.get(complaint_id=case.id, transition="resume-assessment")
    assert case.desk.read(event, "reason") == "They cannot be reached."
    assert b"reached" not in bytes(event.reason)


@pytest.mark.parametrize(
    "name,missing",
    [("find-inadmissible", "reason"), ("find-inadmissible", "message"), ("find-inadmissible", "reason_code")],
)
def test_what_is_needed_must_be_given(staff: Staff, name: str, missing: str) -> None:
    case = file()
    staff.lead(case, "under-assessment")
    with pytest.raises(Refused) as refusal:
        staff.take(case, name, **{missing: "  "})
    assert refusal.value.field == missing
    assert case.complaint.state == "under-assessment"


def test_reason_codes(staff: Staff) -> None:
    case = file()
    staff.lead(case, "under-assessment")
    for code in ("respondent-left", "insufficient-information"):
        with pytest.raises(Refused) as refusal:
            staff.take(case, "find-inadmissible", reason_code=code)
        assert refusal.value.field == "reason_code"
    asked = file()
    staff.lead(asked, "particulars-asked")
    with pytest.raises(Refused):
        staff.take(asked, "resume-assessment")
    staff.take(asked, "resume-assessment", after_waiting("resume-assessment", NOW))
    complaint = staff.take(asked, "find-inadmissible", reason_code="insufficient-information")
    assert complaint.inadmissible_because == "insufficient-information"


def test_the_code_goes_when_the_review_reopens(staff: Staff) -> None:
    case = file()
    staff.lead(case, "review-requested")
    assert case.complaint.inadmissible_because
    assert staff.take(case, "reopen").inadmissible_because == ""


def test_who_may_not(world: World, staff: Staff) -> None:
    case = file()
    for user in (
        person(Role.AUDITOR, at=world.umbrella),
        person(Role.INTAKE_OFFICER, at=world.north),
        person(at=world.umbrella),
    ):
        with pytest.raises(Refused):
            staff.take(case, "acknowledge", actor=Actor.staff(user))
    with pytest.raises(Refused):
        staff.take(case, "acknowledge", actor=COMPLAINANT)
    gone = person(Role.INTAKE_OFFICER, at=world.umbrella)
    gone.is_active = False
    with pytest.raises(Refused):
        staff.take(case, "acknowledge", actor=Actor.staff(gone))
    with pytest.raises(Refused):
        staff.take(case, "withdraw", actor=staff.actor_for("acknowledge"))


def test_nobody_decides_the_review_of_their_own_result(staff: Staff) -> None:
    """A review is the external reviewer's; no other role has it in the table."""
    case = file()
    staff.lead(case, "review-requested")
    for role in (Role.INTAKE_OFFICER, Role.CASE_HANDLER, Role.DECISION_MAKER, Role.SUPERVISOR):
        with pytest.raises(Refused):
            staff.take(case, "uphold", actor=Actor.staff(staff[role]))


def test_a_review_is_asked_for_in_time(staff: Staff) -> None:
    case = file()
    staff.lead(case, "inadmissible")
    with pytest.raises(Refused):
        staff.take(case, "request-review", NOW + timedelta(days=30, seconds=1))
    complaint = staff.take(case, "request-review", NOW + timedelta(days=30))
    assert complaint.state == "review-requested"
    assert complaint.has_unread
    assert "staff.request-review" in notices(case)


@pytest.mark.parametrize(
    "state,name", [("inadmissible", "close"), ("decided", "close"), ("decided", "follow-up")]
)
def test_no_step_of_staff_takes_the_time_for_a_review_away(staff: Staff, state: str, name: str) -> None:
    case = file()
    staff.lead(case, state)
    result = case.complaint.state_since
    last = result + timedelta(days=30)
    for moment in (result, last):
        with pytest.raises(Refused, match="a review can still be asked for"):
            staff.take(case, name, moment)
    assert case.complaint.state == state
    staff.take(case, name, last + timedelta(seconds=1))
    clock = case.complaint.clocks.get(rule="request-review")
    assert not clock.is_open, "what has run out does not stay on the page as late"
    assert "complaint.news" in notices(case)


def test_a_review_that_was_asked_for_is_not_discontinued(staff: Staff) -> None:
    case = file()
    staff.lead(case, "review-requested")
    with pytest.raises(Refused):
        staff.take(case, "discontinue")
    assert case.complaint.state == "review-requested"


def test_withdrawing_needs_no_reason_and_ends_every_clock(staff: Staff) -> None:
    case = file()
    complaint = staff.take(case, "withdraw", vault=case.by_receipt)
    assert complaint.next_due_at is None
    assert [clock.rule for clock in complaint.clocks.all() if clock.is_running] == ["retention"]
    assert "staff.withdraw" in notices(case)
    event = Event.objects.get(complaint_id=case.id, transition="withdraw")
    assert (event.actor_kind, event.actor, event.reason) == ("complainant", None, None)
    assert complaint.history.first().history_user is None


def test_an_unknown_complaint(staff: Staff) -> None:
    with pytest.raises(Complaint.DoesNotExist):
        transitions.apply(uuid4(), "acknowledge", actor=COMPLAINANT, now=NOW, vault=None)  # type: ignore[arg-type]


def test_nothing_is_left_of_a_step_that_fails_at_its_end(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = file()

    def fail(*args: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(transitions.ledger, "commit", fail, raising=False)
    with pytest.raises(RuntimeError):
        staff.take(case, "acknowledge")
    assert case.complaint.state == "received"
    assert not Event.objects.filter(complaint_id=case.id, kind="transition").exists()
    assert notices(case) == ["complaint.received", "staff.filed"]
    assert case.complaint.clocks.get(rule="acknowledge").met_at is None

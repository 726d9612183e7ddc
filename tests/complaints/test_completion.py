"""A short filing is completed: the full answers replace the short ones, which stay with the event."""

from datetime import timedelta

import pytest

from associations.duties import Role
from complaints.filing import Account, RespondentInput
from complaints.models import Complaint, Draft, Event, RoutingReason
from complaints.services import casework, drafts
from complaints.services.completion import complete_filing, told_so_far
from complaints.services.transitions import Refused
from portal.ledger.models import Commitment
from portal.outbox.models import Message as Notice
from tests.complaints.cases import NOW, Case, Staff, World, body, file, told
from tests.complaints.files import add_file


@pytest.fixture
def short(world: World) -> Case:
    return file(is_short=True, urgency="detained", account=Account(urgent_details="Taken this morning."))


def complete(case: Case, code: str, **changes: object) -> Complaint:
    return complete_filing(
        code,
        lambda payload, draft_id: told(draft_id, **changes),  # type: ignore[arg-type]
        now=NOW + timedelta(days=1),
        receipt_private=case.receipt_private,
    )


def test_completing(short: Case, world: World) -> None:
    add_file(short, b"kept")
    draft = drafts.start(NOW, completes=short.complaint)
    complete(short, draft.code, about=world.north, urgency="detained")
    complaint = short.complaint
    assert not complaint.is_short
    assert complaint.has_unread
    assert complaint.respondents.get().association == world.north
    assert "lantern" in short.desk.read_json(complaint, "account")["narrative"]
    event = Event.objects.get(complaint=complaint, kind="completed")
    assert "Taken this morning." in short.desk.read(event, "reason")
    assert complaint.evidence.count() == 1
    assert complaint.clocks.get(rule="acknowledge").started_at == NOW
    assert Notice.objects.filter(subject_id=short.id, kind="staff.message").count() == 2
    complete(short, draft.code)
    assert Event.objects.filter(complaint=complaint, kind="completed").count() == 1


def test_completing_gives_the_particulars_asked_for(short: Case, staff: Staff, world: World) -> None:
    draft = drafts.start(NOW, completes=short.complaint)
    staff.take(short, "ask-particulars")
    Notice.objects.all().delete()
    done = complete(short, draft.code, about=world.north)
    assert (done.state, done.is_short) == ("under-assessment", False)
    complaint = short.complaint
    assert (complaint.state, complaint.is_short) == ("under-assessment", False)
    assert complaint.clocks.open().get(rule="assess").due_at == NOW + timedelta(days=11), (
        "its full time, from now"
    )
    assert list(Notice.objects.filter(subject_id=short.id).values_list("kind", flat=True)) == [
        "staff.receive-particulars"
    ]
    complete(short, draft.code, about=world.north)
    assert complaint.events.filter(transition="receive-particulars").count() == 1


def test_what_was_told_fills_the_steps(short: Case) -> None:
    filing = told_so_far(short.complaint, short.by_receipt)
    assert filing.account.urgent_details == "Taken this morning."
    assert filing.contact.email == "amira@example.org"
    assert filing.victims[0].name == "Toma Velasco"
    assert filing.respondents[0].categories == ["A01", "A05"]
    assert filing.respondents[0].unlisted_name == "Harbour prosecution office"


def test_not_after_the_end(short: Case, staff: Staff) -> None:
    draft = drafts.start(NOW, completes=short.complaint)
    staff.take(short, "withdraw", vault=short.by_receipt)
    with pytest.raises(Refused):
        complete(short, draft.code)
    assert short.complaint.is_short


def test_a_second_draft_does_not_replace_what_the_first_completed(short: Case, world: World) -> None:
    first, second = (drafts.start(NOW, completes=short.complaint) for _each in range(2))
    complete(short, first.code, about=world.north)
    with pytest.raises(Refused, match="completed already"):
        complete(short, second.code, about=world.south)
    assert short.complaint.respondents.get().association == world.north
    assert Event.objects.filter(complaint=short.complaint, kind="completed").count() == 1


def test_another_draft_completes_nothing(short: Case) -> None:
    with pytest.raises(Draft.DoesNotExist):
        complete(short, drafts.start(NOW).code)


def test_the_body_chosen_when_completing_handles_it(short: Case, world: World, staff: Staff) -> None:
    officer = staff[Role.INTAKE_OFFICER]
    casework.assign(short.id, officer, by=officer, now=NOW, vault=short.desk)
    Notice.objects.all().delete()
    draft = drafts.start(NOW, completes=short.complaint)
    chosen = {"about": world.north, "urgency": "detained", "chosen_body": str(world.south.pk)}
    complete(short, draft.code, **chosen)
    complaint = short.complaint
    assert complaint.handled_by == world.south
    assert complaint.routing_reason == RoutingReason.CHOSEN
    assert complaint.assigned_to is None
    event = Event.objects.get(complaint=complaint, kind="routed")
    assert (event.actor_kind, event.detail) == ("complainant", "chosen")
    assert Commitment.objects.filter(owner_id=short.id, kind="routed").count() == 1
    told_of = Notice.objects.filter(subject_id=short.id).values_list("kind", flat=True)
    assert set(told_of) == {"staff.filed", "staff.urgent"}
    assert not Complaint.objects.visible_to(officer).filter(pk=short.id).exists()


def test_another_umbrella_is_called_for_by_a_respondent_named_later(short: Case) -> None:
    league = body("league", "umbrella")
    member = body("member", country="QO", member_of=league)
    complete(short, drafts.start(NOW, completes=short.complaint).code, about=member)
    assert short.complaint.handled_by == league
    assert short.complaint.routing_reason == RoutingReason.UMBRELLA


def test_why_this_body_is_told_by_the_full_answers(short: Case, world: World) -> None:
    assert short.complaint.routing_reason == RoutingReason.UMBRELLA_UNLISTED
    complete(short, drafts.start(NOW, completes=short.complaint).code, about=world.north)
    assert short.complaint.routing_reason == RoutingReason.UMBRELLA
    assert not Event.objects.filter(complaint=short.complaint, kind="routed").exists()


def test_a_body_that_turns_out_to_be_respondent_hands_over(world: World) -> None:
    case = file(is_short=True, chosen_body=str(world.south.pk))
    assert case.complaint.handled_by == world.south
    draft = drafts.start(NOW, completes=case.complaint)
    about_it = [RespondentInput(association=str(world.south.pk))]
    complete(case, draft.code, respondents=about_it, chosen_body=str(world.south.pk))
    assert case.complaint.handled_by == world.umbrella
    assert case.complaint.routing_reason == RoutingReason.CHOSEN_IS_RESPONDENT

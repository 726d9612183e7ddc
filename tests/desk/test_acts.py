"""What is done from the page of a complaint: it happens once, it is in the history, and nothing typed is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from associations.roles import Role
from complaints.models import Clock, Complaint, Event, Message
from complaints.notifications import _officers
from complaints.services.casework import add_note, assign
from complaints.states import State
from portal.ledger.models import Commitment
from portal.outbox.models import Message as Notice
from portal.outbox.registry import Pointless
from tests.complaints_factory import Case, World, kinds, message_from_complainant
from tests.desk.addresses import LIST, of

pytestmark = pytest.mark.django_db


def do(client: Client, case: Case, name: str, **typed: Any) -> Any:
    return client.post(of(case, "act", name), typed)


def at_assessment(world: World) -> Case:
    case = world.file()
    case.step("acknowledge", world.haruto)
    case.step("begin-assessment", world.haruto)
    return case


def last(case: Case) -> Event:
    event = case.fresh().events.order_by("-at", "-id").first()
    assert event is not None
    return event


def test_acknowledging(world: World, olena: Client) -> None:
    case = world.file()
    assert do(olena, case, "acknowledge").headers["Location"] == of(case)
    assert case.fresh().state == State.ACKNOWLEDGED
    event = last(case)
    assert (event.actor, event.from_state, event.to_state) == (world.olena, "received", "acknowledged")
    assert Notice.objects.filter(kind="complaint.acknowledged", subject_id=case.pk).count() == 1


def test_asking_puts_the_question_to_the_complainant(world: World, olena: Client) -> None:
    case = world.file()
    do(olena, case, "ask-particulars", message="Which day was it?")
    assert case.fresh().state == State.PARTICULARS_ASKED
    assert case.vault.read(case.complaint.messages.get(), "body") == "Which day was it?"
    assert "Which day was it?" in olena.get(of(case)).content.decode()


def test_going_on_without_particulars_needs_a_reason(world: World, olena: Client) -> None:
    case = world.file()
    words = {"reason": "No answer in a month.", "message": "We go on with what we have."}
    case.step("ask-particulars", world.haruto)
    assert "act-resume-assessment" not in olena.get(of(case)).content.decode(), "not before the date"
    assert do(olena, case, "resume-assessment", **words).status_code == 409
    now = timezone.now()
    Clock.objects.filter(complaint_id=case.pk, rule="particulars").update(
        started_at=now - timedelta(days=31), due_at=now - timedelta(days=1)
    )
    refused = do(olena, case, "resume-assessment", **words | {"reason": "  "})
    assert refused.status_code == 422
    assert case.fresh().state == State.PARTICULARS_ASKED
    do(olena, case, "resume-assessment", **words)
    assert case.fresh().state == State.UNDER_ASSESSMENT
    assert "No answer in a month." in olena.get(of(case)).content.decode()
    assert case.vault.read(case.complaint.messages.last(), "body") == words["message"]


def test_inadmissible_keeps_what_was_written_when_the_code_is_missing(world: World, olena: Client) -> None:
    case = at_assessment(world)
    answer = do(olena, case, "find-inadmissible", reason="A civil matter.", message="We cannot examine this.")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "A civil matter." in html
    assert "We cannot examine this." in html
    assert 'href="#find-inadmissible-reason_code"' in html, "the summary leads to the field"
    assert case.fresh().state == State.UNDER_ASSESSMENT


def test_inadmissible(world: World, olena: Client) -> None:
    case = at_assessment(world)
    words = {"reason": "A civil matter.", "message": "We cannot examine this."}
    do(olena, case, "find-inadmissible", reason_code="not-a-prosecutor", **words)
    complaint = case.fresh()
    assert (complaint.state, complaint.inadmissible_because) == (State.INADMISSIBLE, "not-a-prosecutor")


def test_nobody_closes_while_a_review_can_be_asked_for(world: World, olena: Client) -> None:
    case = at_assessment(world)
    case.step("find-inadmissible", world.haruto)
    assert "act-close" not in olena.get(of(case)).content.decode()
    refused = do(olena, case, "close", reason="Nobody will ask.")
    assert refused.status_code == 409
    html = refused.content.decode()
    assert "a review can still be asked for" in html
    assert "Nobody will ask." in html, "what was typed is kept"
    assert case.fresh().state == State.INADMISSIBLE
    Clock.objects.filter(complaint_id=case.pk, rule="request-review").update(due_at=timezone.now())
    assert "act-close" in olena.get(of(case)).content.decode()
    do(olena, case, "close", reason="The time for a review has passed.")
    assert case.fresh().state == State.CLOSED
    assert Notice.objects.filter(kind="complaint.news", subject_id=case.pk).count() == 1


def test_too_little_information_only_after_asking(world: World, olena: Client) -> None:
    case = at_assessment(world)
    words = {"reason": "Unclear.", "message": "We cannot examine this."}
    answer = do(olena, case, "find-inadmissible", reason_code="insufficient-information", **words)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "is added once particulars were asked for" in html
    assert 'id="find-inadmissible-reason_code_error"' in html, "it stands beside the field"
    assert "Unclear." in html


def test_admissible(world: World, olena: Client) -> None:
    case = at_assessment(world)
    refused = do(olena, case, "find-admissible", reason="Article 9 is engaged.", message=" ")
    assert refused.status_code == 422
    assert case.fresh().state == State.UNDER_ASSESSMENT, "the complainant is told why, here too"
    do(olena, case, "find-admissible", reason="Article 9 is engaged.", message="It can be examined.")
    assert case.fresh().state == State.ADMISSIBLE
    assert case.vault.read(case.complaint.messages.last(), "body") == "It can be examined."


def test_where_the_pages_end_both_sides_are_told(world: World, olena: Client) -> None:
    case = at_assessment(world)
    assert "still being built" not in olena.get(of(case)).content.decode()
    case.step("find-admissible", world.haruto)
    html = olena.get(of(case)).content.decode()
    assert "cannot be transmitted to a respondent through this portal yet" in html
    assert "No step is yours to take" not in html
    assert "Preview" not in html
    case.step("transmit", world.haruto)
    assert "Preview: no page leads to this stage yet" in olena.get(of(case)).content.decode()
    assert ">Preview</span>" in olena.get(LIST).content.decode()


def test_the_second_of_two_officers_is_told_kindly_and_keeps_the_words(world: World, client: Client) -> None:
    case = at_assessment(world)
    case.step("find-admissible", world.haruto)
    client.force_login(world.olena)
    words = {"reason": "A civil matter, I think.", "message": "We cannot examine this."}
    answer = do(client, case, "find-inadmissible", reason_code="no-right-engaged", **words)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else may have acted meanwhile" in html
    assert "A civil matter, I think." in html
    assert "We cannot examine this." in html
    assert case.fresh().state == State.ADMISSIBLE


def test_the_same_click_twice_is_one_step(world: World, olena: Client) -> None:
    case = world.file()
    assert [do(olena, case, "acknowledge").status_code for _ in range(2)] == [302, 302]
    assert kinds(case).count(Event.Kind.TRANSITION) == 1


def test_answering(world: World, olena: Client) -> None:
    case = world.file()
    message_from_complainant(case, "Is anybody there?")
    answer = do(olena, case, "message", message="We are.")
    assert answer.headers["Location"].endswith("#conversation")
    assert case.fresh().has_unread, "writing is not reading"
    olena.get(of(case))
    assert not case.fresh().has_unread
    assert [case.vault.read(each, "body") for each in case.complaint.messages.all()] == [
        "Is anybody there?",
        "We are.",
    ]


def test_the_same_answer_sent_twice_is_one_message(world: World, olena: Client) -> None:
    case = world.file()
    submission = "5b1c8e86-5f8d-4f0e-9a5c-0d0a2b1c3d4e"
    for _ in range(2):
        assert do(olena, case, "message", message="We are.", submission=submission).status_code == 302
    assert Message.objects.filter(complaint_id=case.pk).count() == 1


FORM = "5b1c8e86-5f8d-4f0e-9a5c-0d0a2b1c3d4e"


def test_other_words_under_the_same_number_are_sent_too(world: World, olena: Client) -> None:
    """Back, another word, sent again: something else was written."""
    case = world.file()
    for text in ("We are.", "We are not."):
        assert do(olena, case, "message", message=text, submission=FORM).status_code == 302
        assert do(olena, case, "note", note=text, submission=FORM).status_code == 302
    assert [case.vault.read(each, "body") for each in case.complaint.messages.all()] == [
        "We are.",
        "We are not.",
    ]
    assert [case.vault.read(each, "body") for each in case.complaint.notes.all()] == [
        "We are.",
        "We are not.",
    ]


def test_the_same_words_under_the_same_number_reach_each_complaint(world: World, olena: Client) -> None:
    cases = [world.file(), world.file()]
    for case in cases:
        do(olena, case, "message", message="We are.", submission=FORM)
        do(olena, case, "note", note="Read.", submission=FORM)
        assert (case.complaint.messages.count(), case.complaint.notes.count()) == (1, 1)


def test_a_step_whose_number_was_used_for_something_else_is_taken(world: World, olena: Client) -> None:
    case = world.file()
    do(olena, case, "message", message="Which court?", submission=FORM)
    do(olena, case, "ask-particulars", message="Which court?", submission=FORM)
    assert case.fresh().state == State.PARTICULARS_ASKED
    assert case.complaint.messages.count() == 2


def test_an_answer_that_is_too_long_comes_back_whole(world: World, olena: Client) -> None:
    case = world.file()
    text = "слово " * 5000
    answer = do(olena, case, "message", message=text)
    assert answer.status_code == 422
    assert text.strip() in answer.content.decode()


def test_a_note_is_for_colleagues_only(world: World, olena: Client) -> None:
    case = world.file()
    do(olena, case, "note", note="Call the duty lawyer.")
    assert "Call the duty lawyer." in olena.get(of(case)).content.decode()
    assert not Message.objects.filter(complaint_id=case.pk).exists()


def test_taking_and_assigning(world: World, olena: Client) -> None:
    case = world.file()
    do(olena, case, "take")
    assert case.fresh().assigned_to == world.olena
    refused = do(olena, case, "assign", assigned_to=str(world.haruto.pk), reason="")
    assert refused.status_code == 422
    words = {"assigned_to": str(world.haruto.pk), "reason": "Knows the country."}
    assert do(olena, case, "assign", **words).status_code == 409, "a page that did not know who has it"
    do(olena, case, "assign", assigned_now=str(world.olena.pk), **words)
    assert case.fresh().assigned_to == world.haruto
    assert Notice.objects.filter(kind="staff.assigned", user=world.haruto).count() == 1
    html = olena.get(of(case)).content.decode()
    assert "Knows the country." in html


def test_assigning_to_somebody_of_another_body_is_refused(world: World, olena: Client) -> None:
    case = world.file()
    assert do(olena, case, "assign", assigned_to=str(world.bruno.pk), reason="Why not").status_code == 422
    assert case.fresh().assigned_to is None


def test_informing_the_supervisor_meets_the_clock(world: World, olena: Client) -> None:
    case = world.file()
    refused = do(olena, case, "inform-supervisor")
    assert refused.status_code == 409, "nobody is told"
    assert "There is no supervisor who can be told" in refused.content.decode()
    assert world.people[Role.SUPERVISOR]
    do(olena, case, "inform-supervisor")
    assert Clock.objects.get(complaint_id=case.pk, rule="inform-supervisor").met_at is not None
    assert "act-inform-supervisor" not in olena.get(of(case)).content.decode()


def interim(case: Case) -> Clock:
    return Clock.objects.get(complaint_id=case.pk, rule="interim-measure")


def test_deciding_on_an_interim_measure(world: World, olena: Client) -> None:
    case = world.file(urgency="detained")
    refused = do(olena, case, "interim-measure", reason="She is held alone.")
    assert refused.status_code == 422
    assert "Choose what was decided." in refused.content.decode()
    assert do(olena, case, "interim-measure", outcome="taken", reason=" ").status_code == 422
    assert interim(case).met_at is None
    given = {"outcome": "taken", "reason": "She is held alone.", "message": "We wrote to the court today."}
    assert do(olena, case, "interim-measure", **given).headers["Location"].endswith("#handling")
    assert interim(case).met_at is not None
    event = case.fresh().events.get(kind=Event.Kind.INTERIM_MEASURE)
    assert (event.actor, event.detail) == (world.olena, "taken")
    assert Commitment.objects.filter(owner_id=case.pk, kind="interim-measure").count() == 1
    assert [case.vault.read(each, "body") for each in case.complaint.messages.all()] == [given["message"]]
    html = olena.get(of(case)).content.decode()
    assert "Interim measure decided on" in html
    assert "She is held alone." in html
    assert "act-interim-measure" not in html


def test_that_none_is_taken_is_a_decision_too_and_made_once(world: World, olena: Client) -> None:
    case = world.file(urgency="danger")
    for status in (302, 409):
        answer = do(olena, case, "interim-measure", outcome="not-taken", reason="He is free again.")
        assert answer.status_code == status
    assert kinds(case).count(Event.Kind.INTERIM_MEASURE) == 1
    assert not case.complaint.messages.exists()
    assert not Notice.objects.filter(kind="complaint.message", subject_id=case.pk).exists()


def test_no_interim_measure_where_nothing_presses(world: World, olena: Client) -> None:
    case = world.file()
    assert "act-interim-measure" not in olena.get(of(case)).content.decode()
    assert do(olena, case, "interim-measure", outcome="taken", reason="Why not.").status_code == 409


def test_extending_a_limit_tells_the_complainant(world: World, client: Client) -> None:
    case = world.file()
    case.step("acknowledge", world.olena)
    client.force_login(world.haruto)
    before = Clock.objects.get(complaint_id=case.pk, rule="feedback").due_at
    do(
        client,
        case,
        "extend-clock",
        clock="feedback",
        reason="A witness is ill.",
        message="We need more time.",
    )
    assert Clock.objects.get(complaint_id=case.pk, rule="feedback").due_at > before
    assert "We need more time." in [case.vault.read(each, "body") for each in case.fresh().messages.all()]
    assert "act-extend-clock" not in client.get(of(case)).content.decode(), "a limit is extended once"


def test_stepping_out_leaves_no_trace_of_the_case(world: World, olena: Client, client: Client) -> None:
    case = world.file()
    do(olena, case, "take")
    refused = do(olena, case, "step-out", reason=" ")
    assert refused.status_code == 422
    assert case.fresh().assigned_to == world.olena
    assert do(olena, case, "step-out", reason="I taught the accused.").headers["Location"] == LIST
    assert olena.get(of(case)).status_code == 404
    assert case.complaint.reference not in olena.get(LIST).content.decode()
    assert case.fresh().assigned_to is None
    client.force_login(world.haruto)
    assert "I taught the accused." in client.get(of(case)).content.decode(), "colleagues see why"


def test_opening_an_act_by_its_address_shows_its_form(world: World, olena: Client) -> None:
    case = at_assessment(world)
    html = olena.get(of(case, "act", "find-inadmissible")).content.decode()
    assert '<details class="act" id="act-find-inadmissible" open>' in html


def test_unknown_acts_and_methods(world: World, olena: Client) -> None:
    case = world.file()
    assert do(olena, case, "delete").status_code == 404
    assert do(olena, case, "withdraw").status_code == 404
    assert olena.delete(of(case, "act", "acknowledge")).status_code == 405
    assert olena.post(of(case)).status_code == 405
    assert olena.get(f"{LIST}add/").status_code == 404
    assert olena.get(f"{of(case)}delete/").status_code == 404
    assert Complaint.objects.filter(pk=case.pk).exists()


def strict(world: World, **headers: str) -> Client:
    browser = Client(enforce_csrf_checks=True, headers=headers or {"Origin": "http://testserver"})
    browser.force_login(world.olena)
    return browser


def test_an_expired_form_keeps_what_was_typed(world: World) -> None:
    case = at_assessment(world)
    answer = do(strict(world), case, "note", note="Article 9 is engaged.")
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "Article 9 is engaged." in html
    assert f'action="{of(case, "act", "note")}"' in html, "the same form can be sent again"


def test_the_words_of_an_expired_step_come_back_to_be_copied(world: World) -> None:
    """No click on another page than the complaint's own takes a step."""
    case = at_assessment(world)
    answer = do(strict(world), case, "find-inadmissible", reason="Engaged.", message="Word")
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "Engaged.</textarea>" in html
    assert "Word</textarea>" in html
    assert f'action="{of(case, "act", "find-inadmissible")}"' not in html
    assert case.fresh().state == State.UNDER_ASSESSMENT


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-site"}, {"User-Agent": "x"}, {"Origin": "null"}]
)
def test_words_of_another_site_stand_in_no_form(world: World, headers: dict[str, str]) -> None:
    case = world.file()
    answer = do(strict(world, **headers), case, "note", note="Somebody else wrote this.")
    assert answer.status_code == 403
    assert case.complaint.reference not in answer.content.decode()


def test_an_expired_form_opens_nothing_for_those_who_may_not_see(world: World) -> None:
    case = world.file()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.bruno)
    answer = do(browser, case, "note", note="Something long enough to keep.")
    html = answer.content.decode()
    assert answer.status_code == 403
    assert case.complaint.reference not in html
    assert "Something long enough to keep." in html


def test_a_session_that_ended_gives_the_words_back(world: World, client: Client) -> None:
    case = world.file()
    answer = do(client, case, "message", message="A long answer, written for half an hour.")
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "A long answer, written for half an hour." in html
    assert case.complaint.reference not in html


def test_strange_words_are_shown_as_words(world: World, olena: Client) -> None:
    strange = (
        '<script>alert(1)</script> \u202eevil\u202c שלום 👩🏽‍⚖️ \u200bzero & "quotes" {{ braces }} {% tag %}'
    )
    case = world.file(account=strange)
    message_from_complainant(case, strange)
    add_note(case.pk, strange, by=world.olena, now=timezone.now(), vault=case.vault)
    do(olena, case, "ask-particulars", message=strange)
    html = olena.get(of(case)).content.decode()
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 4
    assert "{{ braces }} {% tag %}" in html


def test_a_step_out_of_reach_leads_back_to_the_list(world: World, client: Client) -> None:
    """A recusal declared between the click and the answer: the complaint is gone, without a trace."""
    from complaints.models import Recusal

    case = world.file()
    Recusal.objects.create(complaint=case.complaint, user=world.olena)
    client.force_login(world.olena)
    assert do(client, case, "acknowledge").status_code == 404
    assert case.fresh().state == State.RECEIVED


def test_two_who_take_at_once_do_not_both_have_it(world: World, olena: Client) -> None:
    """The second is told who has it; pressing again means to take it from them, and they hear of it."""
    case = world.file()
    page = olena.get(of(case)).content.decode()
    assert 'name="assigned_now"' in page
    assign(case.pk, world.haruto, by=world.haruto, now=timezone.now(), vault=case.vault)
    answer = do(olena, case, "take", assigned_now="")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Meanwhile the complaint was given to Haruto" in html
    assert f'name="assigned_now" value="{world.haruto.pk}"' in html
    assert case.fresh().assigned_to == world.haruto
    assert do(olena, case, "take", assigned_now=str(world.haruto.pk)).status_code == 302
    assert case.fresh().assigned_to == world.olena
    assert Notice.objects.get(kind="staff.relieved").user == world.haruto
    assert do(olena, case, "take", assigned_now=str(world.haruto.pk)).status_code == 302, "twice is once"
    assert kinds(case).count(Event.Kind.ASSIGNED) == 2


def test_who_is_relieved_hears_unless_it_came_back(world: World) -> None:
    case = world.file()
    haruto, supervisor = world.haruto, world.people[Role.SUPERVISOR]
    assign(case.pk, haruto, by=haruto, now=timezone.now(), vault=case.vault)
    assign(case.pk, None, by=supervisor, now=timezone.now(), vault=case.vault, reason="On leave.")
    notice = Notice.objects.get(kind="staff.relieved")
    assert [each.address for each in _officers(notice)] == [haruto.email]
    assign(case.pk, haruto, by=haruto, now=timezone.now(), vault=case.vault)
    with pytest.raises(Pointless):
        _officers(notice)

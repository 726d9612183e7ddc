"""Somebody is detained: send a short complaint now, complete it later with the same receipt."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from associations.models import Association
from complaints.filing import Account, Contact
from complaints.models import Clock, Complaint, Draft, Event
from portal.receipts import code as codes
from portal.receipts.models import Receipt
from portal.sealing import Vault
from tests.intake.visitor import NARRATIVE, NEW, WHOLE, Visitor, file

SOON = timezone.now().date() + timedelta(days=3)
FOLLOW_UP = "/en/complaints/follow-up/"
ESSENTIALS: dict[str, Any] = {
    "victims-0-name": "Tomas Halloway",
    "urgent_details": "Held at the harbour station since dawn.",
    "urgent_on_0": SOON.day,
    "urgent_on_1": SOON.month,
    "urgent_on_2": SOON.year,
    "mode": "anonymous",
    "email": "mira@post.example",
    "language": "ru",
}


@pytest.mark.parametrize("urgency", ["detained", "danger", "hearing"])
def test_what_presses_leads_to_the_short_form(visitor: Visitor, urgency: str) -> None:
    assert visitor.answer("urgency", urgency=urgency).url == f"{NEW}short/"


@pytest.mark.parametrize("urgency", ["none", "unsure"])
def test_what_does_not_press_leads_on(visitor: Visitor, urgency: str) -> None:
    assert visitor.answer("urgency", urgency=urgency).url == f"{NEW}you/"


def test_it_is_sent_at_once(visitor: Visitor) -> None:
    visitor.answer("urgency", urgency="detained")
    assert visitor.post("short/", ESSENTIALS | {"go": "on"}).url == f"{NEW}receipt/"
    page = visitor.get("receipt/")
    assert "Come back with the secret to complete it" in page.content.decode()
    complaint = Complaint.objects.get()
    assert (complaint.is_short, complaint.urgency, complaint.urgent_on) == (True, "detained", SOON)
    assert (complaint.mode, complaint.language) == ("anonymous", "ru")
    assert (complaint.may_transmit, complaint.may_publish, complaint.may_share) == ("not-yet", False, False)
    assert Clock.objects.filter(complaint=complaint, rule="interim-measure").exists()
    vault = Vault.for_receipt(complaint.pk, codes.key_pair(visitor.secret(page))[0])
    told = Account.from_json(vault.read_json(complaint, "account"))
    assert told.urgent_details == ESSENTIALS["urgent_details"]
    assert Contact.from_json(vault.read_json(complaint, "contact")).email == "mira@post.example"
    assert complaint.respondents.count() == 1


@pytest.mark.parametrize("left_out", ["urgent_details", "mode"])
def test_only_two_answers_are_required(visitor: Visitor, left_out: str) -> None:
    visitor.answer("urgency", urgency="danger")
    response = visitor.post("short/", ESSENTIALS | {left_out: "", "go": "on"})
    assert visitor.refused(response)
    assert len(visitor.errors(response)) == 1
    assert visitor.answers.first("victims-0-name") == "Tomas Halloway"
    few = {"urgent_details": "Now.", "mode": "open", "language": "en", "go": "on"}
    assert visitor.post("short/", few).url == f"{NEW}receipt/"


def test_an_answer_may_come_after_the_day_and_the_form_says_so(visitor: Visitor) -> None:
    near = "If a day is near, we may not be able to answer before it."
    named = f"{date_format(SOON)} is the day you named."
    visitor.answer("urgency", urgency="hearing")
    page = visitor.get("short/").content.decode()
    assert near in page
    assert "is the day you named" not in page
    visitor.post("short/", ESSENTIALS | {"go": "back"})
    page = visitor.get("short/").content.decode()
    assert page.index(named) < page.index("Send this now")
    assert near not in page
    visitor.post("short/", ESSENTIALS | {"go": "on"})
    page = visitor.get("receipt/").content.decode()
    assert named in page
    assert "We may not be able to answer before that day" in page


@pytest.mark.parametrize("typed", [("31", "2", "2027"), ("x", "", ""), ("1", "1", "2020")])
def test_no_day_is_named_that_cannot_be_read_or_has_passed(visitor: Visitor, typed: tuple[str, ...]) -> None:
    parts = {f"urgent_on_{at}": part for at, part in enumerate(typed)}
    visitor.answer("urgency", "skip", urgency="hearing", **parts)
    assert "is the day you named" not in visitor.get("short/").content.decode()


def test_a_past_day_is_asked_about_and_stands_when_confirmed(visitor: Visitor) -> None:
    past = SOON - timedelta(days=365)
    typed = ESSENTIALS | {"urgent_on_0": f"{past:%d.%m.%Y}", "urgent_on_1": "", "urgent_on_2": "", "go": "on"}
    visitor.answer("urgency", urgency="hearing")
    response = visitor.post("short/", typed)
    assert "This day has passed. Check the year." in visitor.errors(response)[0]
    assert not Complaint.objects.exists()
    assert visitor.post("short/", typed | {"urgent_on_3": "on"}).url == f"{NEW}receipt/"
    assert Complaint.objects.get().urgent_on == past


def test_completing_after_the_day_asks_nothing_about_it(visitor: Visitor) -> None:
    secret = _sent(visitor)
    Complaint.objects.update(urgent_on=SOON - timedelta(days=400))
    later = Visitor()
    _opened(later, secret)
    assert "This day has passed" not in later.get("review/").content.decode()


def test_without_a_day_the_receipt_warns_of_none(visitor: Visitor) -> None:
    visitor.fill()
    visitor.send()
    assert "We may not be able to answer" not in visitor.get("receipt/").content.decode()


def test_the_full_form_takes_over_what_was_typed(visitor: Visitor) -> None:
    visitor.answer("urgency", urgency="detained")
    assert visitor.post("short/", ESSENTIALS | {"go": "full"}).url == f"{NEW}you/"
    assert 'value="Tomas Halloway"' in visitor.get("concerned/").content.decode()
    assert 'value="mira@post.example"' in visitor.get("contact/").content.decode()
    assert ESSENTIALS["urgent_details"] in visitor.get("urgency/").content.decode()


def test_without_a_draft_it_is_shown_once_more(visitor: Visitor) -> None:
    """Two clicks of which each would begin a draft must not make two complaints."""
    assert visitor.post("short/", ESSENTIALS | {"go": "on"}).url == f"{NEW}short/"
    assert not Complaint.objects.exists()
    assert visitor.post("short/", ESSENTIALS | {"go": "on"}).url == f"{NEW}receipt/"


def _sent(visitor: Visitor) -> str:
    visitor.answer("urgency", urgency="detained")
    visitor.post("short/", ESSENTIALS | {"go": "on"})
    secret = visitor.secret(visitor.get("receipt/"))
    visitor.post("receipt/", {"go": "kept"})
    return secret


def _opened(visitor: Visitor, secret: str) -> None:
    response = visitor.client.post("/en/complaints/follow-up/", {"secret": secret, "code": secret})
    assert response.status_code == 302
    assert visitor.client.post("/en/complaints/follow-up/complete/").url == f"{NEW}you/"


def test_the_body_chosen_when_completing_gets_it(visitor: Visitor) -> None:
    member = Association.objects.get(slug="meridia")
    _opened(visitor, _sent(visitor))
    for page in list(WHOLE)[1:]:
        own = {
            "concerned": {"respondents__0__country": member.country},
            "consents": {"handler": str(member.pk)},
        }
        assert visitor.answer(page, **own.get(page, {})).status_code == 302
    assert visitor.send().url == f"{NEW}receipt/"
    complaint = Complaint.objects.get()
    assert (complaint.handled_by, complaint.routing_reason) == (member, "chosen")


def test_the_answers_wait_while_no_body_can_handle_it(visitor: Visitor) -> None:
    _opened(visitor, _sent(visitor))
    for page in list(WHOLE)[1:]:
        visitor.answer(page)
    Association.objects.update(active=False)
    assert visitor.send().url == f"{NEW}saved/"
    assert Complaint.objects.get().is_short
    assert visitor.answers.first("narrative")


def test_it_is_completed_later_with_the_same_receipt(visitor: Visitor) -> None:
    member = Association.objects.get(slug="meridia")
    secret = _sent(visitor)
    complaint = Complaint.objects.get()
    filed_at = complaint.filed_at
    later = Visitor()
    _opened(later, secret)
    assert later.answers.first("urgent_details") == ESSENTIALS["urgent_details"]
    assert 'value="Tomas Halloway"' in later.get("concerned/").content.decode()
    for page in list(WHOLE)[1:]:
        own = {"respondents__0__association": str(member.pk)} if page == "concerned" else {}
        assert not later.refused(later.answer(page, **own))
    later.post("evidence/", {"go": "addfile", "file": file()})
    assert "Complete your complaint" in later.get("review/").content.decode()
    assert later.send().url == later.send().url == f"{NEW}receipt/"
    page = later.get("receipt/").content.decode()
    assert complaint.reference in page
    assert "data-secret" not in page
    complaint.refresh_from_db()
    assert (complaint.is_short, complaint.filed_at, complaint.urgency) == (False, filed_at, "detained")
    assert Complaint.objects.count() == 1
    assert Receipt.objects.count() == 1
    vault = Vault.for_receipt(complaint.pk, codes.key_pair(secret)[0])
    assert Account.from_json(vault.read_json(complaint, "account")).narrative == NARRATIVE
    assert complaint.respondents.get().association == member
    assert complaint.evidence.count() == 1
    assert complaint.events.filter(kind=Event.Kind.COMPLETED).count() == 1
    assert complaint.urgent_on == SOON
    assert isinstance(SOON, date)
    later.post("receipt/")
    assert not Draft.objects.exists()


def test_what_is_with_us_already_is_not_asked_for_again(visitor: Visitor) -> None:
    """Words and files of the short complaint stand in the steps and before the button."""
    later = Visitor()
    _opened(later, _sent(visitor))
    later.client.post(
        f"{FOLLOW_UP}file/", {"file": file("photograph.txt"), "text": "The gate", "may_show_respondent": "no"}
    )
    assert (
        "begin to work without waiting for the rest"
        in later.client.get(f"{FOLLOW_UP}complaint/").content.decode()
    )
    assert later.answers.first("narrative") == ESSENTIALS["urgent_details"]
    assert "What you wrote in the short complaint stands here" in later.get("happened/").content.decode()
    later.post("happened/", {"narrative": later.answers.first("narrative"), "go": "on"})
    for page in ("evidence/", "review/"):
        text = later.get(page).content.decode()
        assert "Already added to the complaint: 1 file" in text
        assert "photograph.txt" in text
    assert "The short complaint is with us already. These additions have not been sent yet." in text
    assert "The answers complete and update the short complaint" in text
    assert "Nothing has been sent yet" not in text


def test_who_completes_nothing_sees_no_such_words(visitor: Visitor) -> None:
    visitor.fill()
    text = visitor.get("review/").content.decode()
    assert "Nothing has been sent yet." in text
    assert "with us already" not in text
    assert "Already added" not in text


def test_completing_needs_the_receipt_open_and_keeps_the_draft(visitor: Visitor) -> None:
    later = Visitor()
    _opened(later, _sent(visitor))
    for page in list(WHOLE)[1:]:
        later.answer(page)
    session = later.client.session
    del session["follow_up"]
    session.save()
    assert later.send().url == FOLLOW_UP
    assert "Enter the secret of its receipt to go on" in later.client.get(FOLLOW_UP).content.decode()
    assert later.answers.first("narrative") == NARRATIVE
    assert Complaint.objects.get().is_short


def test_completing_never_sends_a_second_short_complaint(visitor: Visitor) -> None:
    later = Visitor()
    _opened(later, _sent(visitor))
    later.post("short/", ESSENTIALS | {"go": "on"})
    assert Complaint.objects.count() == 1
    assert Complaint.objects.get().is_short

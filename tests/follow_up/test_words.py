"""Writing: once for each form, with limits that keep the text, also when the session or the case ended meanwhile."""

import uuid

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from complaints.models import Event, Message
from complaints.services.messages import write_to_complainant
from portal.outbox.models import Message as Notice
from tests.complaints.cases import Case, Staff
from tests.follow_up.pages import CASE, ENTER, MESSAGE, REPORT, REVIEW, WITHDRAW, text_of


def words(case: Case) -> list[str]:
    return [case.desk.read(message, "body") for message in case.complaint.messages.all()]


def write(client: Client, text: str, submission: str = "", address: str = MESSAGE, **more: str) -> object:
    return client.post(address, {"text": text, "submission": submission or str(uuid.uuid4())} | more)


def test_both_ways(visitor: Client, case: Case, staff: Staff) -> None:
    assert write(visitor, "Where is my brother?\r\nPlease answer.").status_code == 302
    assert words(case) == ["Where is my brother?\nPlease answer."]
    staff.take(case, "ask-particulars", message="In which town?")
    page = text_of(visitor.get(CASE))
    assert page.count("In which town?") == 2  # highlighted, and in the conversation
    assert "New" in page
    assert "New</span>" not in text_of(visitor.get(CASE))
    page = text_of(visitor.post(MESSAGE, {"text": "In Qumar."}, follow=True))
    assert "The assessment goes on" in page
    assert case.complaint.state == "under-assessment"


def test_the_question_stays_whatever_is_written_after_it(visitor: Client, case: Case, staff: Staff) -> None:
    staff.take(case, "acknowledge")
    staff.take(case, "ask-particulars", case.complaint.filed_at, message="In which town?")
    officer = staff.actor_for("ask-particulars")
    write_to_complainant(case.id, "Your letter has come.", actor=officer, now=timezone.now(), vault=case.desk)
    asked = text_of(visitor.get(CASE)).partition('id="asked-title"')[2].partition("</section>")[0]
    assert "In which town?" in asked
    assert "Your letter has come." not in asked


def test_the_same_form_twice(visitor: Client, case: Case) -> None:
    form = str(uuid.uuid4())
    write(visitor, "Once.", form)
    write(visitor, "Once.", form)
    assert words(case) == ["Once."]
    write(visitor, "Once, and corrected after going back.", form)
    assert len(words(case)) == 2


@pytest.mark.parametrize("address", [MESSAGE, REPORT])
@pytest.mark.parametrize("text", ["", "  \n ", "\0", "\u200b\u202e\u2066"])
def test_nothing_to_see(visitor: Client, case: Case, address: str, text: str) -> None:
    response = write(visitor, text, address=address)
    assert response.status_code == 422
    assert "error-summary" in text_of(response)
    assert not Message.objects.exists()


@pytest.mark.parametrize("address", [MESSAGE, REPORT, WITHDRAW])
def test_200_000_characters(visitor: Client, case: Case, address: str) -> None:
    text = "слово " * 33_334
    response = write(visitor, text, address=address)
    assert response.status_code == 422
    page = text_of(response)
    assert "20,000" in page
    assert text.strip() in page
    assert not Message.objects.exists()
    assert case.complaint.state == "received"


def test_exactly_the_limit_whatever_the_line_ends(visitor: Client, case: Case) -> None:
    text = ("x" * 99 + "\r\n") * 200
    assert write(visitor, text).status_code == 302
    assert len(words(case)[0]) == 20_000


@pytest.mark.parametrize(
    "text",
    [
        "Русский українська қазақ azərbaycan español 中文 🕯️👩‍👩‍👧",
        "a\u202eb\u2066c\u2069",
        "<b>&amp;</b> {{ case }} {% now %}",
    ],
)
def test_every_script_arrives_as_written(visitor: Client, case: Case, text: str) -> None:
    write(visitor, text)
    assert words(case) == [text]
    page = text_of(visitor.get(CASE))
    assert "<b>" not in page


def test_nul_is_dropped_and_the_rest_kept(visitor: Client, case: Case) -> None:
    write(visitor, "before\0after")
    assert words(case) == ["beforeafter"]


@pytest.mark.parametrize("submission", ["nonsense", "0", "\0", "x" * 5000])
def test_a_strange_form_number(visitor: Client, case: Case, submission: str) -> None:
    assert write(visitor, "All the same.", submission).status_code == 302
    assert words(case) == ["All the same."]


def test_the_session_ended_while_writing(client: Client, case: Case) -> None:
    """The text stays on the page that asks for the secret, and stands in the box again afterwards."""
    response = write(client, "A long message\nof two lines.")
    page = text_of(response)
    assert response.status_code == 403
    assert "It has not been sent" in page
    assert "A long message\nof two lines." in page
    wrong = client.post(ENTER, {"secret": "ABCD", "kept_page": "message", "kept_text": "A long message"})
    assert "A long message" in text_of(wrong)
    entered = client.post(
        ENTER, {"secret": case.secret, "kept_page": "message", "kept_text": "A long message"}, follow=True
    )
    assert entered.redirect_chain[-1][0] == CASE
    assert "A long message</textarea>" in text_of(entered)
    assert not Message.objects.exists()
    assert "A long message" not in text_of(client.get(CASE))


@pytest.mark.parametrize("address,name", [(REPORT, "report"), (WITHDRAW, "withdraw")])
def test_and_on_the_other_pages(client: Client, case: Case, address: str, name: str) -> None:
    assert f'value="{name}"' in text_of(write(client, "They came.", address=address))
    entered = client.post(
        ENTER, {"secret": case.secret, "kept_page": name, "kept_text": "They came."}, follow=True
    )
    assert entered.redirect_chain[-1][0] == address
    assert "They came.</textarea>" in text_of(entered)


def test_kept_words_for_a_page_that_does_not_exist(client: Client, case: Case) -> None:
    response = client.post(ENTER, {"secret": case.secret, "kept_page": "../../x", "kept_text": "x"})
    assert response.headers["Location"] == CASE


@pytest.mark.parametrize("address", [MESSAGE, REPORT, REVIEW, WITHDRAW])
def test_a_form_token_that_expired(case: Case, address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = write(strict, "Typed for an hour.", address=address)
    assert response.status_code == 403
    page = text_of(response)
    assert "Typed for an hour." in page
    assert "csrfmiddlewaretoken" in page
    assert f'action="{address}"' in page


def test_an_expired_token_never_shows_a_secret(case: Case) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(ENTER, {"secret": case.secret, "kept_page": "message", "kept_text": "words"})
    assert response.status_code == 403
    assert case.secret not in text_of(response)
    assert "words" in text_of(response)


def test_language_changed_while_writing(visitor: Client, case: Case) -> None:
    response = write(visitor, "Half a sen", switch_language="ru")
    assert response.headers["Location"] == CASE.replace("/en/", "/ru/")
    assert not Message.objects.exists()
    assert "Half a sen</textarea>" in text_of(visitor.get(response.headers["Location"]))
    response = write(visitor, "I wish to stop", address=WITHDRAW, switch_language="ru")
    assert response.headers["Location"] == WITHDRAW.replace("/en/", "/ru/")
    assert case.complaint.state == "received"


def test_the_case_ended_while_writing(visitor: Client, case: Case, staff: Staff) -> None:
    staff.lead(case, "discontinued")
    page = text_of(visitor.post(MESSAGE, {"text": "One thing more."}, follow=True))
    assert "has ended" in page
    assert words(case)[-1] == "One thing more."


def test_a_reprisal(visitor: Client, case: Case) -> None:
    page = text_of(visitor.post(REPORT, {"text": "My father lost his job."}, follow=True))
    assert "their supervisor are told" in page
    assert "My father lost his job." in page
    assert Notice.objects.filter(subject_id=case.id, kind="staff.reprisal").count() == 1


def test_withdrawing(visitor: Client, case: Case) -> None:
    assert "This cannot be undone" in text_of(visitor.get(WITHDRAW))
    assert case.complaint.state == "received"
    page = text_of(visitor.post(WITHDRAW, {"text": "We have settled."}, follow=True))
    assert case.complaint.state == "withdrawn"
    assert "We have settled." in page
    assert case.desk.read(Event.objects.get(transition="withdraw"), "reason") == "We have settled."
    again = visitor.post(WITHDRAW, {"text": "We have settled."}, follow=True)
    assert "can no longer" not in text_of(again)


def test_withdrawing_without_a_reason(visitor: Client, case: Case) -> None:
    visitor.post(WITHDRAW, {"text": ""})
    assert case.complaint.state == "withdrawn"


def test_too_late_to_withdraw_keeps_the_words(visitor: Client, case: Case, staff: Staff) -> None:
    staff.lead(case, "decided")
    page = text_of(visitor.post(WITHDRAW, {"text": "Please stop."}, follow=True))
    assert "can no longer be done" in page
    assert "Please stop.</textarea>" in page


def test_asking_for_a_review(visitor: Client, case: Case, staff: Staff) -> None:
    assert visitor.get(REVIEW).status_code == 302
    staff.lead(case, "inadmissible", case.complaint.filed_at)
    assert "review-title" in text_of(visitor.get(CASE))
    assert visitor.post(REVIEW, {"text": " "}).status_code == 422
    visitor.post(REVIEW, {"text": "A witness was overlooked."})
    assert case.complaint.state == "review-requested"
    assert "A witness was overlooked." in text_of(visitor.get(CASE))
    assert visitor.post(REVIEW, {"text": "A witness was overlooked."}, follow=True).status_code == 200
    assert Event.objects.filter(transition="request-review").count() == 1


def test_a_review_asked_for_too_late(visitor: Client, case: Case, staff: Staff) -> None:
    from datetime import timedelta

    staff.lead(case, "inadmissible", case.complaint.filed_at - timedelta(days=31))
    assert "review-title" not in text_of(visitor.get(CASE))
    page = text_of(visitor.post(REVIEW, {"text": "Please."}, follow=True))
    assert "Please.</textarea>" in page
    assert case.complaint.state == "inadmissible"


@pytest.mark.parametrize("address", [MESSAGE, REPORT, WITHDRAW, REVIEW])
def test_the_database_is_away(case: Case, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    def away(*args: object) -> None:
        raise OperationalError("the server closed the connection unexpectedly")

    client = Client(raise_request_exception=False)
    client.post(ENTER, {"secret": case.secret})
    monkeypatch.setattr("complaints.opened.current", away)
    response = write(client, "Nearly sent.", address=address)
    assert response.status_code == 503
    page = text_of(response)
    assert "Nearly sent.</textarea>" in page
    assert f'action="{address}"' in page
    assert response.headers["Cache-Control"] == "no-store"

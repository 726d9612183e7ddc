"""The mailbox: opened by the secret alone, from either room's page; the thread; writing again; closed by leaving."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from associations.contact.services import calls, erasure, thread
from portal import receipts
from portal.receipts import code as codes
from tests.complaints.cases import file
from tests.contact.prosecutors import MESSAGE as LETTER
from tests.contact.prosecutors import World, Written, write
from tests.contact.visitor import ANSWER, LEAVE, LETTERS, MAILBOX, Visitor, text_of
from tests.follow_up.pages import CASE
from tests.follow_up.pages import ENTER as FOLLOW_UP

ANSWERED = "Ask for it in writing, today."


@pytest.fixture
def sent(visitor: Visitor) -> Written:
    return write(now=timezone.now() - timedelta(hours=1))


@pytest.fixture
def inside(visitor: Visitor, sent: Written) -> Client:
    """A browser in which the mailbox is open."""
    visitor.client.post(MAILBOX, {"secret": codes.group(sent.secret).lower()})
    return visitor.client


def test_the_answer_is_read_there(inside: Client, sent: Written, world: World) -> None:
    page = text_of(inside.get(LETTERS))
    assert LETTER.split("\n", maxsplit=1)[0] in page
    assert " we answer." in page
    thread.answer(sent.id, ANSWERED, by=world.noor, now=timezone.now(), vault=sent.desk)
    page = text_of(inside.get(LETTERS))
    assert ANSWERED in page
    assert "noor" not in page.lower(), "the body answers, not a person"
    assert sent.contact.messages.get().read_at is not None


def test_the_log_of_a_call_stays_with_the_officers(inside: Client, sent: Written, world: World) -> None:
    calls.log(sent.id, "Sounded afraid.", took_place=True, by=world.noor, now=timezone.now(), vault=sent.desk)
    assert "Sounded afraid." not in text_of(inside.get(LETTERS))
    assert not sent.contact.messages.exists()
    assert sent.desk.read(sent.contact.call_logs.get(), "body") == "Sounded afraid."


def test_a_date_that_passed_is_said(visitor: Visitor, world: World) -> None:
    old = write(now=timezone.now() - timedelta(days=9))
    visitor.client.post(MAILBOX, {"secret": old.secret})
    assert "and it is late" in text_of(visitor.client.get(LETTERS))


def test_writing_again(inside: Client, sent: Written) -> None:
    form = {"text": "It happened again.\r\nToday.", "submission": "0" * 8 + "-0000-4000-8000-" + "0" * 12}
    for _twice in range(2):
        response = inside.post(ANSWER, form)
        assert response.headers["Location"] == LETTERS
    [message] = sent.contact.messages.all()
    assert sent.desk.read(message, "body") == "It happened again.\nToday."
    assert sent.contact.has_unread


@pytest.mark.parametrize(
    "text,said", [("", "Write your message"), (" \u200b ", "Write your message"), ("я" * 20_001, "20,000")]
)
def test_words_that_cannot_be_sent(inside: Client, sent: Written, text: str, said: str) -> None:
    response = inside.post(ANSWER, {"text": text})
    assert response.status_code == 422
    assert said in text_of(response)
    assert not sent.contact.messages.exists()


def test_another_language_keeps_the_words(inside: Client) -> None:
    response = inside.post(ANSWER, {"text": "half a sentence", "switch_language": "ru"})
    assert "half a sentence" in text_of(inside.get(response.headers["Location"]))


@pytest.mark.parametrize(
    "typed,said",
    [
        ("", "Enter the secret"),
        ("ABCD", "too short"),
        ("\0", "Enter the"),
        ("A" * 60, "too long"),
        ("U" * 21, "U"),
    ],
)
def test_wrong_secrets_are_answered(visitor: Visitor, typed: str, said: str) -> None:
    response = visitor.client.post(MAILBOX, {"secret": typed})
    assert response.status_code == 422
    assert said in text_of(response)


def test_unknown_replaced_and_erased(visitor: Visitor, sent: Written, world: World) -> None:
    unknown = codes.new_code()
    assert "No mailbox opens" in text_of(visitor.client.post(MAILBOX, {"secret": unknown}))
    receipts.reissue(sent.id, fresh := codes.new_code())
    assert "write to us again" in text_of(visitor.client.post(MAILBOX, {"secret": sent.secret}))
    # Said in the mailbox's words also where a complaint's page was asked.
    assert "write to us again" in text_of(visitor.client.post(FOLLOW_UP, {"secret": sent.secret}))
    world.lead(sent, "closed", timezone.now())
    erasure.erase_now(sent.id, "call", by=world.noor, now=timezone.now())
    assert "No mailbox opens" in text_of(visitor.client.post(MAILBOX, {"secret": fresh}))


def test_a_right_secret_always_enters(visitor: Visitor, sent: Written) -> None:
    statuses = [Client().post(MAILBOX, {"secret": codes.new_code()}).status_code for _each in range(62)]
    assert (statuses[0], statuses[-1]) == (422, 429)
    assert visitor.client.post(MAILBOX, {"secret": sent.secret}).headers["Location"] == LETTERS


def test_the_secret_of_the_other_room_leads_there(visitor: Visitor, sent: Written) -> None:
    case = file(timezone.now())
    response = visitor.client.post(FOLLOW_UP, {"secret": sent.secret}, follow=True)
    assert response.redirect_chain[-1][0] == LETTERS
    assert "mailbox for prosecutors" in text_of(response)
    response = Client().post(MAILBOX, {"secret": case.secret}, follow=True)
    assert response.redirect_chain[-1][0] == CASE
    assert "secret of a complaint" in text_of(response)


def test_a_complaint_and_a_mailbox_open_side_by_side(visitor: Visitor, sent: Written) -> None:
    case = file(timezone.now())
    visitor.client.post(FOLLOW_UP, {"secret": case.secret})
    visitor.client.post(MAILBOX, {"secret": sent.secret})
    visitor.client.post(LEAVE)
    assert visitor.client.get(LETTERS).status_code == 302
    assert case.reference in text_of(visitor.client.get(CASE))


def test_without_the_secret_nothing_opens(visitor: Visitor, sent: Written) -> None:
    assert visitor.client.get(LETTERS).headers["Location"] == MAILBOX
    response = visitor.client.post(ANSWER, {"text": "kept words"})
    assert response.status_code == 403
    assert "kept words" in text_of(response)
    response = visitor.client.post(MAILBOX, {"secret": sent.secret, "kept_text": "kept words"}, follow=True)
    assert "kept words" in text_of(response)
    assert not sent.contact.messages.exists()


def test_leaving_ends_it(inside: Client) -> None:
    cookie = inside.cookies["session"].value
    assert inside.get(LEAVE).status_code == 405
    inside.post(LEAVE)
    assert inside.get(LETTERS).status_code == 302
    old = Client()
    old.cookies["session"] = cookie
    assert old.get(LETTERS).status_code == 302


def test_half_an_hour_without_use(inside: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    at = time.time() + 31 * 60
    monkeypatch.setattr(time, "time", lambda: at)
    response = inside.get(LETTERS, follow=True)
    assert response.redirect_chain[-1][0] == MAILBOX
    assert "closed in this browser" in text_of(response)


def test_an_expired_form_keeps_the_words(sent: Written) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(ANSWER, {"text": "kept words"})
    assert response.status_code == 403
    assert "kept words" in text_of(response)
    response = strict.post(MAILBOX, {"secret": sent.secret, "kept_text": "kept words"})
    assert response.status_code == 403
    assert "kept words" in text_of(response)
    assert sent.secret not in text_of(response)


def test_never_cached(inside: Client) -> None:
    for address in (MAILBOX, LETTERS):
        assert inside.get(address).headers["Cache-Control"] == "no-store"

"""The prosecutor hears of a call as they chose: in the mailbox, by a mail with its time alone, or not at all."""

from datetime import timedelta
from typing import Any

import pytest

from associations.contact.letter import Reach
from associations.contact.models import Contact
from associations.contact.services import calls, erasure
from associations.contact.services.change import Refused
from associations.contact.services.thread import answer
from portal.outbox import deliver
from portal.outbox.models import Message as Notice
from tests.contact.desk import of
from tests.contact.prosecutors import NOW, World, Written, write
from tests.contact.visitor import LETTERS, MAILBOX, SENT, Visitor, text_of
from tests.outbox.conftest import mail_server

__all__ = ["mail_server"]
pytestmark = pytest.mark.django_db

ADDRESS = "halina@example.org"
CALL = Reach(phone="+380441234567", zone="Europe/Kyiv", safe_hours="after seven", code_word="heron")
CALL_AND_MAIL = Reach(phone="+380441234567", zone="Europe/Kyiv", email=ADDRESS, do_not_leave_message=True)
AT = NOW.replace(year=2027)


def book(world: World, sent: Written, at: Any = AT, zone: str = "Europe/Kyiv") -> None:
    calls.book(sent.id, at=at, minutes=30, zone=zone, by=world.noor, now=NOW)


def cancel(world: World, sent: Written, now: Any = NOW) -> None:
    calls.cancel(sent.id, by=world.noor, now=now, vault=sent.desk, reason="ill")


def kinds() -> list[str]:
    """What was planned for prosecutors about calls."""
    planned = Notice.objects.order_by("created_at", "pk").values_list("kind", flat=True)
    return [kind for kind in planned if "staff" not in kind and kind != "contact.received"]


def mails(server: Any) -> list[Any]:
    deliver.run("test")
    return [mail for mail in server.messages if mail["To"] == ADDRESS]


def test_a_mail_tells_the_time_on_their_clock_and_nothing_else(world: World, mail_server: Any) -> None:
    sent = write("call", reach=CALL_AND_MAIL)
    assert mails(mail_server) == [], "the address was left for the time of the call alone"
    book(world, sent)
    [mail] = mails(mail_server)
    text = mail["Subject"] + mail.get_content()
    assert "2 March 2027" in text
    assert "12:00" in text
    assert "Europe/Kyiv" in text
    for unsaid in (sent.contact.reference, "rosecutor", "Heron", "heron", "+380", "noor", "harge", "contact"):
        assert unsaid not in text, unsaid


def test_moved_and_cancelled(world: World, mail_server: Any) -> None:
    sent = write("call", reach=CALL_AND_MAIL)
    book(world, sent)
    mails(mail_server)
    book(world, sent, AT + timedelta(days=1))
    assert "3 March 2027" in mails(mail_server)[-1].get_content()
    cancel(world, sent)
    assert "cancelled" in mails(mail_server)[-1].get_content()
    assert kinds() == ["contact.call-booked", "contact.call-moved", "contact.call-cancelled"]


def test_a_time_that_was_changed_before_the_mail_went_out_is_not_told(world: World, mail_server: Any) -> None:
    sent = write("call", reach=CALL_AND_MAIL)
    book(world, sent)
    book(world, sent, AT + timedelta(days=1))
    [mail] = mails(mail_server)
    assert "3 March 2027" in mail.get_content()


def test_the_same_time_again_is_no_news(world: World) -> None:
    sent = write("call", reach=CALL_AND_MAIL)
    book(world, sent)
    book(world, sent)
    assert kinds() == ["contact.call-booked"]


def test_a_call_whose_time_is_over_is_not_cancelled_by_mail(world: World) -> None:
    sent = write("call", reach=CALL_AND_MAIL)
    book(world, sent)
    cancel(world, sent, AT + timedelta(hours=1))
    assert kinds() == ["contact.call-booked"]


def test_who_left_a_number_alone_gets_none(world: World) -> None:
    sent = write("call", reach=CALL)
    book(world, sent)
    book(world, sent, AT + timedelta(days=1))
    cancel(world, sent)
    assert kinds() == []
    assert not sent.contact.messages.exists()


def test_an_address_for_the_time_is_none_for_the_answer(world: World) -> None:
    sent = write("call", reach=CALL_AND_MAIL)
    with pytest.raises(Refused, match="asked for a call"):
        answer(sent.id, "In writing.", by=world.noor, now=NOW, vault=sent.desk)


def test_who_is_answered_by_mail_hears_of_it_by_mail(world: World, mail_server: Any) -> None:
    sent = write("email")
    book(world, sent, zone="Asia/Almaty")
    assert "Asia/Almaty" in mails(mail_server)[-1].get_content()


@pytest.mark.parametrize(
    "language,said", [("en", "We plan to call you on 2 March 2027"), ("kk", "We plan to call")]
)
def test_in_the_mailbox_it_stands_in_the_thread(
    visitor: Visitor, world: World, language: str, said: str
) -> None:
    sent = write("mailbox", language=language)
    book(world, sent)
    visitor.client.post(MAILBOX, {"secret": sent.secret})
    page = text_of(visitor.client.get(LETTERS))
    assert said in page
    assert "noor" not in page.lower()
    cancel(world, sent)
    assert "is cancelled." in text_of(visitor.client.get(LETTERS))
    assert kinds() == [], "no address, no notice"
    assert sent.contact.has_unread, "what the prosecutor wrote was not read by that"


def test_with_an_address_the_mailboxs_notice_says_no_time(world: World, mail_server: Any) -> None:
    sent = write("email", reach=Reach(email=ADDRESS, content_light=True))
    book(world, sent)
    text = mails(mail_server)[-1].get_content()
    assert "/contact/mailbox/" in text
    assert "2027" not in text
    assert kinds() == ["contact.waiting"]


def test_nothing_goes_out_once_it_is_erased(world: World, mail_server: Any) -> None:
    sent = write("call", reach=CALL_AND_MAIL)
    book(world, sent)
    Contact.objects.filter(pk=sent.id).update(state="closed", closed_because="withdrawn")
    erasure.erase_now(sent.id, "call", by=world.noor, now=NOW)
    assert mails(mail_server) == []


def test_the_form_says_beforehand_what_will_be_sent(visitor: Visitor, world: World) -> None:
    page = visitor.begin("call")
    assert "a mail tells the day and the time, and nothing else" in text_of(page)
    assert visitor.write("call", phone="+380441234567", email=ADDRESS).status_code == 302
    assert "a mail tells the day and the time" in text_of(visitor.client.get(SENT))
    contact = Contact.objects.get()
    assert contact.has_address
    visitor.client.force_login(world.noor)
    assert "a mail tells them its time and nothing else" in text_of(visitor.client.get(of(contact)))


def test_without_an_address_the_page_after_sending_promises_no_mail(visitor: Visitor) -> None:
    visitor.write("call", phone="+380441234567")
    assert "a mail tells" not in text_of(visitor.client.get(SENT))

"""What goes out by mail, through a real SMTP server: without a word of content, unless the prosecutor asked for it."""

from typing import Any

import pytest

from associations.contact.letter import Identity, Reach
from associations.contact.services import erasure, thread
from portal.outbox import deliver
from portal.outbox.models import Message as Notice
from tests.contact.prosecutors import NOW, World, write
from tests.outbox.conftest import mail_server

__all__ = ["mail_server"]
ANSWER = "Ask for it in writing, <today> & keep a note."
LIGHT = Reach(email="halina@example.org", content_light=True)


def mails(server: Any, to: str) -> list[Any]:
    deliver.run("test")
    return [mail for mail in server.messages if mail["To"] == to]


def test_the_acknowledgement_has_a_date_and_no_content(world: World, mail_server: Any) -> None:
    sent = write("email")
    [mail] = mails(mail_server, "halina@example.org")
    text = mail["Subject"] + mail.get_content()
    assert "4 March 2026" in text
    for unsaid in (sent.contact.reference, "Heron", "charge", "prosecutor"):
        assert unsaid not in text.replace("/contact/", ""), unsaid


def test_without_an_address_nothing_is_planned(world: World) -> None:
    write("call")
    write("mailbox")
    assert set(Notice.objects.values_list("kind", flat=True)) == {"contact.staff-new"}


def test_the_answer_by_mail_is_threaded_by_its_reference(world: World, mail_server: Any) -> None:
    sent = write("email")
    thread.answer(sent.id, ANSWER, by=world.noor, now=NOW, vault=sent.desk)
    first, second = mails(mail_server, "halina@example.org")
    assert ANSWER in second.get_content()
    assert sent.contact.reference in second["Subject"]
    assert first["References"] == second["References"]
    assert "noor" not in str(second).lower()


def test_a_mail_that_was_asked_to_be_light_says_only_where_to_read(world: World, mail_server: Any) -> None:
    sent = write("email", reach=LIGHT)
    thread.answer(sent.id, ANSWER, by=world.noor, now=NOW, vault=sent.desk)
    _first, second = mails(mail_server, "halina@example.org")
    text = second["Subject"] + second.get_content()
    assert "/en/contact/mailbox/" in text
    assert "in writing" not in text
    assert sent.contact.reference not in text


def test_officers_are_told_the_reference_and_no_more(world: World, mail_server: Any) -> None:
    sent = write()
    [mail] = mails(mail_server, "noor@example.org")
    assert sent.contact.reference in mail["Subject"]
    assert f"/admin/contact/contact/{sent.id}/" in mail.get_content()
    assert "dictated" not in mail.get_content()


def test_nothing_goes_out_once_it_is_erased(world: World, mail_server: Any) -> None:
    sent = write("email")
    world.lead(sent, "closed")
    erasure.erase_now(sent.id, "call", by=world.noor, now=NOW)
    assert mails(mail_server, "halina@example.org") == []


@pytest.mark.parametrize("nasty", ["Heron\r\nBcc: everybody@example.org\r\n\r\nBuy", "x\nSubject: y"])
def test_injection_in_name_and_answer_reaches_no_header(world: World, mail_server: Any, nasty: str) -> None:
    sent = write("email", identity=Identity(name=nasty, office=nasty, association=nasty))
    thread.answer(sent.id, nasty, by=world.noor, now=NOW, vault=sent.desk)
    for mail in [*mails(mail_server, "halina@example.org"), *mails(mail_server, "noor@example.org")]:
        assert mail["Bcc"] is None
        assert "Subject: y" not in mail["Subject"]
    for envelope in mail_server.envelopes:
        assert set(envelope.rcpt_tos) <= {"halina@example.org", "noor@example.org"}


@pytest.mark.parametrize("address", ["a@example.org\r\nBcc: b@example.org", "a@example.org\nX: y"])
def test_an_address_that_would_be_a_header_is_never_sent_to(
    world: World, mail_server: Any, address: str
) -> None:
    """The form refuses it; should it ever stand in a row, sending fails and nobody gets a mail."""
    write("email", reach=Reach(email=address))
    deliver.run("test")
    assert {mail["To"] for mail in mail_server.messages} == {"noor@example.org"}


def test_in_the_language_of_the_contact(world: World, mail_server: Any) -> None:
    for language, there in (("ru", "/ru/"), ("kk", "/en/")):
        write("email", language=language, reach=LIGHT)
        assert f"{there}contact/mailbox/" in mails(mail_server, "halina@example.org")[-1].get_content()

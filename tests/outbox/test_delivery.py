"""A stored notice becomes one mail at a real SMTP server, and the row says so."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.outbox import deliver
from portal.outbox.models import Message, State
from portal.outbox.registry import Recipient

pytestmark = pytest.mark.django_db


def test_what_is_due_is_sent_and_marked(notices: Any, mail_server: Any) -> None:
    message = notices.plan()
    assert deliver.run("w") == 1
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error_kind) == (State.SENT, 1, "")
    assert message.sent_at is not None
    assert message.claimed_at is None
    assert [envelope.rcpt_tos for envelope in mail_server.envelopes] == [["a@example.org"]]
    assert deliver.run("w") == 0, "nothing is sent twice"


def test_what_is_planned_for_later_waits(notices: Any, mail_server: Any) -> None:
    notices.plan(not_before=timezone.now() + timedelta(hours=1))
    assert deliver.run("w") == 0
    assert not mail_server.messages


def test_the_mail_is_plain_quiet_and_recognisable(notices: Any, mail_server: Any, settings: Any) -> None:
    settings.PORTAL_MAIL_FROM = "Portal <no-reply@portal.example>"
    notices.context["text"] = "It's <here> & now"
    message = notices.plan()
    deliver.run("w")
    mail = mail_server.messages[0]
    assert mail["Message-ID"] == f"<{message.pk}@portal.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["From"] == "Portal <no-reply@portal.example>"
    assert mail["To"] == "a@example.org"
    assert mail["Subject"] == "Error: there's news & more"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content_charset() == "utf-8"
    for unwanted in ("List-Id", "List-Unsubscribe", "Cc", "Bcc", "Reply-To", "X-Mailer"):
        assert mail[unwanted] is None
    assert "It's <here> & now" in mail.get_content(), "no entities in plain text"
    assert "https://portal.example/en/" in mail.get_content()


def test_another_alphabet_arrives_whole_over_a_seven_bit_relay(notices: Any, mail_server: Any) -> None:
    notices.recipients = [Recipient("a@example.org", "ru")]
    notices.context = {"text": "Ваша жалоба рассмотрена. Әлия. 检察官", "url": "https://portal.example/ru/"}
    notices.plan()
    deliver.run("w")
    assert mail_server.envelopes[0].content.isascii()
    assert "Ваша жалоба рассмотрена. Әлия. 检察官" in mail_server.messages[0].get_content()


def test_long_paragraphs_are_wrapped_and_addresses_are_not(notices: Any, mail_server: Any) -> None:
    url = "https://portal.example/" + "a" * 90
    notices.context = {"text": "word " * 60, "url": url}
    notices.plan()
    deliver.run("w")
    lines = mail_server.messages[0].get_content().splitlines()
    assert url in lines
    assert max(len(line) for line in lines if line != url) <= 78


def test_no_header_can_be_smuggled_in(notices: Any, mail_server: Any) -> None:
    notices.recipients = [Recipient("a@example.org\nBcc: thief@example.org", "en")]
    message = notices.plan()
    assert deliver.run("w") == 0
    message.refresh_from_db()
    assert (message.state, message.error_kind) == (State.FAILED, "address-unusable")
    assert not mail_server.messages


def test_one_conversation_carries_a_whole_batch(notices: Any, mail_server: Any, monkeypatch: Any) -> None:
    import smtplib

    opened = []
    connect = smtplib.SMTP.connect
    monkeypatch.setattr(smtplib.SMTP, "connect", lambda *a, **k: opened.append(1) or connect(*a, **k))
    notices.many(50)
    assert deliver.run("w") == 50
    assert len(opened) == 1
    assert len({mail["Message-ID"] for mail in mail_server.messages}) == 50


def test_the_task_stops_when_its_time_is_over_and_gives_back_the_rest(notices: Any, mail_server: Any) -> None:
    notices.many(10)
    mail_server.delay = 0.15
    sent = deliver.run("w", budget=0.4)
    assert 1 <= sent < 10
    assert Message.objects.filter(state=State.PENDING, attempts=0).count() == 10 - sent
    assert not Message.objects.filter(state=State.CLAIMED).exists()


def test_the_row_holds_neither_address_nor_text(notices: Any, mail_server: Any) -> None:
    from django.db import connection

    notices.context = {"text": "planted-word", "url": "x"}
    mail_server.refuse["b@example.org"] = "550 no box planted-word b@example.org"
    notices.recipients = [Recipient("a@example.org"), Recipient("b@example.org")]
    notices.plan()
    deliver.run("w")
    with connection.cursor() as cursor:
        cursor.execute("SELECT m::text FROM outbox_message m")
        rows = "".join(row for (row,) in cursor.fetchall())
    assert "example.org" not in rows
    assert "planted-word" not in rows


def test_in_demonstration_mode_mail_becomes_files(notices: Any, settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    notices.plan()
    assert deliver.run("w") == 1
    [file] = (tmp_path / "mail").iterdir()
    assert "To: a@example.org" in file.read_text()


def test_a_claim_that_was_lost_meanwhile_is_not_overwritten(notices: Any, mail_server: Any) -> None:
    from django.core.mail import get_connection

    message = notices.plan()
    [parcel] = deliver.claim_batch("slow").parcels
    deliver.recover_stuck(lease=timedelta(0), now=timezone.now() + timedelta(seconds=1))
    deliver.claim_batch("other", now=timezone.now() + timedelta(seconds=2))
    assert deliver.deliver(parcel, get_connection()) is None
    message.refresh_from_db()
    assert (message.state, message.claimed_by) == (State.CLAIMED, "other")

"""Temporary or permanent: what is tried again, when, and what is kept of the error."""

import smtplib
import socket
import ssl
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.outbox import deliver, registry
from portal.outbox.failures import Verdict, backoff, judge
from portal.outbox.models import Message, State
from portal.outbox.registry import Recipient
from portal.sealing.errors import CannotUnseal


@pytest.mark.parametrize(
    "error,verdict",
    [
        (smtplib.SMTPRecipientsRefused({"a@x": (450, b"greylisted")}), Verdict(True, "recipient-450")),
        (smtplib.SMTPRecipientsRefused({"a@x": (550, b"no a@x")}), Verdict(False, "recipient-550")),
        (smtplib.SMTPDataError(451, b"later"), Verdict(True, "content-451")),
        (smtplib.SMTPDataError(554, b"spam"), Verdict(False, "content-554")),
        (smtplib.SMTPSenderRefused(550, b"no", "p@x"), Verdict(True, "sender-550")),
        (smtplib.SMTPAuthenticationError(535, b"no"), Verdict(True, "sender-535")),
        (smtplib.SMTPConnectError(421, b"busy"), Verdict(True, "connection-421")),
        (smtplib.SMTPServerDisconnected("gone"), Verdict(True, "connection")),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), Verdict(False, "address-not-supported")),
        (ConnectionRefusedError(), Verdict(True, "connection")),
        (TimeoutError(), Verdict(True, "connection")),
        (socket.gaierror(), Verdict(True, "connection")),
        (ssl.SSLError(), Verdict(True, "connection")),
        (CannotUnseal("destroyed"), Verdict(False, "sealed")),
        (KeyError("test.unknown"), Verdict(True, "KeyError")),
    ],
)
def test_judge(error: Exception, verdict: Verdict) -> None:
    assert judge(error) == verdict


def test_backoff_doubles_up_to_four_hours_with_a_quarter_of_chance() -> None:
    assert [backoff(n, 0.5) / timedelta(minutes=1) for n in (1, 2, 3, 4)] == [1, 2, 4, 8]
    assert backoff(9, 0.5) == backoff(10_000, 0.5) == timedelta(hours=4)
    assert backoff(1, 0) == timedelta(seconds=45)
    assert backoff(1, 1) == timedelta(seconds=75)
    assert backoff(1) != backoff(1) or backoff(1) != backoff(1)


pytestmark = pytest.mark.django_db


def test_greylisting_is_waited_for(notices: Any, mail_server: Any) -> None:
    mail_server.refuse["a@example.org"] = "450 come back later"
    message = notices.plan()
    assert deliver.run("w") == 0
    message.refresh_from_db()
    assert (message.state, message.error_kind, message.attempts) == (State.PENDING, "recipient-450", 1)
    assert timedelta(seconds=30) < message.next_attempt_at - timezone.now() < timedelta(seconds=80)
    mail_server.refuse.clear()
    Message.objects.update(next_attempt_at=timezone.now())
    assert deliver.run("w") == 1
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error_kind) == (State.SENT, 2, "")


def test_a_box_that_does_not_exist_fails_at_once_and_stops_nobody_else(
    notices: Any, mail_server: Any
) -> None:
    mail_server.refuse["gone@example.org"] = "550 no such box"
    notices.recipients = [
        Recipient("gone@example.org"),
        Recipient("b@example.org"),
        Recipient("c@example.org"),
    ]
    notices.plan()
    deliver.run("w")
    assert sorted(envelope.rcpt_tos[0] for envelope in mail_server.envelopes) == [
        "b@example.org",
        "c@example.org",
    ]
    assert set(Message.objects.filter(state=State.FAILED).values_list("error_kind", flat=True)) == {
        "recipient-550"
    }


def test_a_mail_server_that_is_away_costs_one_attempt_not_one_per_message(
    notices: Any, mail_server: Any
) -> None:
    mail_server.stop()
    notices.many(5)
    assert deliver.run("w") == 0
    assert sorted(Message.objects.values_list("state", "attempts")) == [("pending", 0)] * 4 + [("pending", 1)]
    mail_server.start()
    Message.objects.update(next_attempt_at=timezone.now())
    assert deliver.run("w") == 5


def test_it_gives_up_after_five_days(notices: Any, mail_server: Any) -> None:
    mail_server.refuse_all = "450 never now"
    message = notices.plan(not_before=timezone.now() - timedelta(days=5))
    deliver.run("w")
    message.refresh_from_db()
    assert (message.state, message.error_kind) == (State.FAILED, "recipient-450")


def test_a_kind_that_breaks_does_not_stop_the_others(notices: Any, mail_server: Any) -> None:
    from portal.outbox import registry

    good = notices.plan()
    bad = notices.plan()
    Message.objects.filter(pk=bad.pk).update(kind="test.unknown")
    assert deliver.run("w") == 1
    good.refresh_from_db()
    bad.refresh_from_db()
    assert good.state == State.SENT
    assert (bad.state, bad.error_kind, bad.attempts) == (State.PENDING, "KeyError", 1)
    with pytest.raises(KeyError):
        registry.plan("test.unknown", good.pk)


def test_a_failing_query_of_one_kind_does_not_undo_the_claims(notices: Any, mail_server: Any) -> None:
    from django.db import connection

    def broken(message: Message) -> list[Recipient]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")
        return []

    message = notices.plan()
    from portal.outbox import registry

    kind = registry._kinds.pop("test.notice")
    registry.register(
        registry.Kind(kind.name, kind.audience, kind.template, broken, kind.context, kind.sample)
    )
    deliver.run("w")
    message.refresh_from_db()
    assert (message.state, message.error_kind) == (State.PENDING, "DataError")


def test_what_was_sealed_for_ever_is_not_tried_again(notices: Any, mail_server: Any) -> None:
    notices.error = CannotUnseal("the key was destroyed")
    message = notices.plan()
    deliver.run("w")
    message.refresh_from_db()
    assert (message.state, message.error_kind) == (State.FAILED, "sealed")


def fate(message: Message) -> tuple[str, str]:
    deliver.run("w")
    message.refresh_from_db()
    return message.state, message.error_kind


def test_word_to_staff_that_nobody_is_left_to_read_is_an_alarm(
    notices: Any, mail_server: Any, caplog: Any
) -> None:
    notices.recipients = []
    assert fate(notices.plan()) == (State.FAILED, "no-recipient")
    assert "failed for good (no-recipient)" in caplog.text


def test_a_complainant_without_an_address_is_none(notices: Any, mail_server: Any) -> None:
    notices.recipients = []
    kind = registry.find("test.notice")
    registry._kinds["test.notice"] = replace(kind, audience="complainant")
    assert fate(notices.plan()) == (State.CANCELLED, "no-recipient")


def test_what_nobody_needs_to_hear_any_more_is_none_either(notices: Any, mail_server: Any) -> None:
    notices.error = registry.Pointless()
    assert fate(notices.plan()) == (State.CANCELLED, "pointless")

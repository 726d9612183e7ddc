"""A notice for several people: one message each, each with its own fate."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.outbox import deliver
from portal.outbox.models import Message, State
from portal.outbox.registry import Recipient

pytestmark = pytest.mark.django_db
OFFICERS = [
    Recipient("a@example.org", "en"),
    Recipient("b@example.org", "ru"),
    Recipient("c@example.org", "en"),
]


def test_each_gets_a_mail_of_their_own_in_their_language(notices: Any, mail_server: Any) -> None:
    notices.recipients = OFFICERS
    parent, give_up = notices.plan(), timezone.now() + timedelta(hours=3)
    Message.objects.update(give_up_at=give_up)
    assert deliver.run("w") == 3
    parent.refresh_from_db()
    assert parent.state == State.SPLIT
    assert parent.sent_at is None
    children = parent.children.all()
    assert [child.state for child in children] == [State.SENT] * 3
    assert sorted(child.language for child in children) == ["en", "en", "ru"]
    assert {(child.attempts, child.give_up_at) for child in children} == {(1, give_up)}
    assert sorted(envelope.rcpt_tos for envelope in mail_server.envelopes) == [
        ["a@example.org"],
        ["b@example.org"],
        ["c@example.org"],
    ]
    assert len({mail["Message-ID"] for mail in mail_server.messages}) == 3


def test_only_the_one_that_failed_is_sent_again(notices: Any, mail_server: Any) -> None:
    notices.recipients = OFFICERS
    notices.plan()
    mail_server.refuse["b@example.org"] = "450 later"
    assert deliver.run("w") == 2
    mail_server.refuse.clear()
    Message.objects.filter(state=State.PENDING).update(next_attempt_at=timezone.now())
    assert deliver.run("w") == 1
    assert [envelope.rcpt_tos[0][0] for envelope in mail_server.envelopes] == ["a", "c", "b"]
    ids = [mail["Message-ID"] for mail in mail_server.messages]
    assert len(set(ids)) == 3


def test_somebody_who_left_meanwhile_gets_nothing(notices: Any, mail_server: Any) -> None:
    notices.recipients = OFFICERS
    notices.plan()
    mail_server.refuse["b@example.org"] = "450 later"
    deliver.run("w")
    notices.recipients = [each for each in OFFICERS if each.address != "b@example.org"]
    Message.objects.filter(state=State.PENDING).update(next_attempt_at=timezone.now())
    assert deliver.run("w") == 0
    child = Message.objects.get(error_kind="no-recipient")
    assert child.state == State.CANCELLED


def test_one_address_twice_is_one_mail(notices: Any, mail_server: Any) -> None:
    notices.recipients = [Recipient("a@example.org"), Recipient("A@example.org ")]
    message = notices.plan()
    assert deliver.run("w") == 1
    message.refresh_from_db()
    assert message.state == State.SENT


def test_the_same_person_cannot_be_recognised_over_two_messages(notices: Any, mail_server: Any) -> None:
    notices.recipients = OFFICERS
    notices.plan()
    notices.plan()
    deliver.run("w")
    hashes = [bytes(child.recipient_hash) for child in Message.objects.filter(parent__isnull=False)]
    assert len(hashes) == len(set(hashes)) == 6


def test_a_child_cannot_exist_twice(notices: Any) -> None:
    notices.recipients = OFFICERS
    parent = notices.plan()
    deliver.claim_batch("w")
    child = parent.children.first()
    child.pk, child.message_id = parent.pk.__class__(int=1), "<other@example.org>"
    with pytest.raises(IntegrityError, match="outbox_once_per_recipient"), transaction.atomic():
        child.save(force_insert=True)


def test_children_come_back_when_their_worker_dies(notices: Any, mail_server: Any) -> None:
    notices.recipients = OFFICERS
    notices.plan()
    assert len(deliver.claim_batch("dead").parcels) == 3
    later = timezone.now() + timedelta(minutes=11)
    assert deliver.recover_stuck(now=later) == 3
    Message.objects.filter(state=State.PENDING).update(next_attempt_at=timezone.now())
    assert deliver.run("w") == 3

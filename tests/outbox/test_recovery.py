"""What a dead worker left behind goes out after all, recognisable as the same mail."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.outbox import deliver
from portal.outbox.models import Message, State

pytestmark = pytest.mark.django_db


def test_a_claim_is_left_alone_until_its_lease_ends(notices: Any) -> None:
    notices.plan()
    deliver.claim_batch("dead")
    now = timezone.now()
    assert deliver.recover_stuck(now=now + timedelta(minutes=9)) == 0
    assert deliver.recover_stuck(now=now + timedelta(minutes=11)) == 1
    message = Message.objects.get()
    assert (message.state, message.error_kind, message.claimed_by) == (State.PENDING, "worker-died", "")


def test_sent_but_not_marked_is_sent_again_under_the_same_id(notices: Any, mail_server: Any) -> None:
    from portal.outbox.render import as_mail

    notices.plan()
    [parcel] = deliver.claim_batch("dead").parcels
    from django.core.mail import get_connection

    from portal.outbox import registry

    as_mail(registry.find("test.notice"), parcel.message, parcel.recipient, get_connection()).send()
    deliver.recover_stuck(now=timezone.now() + timedelta(minutes=11))
    Message.objects.update(next_attempt_at=timezone.now())
    deliver.run("w")
    first, second = mail_server.messages
    assert first["Message-ID"] == second["Message-ID"]


def test_a_message_that_kills_its_workers_is_given_up(notices: Any) -> None:
    notices.plan()
    for _ in range(deliver.TOO_OFTEN_STUCK + 1):
        Message.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
        assert deliver.claim_batch("dies").looked_at == 1
        deliver.recover_stuck(now=timezone.now() + timedelta(minutes=11))
    message = Message.objects.get()
    assert (message.state, message.error_kind) == (State.FAILED, "worker-died")


def test_many_attempts_do_not_count_as_deaths(notices: Any) -> None:
    message = notices.plan()
    Message.objects.update(attempts=40)
    deliver.claim_batch("dead")
    assert deliver.recover_stuck(now=timezone.now() + timedelta(minutes=11)) == 1
    message.refresh_from_db()
    assert message.state == State.PENDING

"""What the database itself refuses."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.outbox import registry
from portal.outbox.models import Message
from tests.outbox.notices import SUBJECT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "nonsense",
    [
        {"state": "lost"},
        {"state": "claimed"},
        {"state": "claimed", "claimed_at": timezone.now()},
        {"state": "claimed", "claimed_by": "w"},
        {"state": "pending", "claimed_at": timezone.now(), "claimed_by": "w"},
        {"state": "sent"},
        {"state": "pending", "sent_at": timezone.now()},
        {"state": "failed"},
        {"recipient_hash": b"x" * 32},
        {"attempts": -1},
    ],
)
def test_incoherent_states(notices: Any, nonsense: dict[str, Any]) -> None:
    notices.plan()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.update(**nonsense)


def test_a_dedupe_key_is_planned_once(notices: Any) -> None:
    for _ in range(2):
        Message.objects.bulk_create(
            [registry.plan("test.notice", SUBJECT, dedupe_key="reminder:1")], ignore_conflicts=True
        )
    assert Message.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        notices.plan(dedupe_key="reminder:1")


def test_without_a_key_everything_is_planned(notices: Any) -> None:
    notices.plan()
    notices.plan()
    assert Message.objects.count() == 2


def test_the_claim_uses_its_index(notices: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Message.objects.due(timezone.now()).locked()[:20].explain()
    assert "outbox_due" in plan


def test_claiming_takes_a_fixed_number_of_queries(notices: Any, django_assert_num_queries: Any) -> None:
    from portal.outbox import deliver

    notices.many(10)
    # begin, select, update, and a savepoint around each message's recipients
    with django_assert_num_queries(4 + 2 * 10):
        deliver.claim_batch("w", 10)

"""The database refuses to rewrite what was recorded, whoever asks through the portal's own role."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from complaints.models import Event
from portal import ledger
from portal.ledger.models import Commitment
from tests.complaints_factory import Case, World

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, tzinfo=UTC)
REFUSED = "added, never changed or deleted"


def run(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def committed() -> Commitment:
    return ledger.commit("filed", uuid4(), {"reference": "PHR-2026-AAAAAAA-A"}, AT)


@pytest.fixture
def case() -> Case:
    world = World()
    case = world.file()
    case.step("acknowledge", world.olena)
    return case


@pytest.mark.parametrize(
    "change",
    [
        "digest = decode(repeat('00', 32), 'hex')",
        "salt = decode(repeat('00', 32), 'hex')",
        "salt = NULL, kind = 'decided'",
        "owner_id = gen_random_uuid()",
        "created_at = now()",
    ],
)
def test_a_commitment_is_not_rewritten(committed: Commitment, change: str) -> None:
    with pytest.raises(IntegrityError, match=REFUSED):
        run(f"UPDATE ledger_commitment SET {change} WHERE id = %s", committed.pk)


def test_a_commitment_is_not_deleted_and_its_erased_salt_does_not_come_back(committed: Commitment) -> None:
    with pytest.raises(IntegrityError, match=REFUSED):
        run("DELETE FROM ledger_commitment WHERE id = %s", committed.pk)
    salt = committed.salt
    assert ledger.erase(committed.owner_id) == 1
    committed.refresh_from_db()
    assert committed.salt is None
    with pytest.raises(IntegrityError, match=REFUSED):
        run("UPDATE ledger_commitment SET salt = %s WHERE id = %s", salt, committed.pk)


@pytest.mark.parametrize(
    "change",
    [
        "at = now()",
        "actor_id = NULL, actor_kind = 'system'",
        "detail = 'x'",
        "reason = 'x'",
        "to_state = 'closed'",
    ],
)
def test_an_event_is_not_rewritten(case: Case, change: str) -> None:
    event = case.complaint.events.exclude(actor=None).get()
    with pytest.raises(IntegrityError, match=REFUSED):
        run(f"UPDATE complaints_event SET {change} WHERE id = %s", event.pk)


def test_an_event_is_not_deleted_not_even_with_its_complaint(case: Case) -> None:
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
        Event.objects.filter(complaint_id=case.pk).delete()
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
        case.complaint.delete()


def test_erasure_may_empty_the_reason(case: Case) -> None:
    before = list(case.complaint.events.order_by("id").values("id", "kind", "at", "actor_id", "detail"))
    assert case.complaint.events.exclude(reason=None).exists()
    case.complaint.events.update(reason=None)
    assert not case.complaint.events.exclude(reason=None).exists()
    assert before == list(
        case.complaint.events.order_by("id").values("id", "kind", "at", "actor_id", "detail")
    )

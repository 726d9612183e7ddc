"""Commitments: what a third party computes with nothing but SHA-256 and JSON is what is stored."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from associations.duties import Role
from portal.ledger import build, commit, erase, verify
from portal.ledger.canonical import NotCanonical, canonical
from portal.ledger.models import Commitment

OWNER = UUID("0189aaaa-0000-4000-8000-00000000c0de")
AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SALT = bytes(range(32))
STATEMENT = (
    b'{"at":"2026-03-01T12:00:00.000000Z","kind":"complaint.received",'
    b'"owner":"0189aaaa-0000-4000-8000-00000000c0de","payload":{"state":"received"},"version":1}'
)
DIGEST = "45ae6478678d9c8bf5d4a249c12650bedecb4ee6ee180832cbf5e95a91664c88"


def test_known_vector() -> None:
    commitment = build("complaint.received", OWNER, {"state": "received"}, AT, salt=SALT)
    assert hashlib.sha256(b"\x00" + SALT + STATEMENT).hexdigest() == DIGEST
    assert bytes(commitment.digest).hex() == DIGEST
    assert commitment.created_at == AT
    assert commitment.salt == SALT


@pytest.mark.parametrize(
    "value, written",
    [
        ({"b": 1, "a": [True, None, -3]}, b'{"a":[true,null,-3],"b":1}'),
        ({"text": "Рапорт “é”\n\u001f\u007f\\/"}, '{"text":"Рапорт “é”\\n\\u001f\u007f\\\\/"}'.encode()),
        ({"day": date(2026, 2, 3)}, b'{"day":"2026-02-03"}'),
        (
            {"at": datetime(2026, 3, 1, 17, 0, 0, 5, tzinfo=timezone(timedelta(hours=5)))},
            b'{"at":"2026-03-01T12:00:00.000005Z"}',
        ),
        ({"id": OWNER}, b'{"id":"0189aaaa-0000-4000-8000-00000000c0de"}'),
        ({"role": Role.AUDITOR}, b'{"role":"auditor"}'),
        ((1, (2,)), b"[1,[2]]"),
    ],
)
def test_one_spelling(value: object, written: bytes) -> None:
    assert canonical(value) == written


def test_order_of_keys_does_not_matter() -> None:
    one = build("k", OWNER, {"a": 1, "b": {"d": 2, "c": 3}}, AT, salt=SALT)
    other = build("k", OWNER, {"b": {"c": 3, "d": 2}, "a": 1}, AT, salt=SALT)
    assert one.digest == other.digest


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        float("nan"),
        2**53,
        -(2**53),
        AT.replace(tzinfo=None),
        {"ключ": 1},
        {1: 1},
        "\ud800",
        b"bytes",
        {1, 2},
    ],
)
def test_what_has_no_single_spelling_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical({"value": value} if not isinstance(value, dict) else value)


@pytest.mark.parametrize("payload", [{"state": "closed"}, {}, {"state": "received", "more": None}])
def test_another_payload_is_not_what_was_committed(payload: dict[str, object]) -> None:
    commitment = build("complaint.received", OWNER, {"state": "received"}, AT)
    assert verify(commitment, {"state": "received"})
    assert not verify(commitment, payload)


def test_salts_differ_and_are_whole() -> None:
    salts = {bytes(build("k", OWNER, {}, AT).salt or b"") for _ in range(20)}
    assert len(salts) == 20
    assert {len(salt) for salt in salts} == {32}
    with pytest.raises(ValueError, match="32 bytes"):
        build("k", OWNER, {}, AT, salt=b"short")


@pytest.mark.django_db
def test_commit_stores_in_one_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        commitment = commit("complaint.received", OWNER, {"state": "received"}, AT)
    stored = Commitment.objects.of(OWNER).get()
    assert stored.pk == commitment.pk
    assert verify(stored, {"state": "received"})
    assert json.loads(STATEMENT)["kind"] == stored.kind


@pytest.mark.django_db
def test_erasure_destroys_the_salt_and_keeps_the_digest() -> None:
    erased = commit("complaint.received", OWNER, {"state": "received"}, AT)
    commit("complaint.received", OWNER, {"state": "closed"}, AT)
    other = commit("complaint.received", UUID(int=7), {}, AT)
    assert erase(OWNER) == 2
    assert erase(OWNER) == 0
    row = Commitment.objects.get(pk=erased.pk)
    assert row.salt is None
    assert bytes(row.digest) == bytes(erased.digest)
    assert not verify(row, {"state": "received"})
    assert verify(Commitment.objects.get(pk=other.pk), {})


@pytest.mark.django_db
@pytest.mark.parametrize("column, value", [("digest", b"short"), ("salt", b"short"), ("digest", None)])
def test_the_database_refuses_half_a_commitment(column: str, value: bytes | None) -> None:
    commitment = commit("k", OWNER, {}, AT)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE ledger_commitment SET {column} = %s WHERE id = %s", [value, commitment.pk])

"""Make, check and erase commitments.

A third party who was given the salt (32 bytes) and the statement checks a commitment so, with nothing but SHA-256:

    statement = {"at": "2026-03-01T12:00:00.000000Z", "kind": "complaint.received",
                 "owner": "<uuid>", "payload": {...}, "version": 1}
    digest == sha256(b"\\x00" + salt + canonical(statement))

``canonical`` is RFC 8785 (see ``canonical.py``). The leading zero byte makes the digest the leaf hash of RFC 9162,
section 2.1.1, over ``salt || canonical(statement)``. The salt has 256 random bits, so a digest cannot be guessed back
even when the statement is one of a few ("was a complaint filed that minute?").
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.ledger.canonical import canonical
from portal.ledger.models import SALT_BYTES, Commitment

VERSION = 1
LEAF = b"\x00"


def statement(kind: str, owner_id: UUID, payload: dict[str, Any], at: datetime) -> bytes:
    """The bytes that are committed to. Raises ``NotCanonical`` for a payload without a single spelling."""
    return canonical({"at": at, "kind": kind, "owner": owner_id, "payload": payload, "version": VERSION})


def digest_of(salt: bytes, committed: bytes) -> bytes:
    """SHA-256 over 0x00, salt and statement: the leaf hash of RFC 9162, section 2.1.1."""
    return hashlib.sha256(LEAF + salt + committed).digest()


def build(
    kind: str, owner_id: UUID, payload: dict[str, Any], at: datetime, *, salt: bytes | None = None
) -> Commitment:
    """A commitment that the caller stores in its own transaction (``bulk_create``). ``salt`` is given by tests only."""
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    digest = digest_of(salt, statement(kind, owner_id, payload, at))
    return Commitment(owner_id=owner_id, kind=kind, digest=digest, salt=salt, created_at=at)


def commit(kind: str, owner_id: UUID, payload: dict[str, Any], at: datetime) -> Commitment:
    """Store a commitment, inside the transaction of the change it stands for (1 query)."""
    commitment = build(kind, owner_id, payload, at)
    commitment.save(force_insert=True)
    return commitment


def commit_many(commitments: Iterable[Commitment]) -> None:
    """Store commitments that were built, inside the transaction of the changes they stand for (1 query for many)."""
    Commitment.objects.bulk_create(commitments)


def verify(commitment: Commitment, payload: dict[str, Any]) -> bool:
    """Whether the commitment was made to exactly this payload. False once the salt is erased."""
    if commitment.salt is None:
        return False
    committed = statement(commitment.kind, commitment.owner_id, payload, commitment.created_at)
    return hmac.compare_digest(bytes(commitment.digest), digest_of(bytes(commitment.salt), committed))


def erase(owner_id: UUID) -> int:
    """Destroy the salts of one record's commitments; the digests stay. Returns how many (1 query)."""
    return Commitment.objects.filter(owner_id=owner_id, salt__isnull=False).update(salt=None)

"""Drafts: the server keeps them, only the resume code opens them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from complaints.models import Complaint, Draft, DraftFile
from complaints.models.draft import RECEIPT_SHOWN_FOR, expiry
from portal.receipts import code as codes
from portal.sealing import CannotUnseal
from portal.sealing.storage import discard_on_commit
from portal.sealing.symmetric import open_with, seal_with

if TYPE_CHECKING:
    from django.db.models import QuerySet

Payload = dict[str, Any]
_DOMAIN = "draft"
SHOWN_MINUTES = int(RECEIPT_SHOWN_FOR.total_seconds() // 60)
#: The most that the answers of one draft may take, in bytes, before they are sealed. Every field filled to its limit in
#: the widest alphabet stays below; a narrative four times too long is kept too, so that it can be shortened.
MOST_BYTES = 1_500_000


class TooLarge(Exception):
    """The answers are more than one draft holds: nothing of this change was saved."""


@dataclass(slots=True)
class OpenDraft:
    """A draft and its answers, opened with ``code`` (normalised). Lives for one request."""

    row: Draft
    code: str
    payload: Payload

    @property
    def is_filed(self) -> bool:
        return self.row.filed_at is not None

    def seal(self) -> None:
        """Put ``payload`` back into the row, sealed. Saving is the caller's. Raises :class:`TooLarge`."""
        text = json.dumps(self.payload, ensure_ascii=False, default=str).encode("utf-8", "replace")
        if len(text) > MOST_BYTES:
            raise TooLarge
        self.row.payload = seal_with(codes.symmetric_key(self.code), _context(self.row), text)


def _context(row: Draft) -> str:
    return f"complaints.draft/{row.pk}"


def start(now: datetime, payload: Payload | None = None, completes: Complaint | None = None) -> OpenDraft:
    """A new draft with a new resume code. One query."""
    code = codes.new_code()
    row = Draft(
        code_hash=codes.lookup_hash(code, _DOMAIN), changed_at=now, completes=completes, expires_at=expiry()
    )
    draft = OpenDraft(row, code, payload or {})
    draft.seal()
    row.save(force_insert=True)
    return draft


def find(code: str, *, lock: bool = False) -> OpenDraft | None:
    """The draft that ``code`` (normalised) opens, unless it expired. One query; ``lock`` inside a transaction only."""
    rows = Draft.objects.filter(code_hash=codes.lookup_hash(code, _DOMAIN), expires_at__gt=timezone.now())
    row = (rows.select_for_update() if lock else rows).first()
    if row is None:
        return None
    try:
        text = open_with(codes.symmetric_key(code), _context(row), bytes(row.payload))
    except CannotUnseal:
        return None
    return OpenDraft(row, code, json.loads(text))


@contextmanager
def changing(code: str) -> Iterator[OpenDraft]:
    """The draft, locked; what the block does to ``payload`` is saved and the draft kept for another full period.

    Two windows that fill in different steps of one draft do not undo each other's answers. Raises
    ``Draft.DoesNotExist``, :class:`TooLarge`.
    """
    with transaction.atomic():
        draft = find(code, lock=True)
        if draft is None or draft.is_filed:
            raise Draft.DoesNotExist
        yield draft
        draft.seal()
        draft.row.changed_at = timezone.now()
        draft.row.expires_at = expiry()
        draft.row.save(update_fields=["payload", "changed_at", "expires_at"])


def receipt_of(draft: OpenDraft, now: datetime) -> tuple[str, str] | None:
    """(reference, secret) of a filed draft, as long as it may be shown again."""
    if draft.row.filed_at is None or now - draft.row.filed_at > RECEIPT_SHOWN_FOR:
        return None
    try:
        return draft.payload["reference"], draft.payload["secret"]
    except KeyError:
        return None


def forget(draft: OpenDraft) -> None:
    """The complainant has the receipt: remove what is left of the draft."""
    remove(Draft.objects.filter(pk=draft.row.pk))


def forget_receipts(complaint_id: UUID) -> None:
    """Somebody came back with the secret, so they have it: its receipt is shown nowhere any more."""
    remove(Draft.objects.filter(filed_as=complaint_id, completes=None))


def give_up(draft: OpenDraft) -> bool:
    """Remove an unsent draft, with its files. False when it is not there any more, or was sent meanwhile: then its
    receipt and its files are the complaint's.
    """
    return remove(Draft.objects.filter(pk=draft.row.pk, filed_at__isnull=True)) == 1


def remove(drafts: "QuerySet[Draft]") -> int:
    """Remove drafts and the sealed files that only they hold. Returns how many drafts.

    Each in a transaction of its own, its row locked: one that no longer fits the query by then - it was changed, or
    sent, and its files belong to a complaint - stays. Files go once it is certain that the draft has gone; a storage
    that does not answer stops nothing.
    """
    return sum(_remove(drafts, pk) for pk in list(drafts.values_list("pk", flat=True)))


def _remove(drafts: "QuerySet[Draft]", pk: UUID) -> bool:
    with transaction.atomic():
        row = drafts.select_for_update().filter(pk=pk).first()
        if row is None:
            return False
        names = list(row.files.values_list("storage_name", flat=True))
        row.delete()
        discard_on_commit(names)
    return True


def sweep(now: datetime) -> int:
    """Remove unsent drafts that expired, and receipts shown long enough. Returns how many."""
    expired = Draft.objects.filter(expires_at__lt=now, filed_at__isnull=True)
    return remove(expired) + remove(Draft.objects.filter(filed_at__lt=now - RECEIPT_SHOWN_FOR))


def own_file(draft: OpenDraft, file_id: Any, storage_name: str) -> DraftFile:
    """Note a kept upload as belonging to the draft."""
    return DraftFile.objects.create(draft=draft.row, file_id=file_id, storage_name=storage_name)

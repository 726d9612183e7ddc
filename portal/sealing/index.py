"""Search in sealed text: keyed hashes of words, never the words.

Each owner has one row with the set of its words, each as a 32-bit keyed hash under ``PORTAL_INDEX_KEY`` (desk and
worker only; another key than that of ``hashing.py``). 32 bits are few on purpose: a hash has many preimages, so a hit
is a candidate and no proof. What leaks to someone with the table and without the key is which rows share a (hashed)
word and how often; ``docs/threat-model.md`` says so. Callers never hand in identity or contact words.
"""

import hashlib
import logging
import re
import unicodedata
from collections.abc import Callable, Iterable
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from portal.sealing.errors import CannotUnseal
from portal.sealing.hashing import personal, setting_key
from portal.sealing.keyring import keyring
from portal.sealing.models import DataKey, IndexRow, Purpose

log = logging.getLogger(__name__)
SHORTEST, LONGEST = 2, 64  # characters of a word
WORD = re.compile(r"[^\W_]+")
# Chinese is written without spaces: runs of Han characters are cut into overlapping pairs.
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
APOSTROPHES = dict.fromkeys(map(ord, "'`´ʼʻʹ‘’＇"))  # об'єкт, об’єкт and обʼєкт are one word
FOLDS = str.maketrans({"ı": "i", "ё": "е"})  # İ becomes i and a combining dot when its case is folded


def normalise(text: str) -> str:
    """Text in the form that is compared: NFKC, case folded, dotted and dotless i alike, no invisible characters."""
    visible = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    folded = visible.translate(APOSTROPHES).casefold().translate(FOLDS)
    return unicodedata.normalize("NFKC", folded.replace("i\u0307", "i"))


def words(text: str) -> set[str]:
    """The searchable words of a text: at least two characters, pairs for Chinese."""
    found: set[str] = set()
    for run in HAN.findall(text := normalise(text)):
        found.update(run[at : at + 2] for at in range(len(run) - 1))
    for word in WORD.findall(HAN.sub(" ", text)):
        if len(word) >= SHORTEST:
            found.add(word[:LONGEST])
    return found


def hashes(of: Iterable[str]) -> list[int]:
    """Sorted keyed hashes (signed 32-bit) of words. Raises ImproperlyConfigured without PORTAL_INDEX_KEY."""
    base = hashlib.blake2b(digest_size=4, key=setting_key("PORTAL_INDEX_KEY"), person=personal("index"))
    found = set()
    for word in of:
        hasher = base.copy()
        hasher.update(word.encode("utf-8", "replace"))
        found.add(int.from_bytes(hasher.digest(), "big", signed=True))
    return sorted(found)


def search_ids(query: str) -> QuerySet:
    """Owners whose text holds all words of the query (for ``filter(id__in=...)``); none when it has no word."""
    wanted = hashes(words(query))
    rows = IndexRow.objects.filter(words__contains=wanted) if wanted else IndexRow.objects.none()
    return rows.values_list("owner_id", flat=True)


def mark_stale(owner_id: UUID) -> None:
    """Ask for the owner's words to be read again; call it in the transaction that changes the text."""
    IndexRow.objects.bulk_create(
        [IndexRow(owner_id=owner_id, stale=True)],
        update_conflicts=True,
        unique_fields=["owner_id"],
        update_fields=["stale"],
    )


def mark_all_stale() -> int:
    """Rebuild everything: after a restore (the index is not in the backups), a new key or new folding. Returns how
    many rows wait now: those there are, and one for each owner of content that has none.
    """
    with transaction.atomic():
        IndexRow.objects.update(stale=True)
        owners = DataKey.objects.filter(purpose=Purpose.CONTENT).values_list("owner_id", flat=True)
        missing = (IndexRow(owner_id=owner) for owner in owners.iterator())
        while batch := list(islice(missing, 1000)):
            IndexRow.objects.bulk_create(batch, ignore_conflicts=True)
        return IndexRow.objects.filter(stale=True).count()


def refresh_stale(read_text: Callable[[UUID], str | None], limit: int = 200) -> int:
    """Read up to ``limit`` stale owners again; returns how many were written.

    One short transaction per owner, so that a request that touches the same owner never waits for a batch; owners that
    another worker holds are skipped. ``read_text`` returns the text, or None when the owner is gone.
    """
    if not keyring().holds_secrets:
        raise CannotUnseal(
            "the index is filled where the desk's secret key is: PORTAL_SURFACE=desk or the worker"
        )
    done, last = 0, UUID(int=0)
    for _ in range(limit):
        with transaction.atomic():
            row = (
                IndexRow.objects.select_for_update(skip_locked=True)
                .filter(stale=True, owner_id__gt=last)
                .order_by("owner_id")
                .first()
            )
            if row is None:
                break
            last = row.owner_id
            done += _refresh(row, read_text)
    return done


def _refresh(row: IndexRow, read_text: Callable[[UUID], str | None]) -> int:
    try:
        with transaction.atomic():
            text = read_text(row.owner_id)
    except CannotUnseal as reason:
        log.warning("index of %s left empty: %s", row.owner_id, reason)
        text = ""
    except Exception as error:  # noqa: BLE001 - one owner's fault must not stop the others; it stays stale and is tried again
        log.error("index of %s not read: %s", row.owner_id, type(error).__name__)
        return 0
    if text is None:
        row.delete()
    else:
        row.words, row.stale = hashes(words(text)), False
        row.save(update_fields=["words", "stale"])
    return 1

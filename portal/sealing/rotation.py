"""Wrap every data key to the newest wrapping key. The data keys, and so all ciphertexts, stay as they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet

from portal.sealing.errors import CannotUnseal
from portal.sealing.keyring import Keyring, keyring
from portal.sealing.models import DataKey


@dataclass(frozen=True)
class Batch:
    rotated: int
    failed: list[UUID]  # data keys whose old secret key is missing, or which were damaged


def waiting(ring: Keyring) -> QuerySet[DataKey]:
    """Data keys not yet wrapped to the newest version."""
    return DataKey.objects.exclude(desk_version=ring.newest)


def in_use() -> dict[int, int]:
    """How many data keys each version of the wrapping key still protects."""
    rows = DataKey.objects.order_by("desk_version").values_list("desk_version").annotate(Count("id"))
    return dict(rows)


def rotate(batch_size: int = 500) -> Iterator[Batch]:
    """Re-wrap batch by batch, each in its own transaction.

    Where to go on is read from the rows themselves, so it can be interrupted and run again, twice at once too. Rows are
    locked in the order of their ids and only the desk's columns are written: a receipt may be replaced meanwhile.
    """
    ring, last = keyring(), UUID(int=0)
    while True:
        with transaction.atomic():
            rows = list(waiting(ring).select_for_update().filter(id__gt=last).order_by("id")[:batch_size])
            if not rows:
                return
            last = rows[-1].id
            done, failed = _rewrap(ring, rows)
            DataKey.objects.bulk_update(done, ["desk_version", "desk_wrap"])
        yield Batch(len(done), failed)


def _rewrap(ring: Keyring, rows: list[DataKey]) -> tuple[list[DataKey], list[UUID]]:
    done: list[DataKey] = []
    failed: list[UUID] = []
    for row in rows:
        try:
            payload = ring.unwrap(row.desk_version, bytes(row.desk_wrap))
        except CannotUnseal:
            failed.append(row.id)
            continue
        row.desk_version, row.desk_wrap = ring.wrap(payload)
        done.append(row)
    return done, failed

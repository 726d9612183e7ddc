"""Erasure: without its data keys nothing of an owner can be opened again, wherever a copy lies."""

from uuid import UUID

from django.db import transaction

from portal.sealing.models import DataKey, IndexRow


@transaction.atomic
def erase_owner(owner_id: UUID) -> None:
    """Destroy the data keys and the index row of an owner. Idempotent.

    Stored files become unreadable with it; delete their objects as well (``storage.discard``) to free the space.
    """
    DataKey.objects.filter(owner_id=owner_id).delete()
    IndexRow.objects.filter(owner_id=owner_id).delete()

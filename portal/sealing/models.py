"""Wrapped data keys and blind-index rows. No row here points to another table: an owner is any sealed record."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.sealing.fields import Purpose, SealedField

__all__ = ["DataKey", "IndexRow", "Purpose", "SealedField"]


class DataKey(models.Model):
    """One random 32-byte key per owner and purpose, wrapped to the desk and (where there is one) to the receipt.

    Deleting the row erases everything the key ever sealed, in tables, history, files and older dumps.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_id = models.UUIDField(editable=False)
    purpose = models.CharField(max_length=16, choices=Purpose, editable=False)
    desk_version = models.PositiveIntegerField(editable=False)
    desk_wrap = models.BinaryField()
    receipt_wrap = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            # Serves every opening as well: WHERE owner_id = ... AND purpose IN (...).
            models.UniqueConstraint(fields=["owner_id", "purpose"], name="sealing_one_key_per_purpose"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="sealing_known_purpose"),
            models.CheckConstraint(condition=Q(desk_version__gte=1), name="sealing_version_from_one"),
        ]
        indexes = [
            # Serves rotate_sealing_keys: WHERE desk_version = ... AND id > ... ORDER BY id LIMIT n.
            models.Index(fields=["desk_version", "id"], name="sealing_key_rotation"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} key of {self.owner_id}"


class IndexRow(models.Model):
    """The searchable words of one owner as keyed 32-bit hashes. Never of identity words; see ``index.py``."""

    owner_id = models.UUIDField(primary_key=True, editable=False)
    words = ArrayField(models.IntegerField(), default=list)
    stale = models.BooleanField(default=True)

    class Meta:
        indexes = [
            # Serves search_ids: WHERE words @> ARRAY[...].
            GinIndex(fields=["words"], name="sealing_index_words"),
            # Serves refresh_stale: WHERE stale ORDER BY owner_id LIMIT 1 FOR UPDATE SKIP LOCKED.
            models.Index(fields=["owner_id"], condition=Q(stale=True), name="sealing_index_stale"),
        ]

    def __str__(self) -> str:
        return f"index of {self.owner_id}"

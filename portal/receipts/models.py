"""Receipts: what is kept of the secret someone comes back with."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone


class State(models.TextChoices):
    ACTIVE = "active", "active"
    FROZEN = "frozen", "frozen"
    REPLACED = "replaced", "replaced"


class Receipt(models.Model):
    """One secret of one owner. Only a keyed hash and the public half of a derived key are stored.

    Frozen and replaced rows stay, so that their holder can be told what happened; they open nothing any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_id = models.UUIDField(editable=False)
    code_hash = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateField(null=True, editable=False)  # the day only: hours would tell a habit

    class Meta:
        constraints = [
            # A data key has one receipt wrap, so an owner has one living receipt.
            models.UniqueConstraint(
                fields=["owner_id"], condition=Q(state="active"), name="receipts_one_active_per_owner"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="receipts_known_state"),
        ]
        # Serves erasure and reissue: WHERE owner_id = ...
        indexes = [models.Index(fields=["owner_id"], name="receipts_owner")]

    def __str__(self) -> str:
        return f"receipt {self.id}"

    @property
    def is_active(self) -> bool:
        return self.state == State.ACTIVE

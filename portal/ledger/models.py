"""Commitments: proof that something was recorded, and when, which tells nothing about what."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

SALT_BYTES = 32
DIGEST_BYTES = 32

models.BinaryField.register_lookup(Length)


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def of(self, owner_id: uuid.UUID) -> "CommitmentQuerySet":
        """Every commitment about one record, oldest first (1 query; served by ``commitment_owner``)."""
        return self.filter(owner_id=owner_id).order_by("created_at", "id")


class Commitment(models.Model):
    """A salted digest written in the transaction of the change it stands for: see ``portal/ledger/__init__.py``.

    The row outlives the record it speaks of. Erasure destroys the salt, after which nobody can prove or disprove what
    was committed; the digest stays, so that nothing can be taken out of the ledger unseen.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_id = models.UUIDField(editable=False)
    kind = models.CharField(max_length=64, editable=False)
    digest = models.BinaryField(max_length=DIGEST_BYTES, editable=False, unique=True)
    salt = models.BinaryField(max_length=SALT_BYTES, null=True, editable=False)
    created_at = models.DateTimeField(editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        # commitment_owner: erasure and a record's own proofs; commitment_created: the sequencer's next batch.
        indexes = [
            models.Index(fields=["owner_id", "created_at"], name="commitment_owner"),
            models.Index(fields=["created_at", "id"], name="commitment_created"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(digest__length=DIGEST_BYTES), name="commitment_digest_whole"),
            models.CheckConstraint(
                condition=Q(salt__isnull=True) | Q(salt__length=SALT_BYTES),
                name="commitment_salt_whole_or_gone",
            ),
        ]

    def __str__(self) -> str:
        return bytes(self.digest).hex()

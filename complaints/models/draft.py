"""The server-kept draft of a complaint. Only the resume code opens it: not the desk, not the public server by
itself.
"""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints import clocks
from complaints.models.complaint import Complaint

#: How long the receipt can be shown again to the same browser.
RECEIPT_SHOWN_FOR = timedelta(minutes=30)


def expiry() -> datetime:
    """Until when a draft is kept that is changed now (clock rule ``draft``)."""
    rule = clocks.BY_CODE["draft"]
    return clocks.add(timezone.now(), rule.number, rule.unit)


class Draft(models.Model):
    """Answers so far, as one JSON object sealed under a key that only the resume code yields.

    After sending, ``payload`` holds nothing but the receipt's secret, until the complainant confirms having kept it or
    :data:`RECEIPT_SHOWN_FOR` has passed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code_hash = models.BinaryField(unique=True, editable=False)
    payload = models.BinaryField(editable=False)
    changed_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=expiry)
    #: Completes this short filing, instead of becoming a new complaint.
    completes = models.ForeignKey(
        Complaint,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    filed_as = models.ForeignKey(
        Complaint,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    filed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="draft_filed_together",
                condition=Q(filed_as__isnull=True, filed_at__isnull=True)
                | Q(filed_as__isnull=False, filed_at__isnull=False),
            ),
        ]
        indexes = [
            # The hourly sweep.
            models.Index(fields=["expires_at"], name="draft_expiry"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class DraftFile(models.Model):
    """A sealed upload that belongs to a draft, so that it can be removed with it. Its key stands in the draft's
    payload.
    """

    file_id = models.UUIDField(primary_key=True, editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    storage_name = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("file of a draft")
        verbose_name_plural = _("files of drafts")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.file_id)

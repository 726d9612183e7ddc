"""What must be sent, stored in the transaction that caused it. No address and no content: the worker resolves both."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PATIENCE = timedelta(
    days=5
)  # how long a temporary failure is retried; SMTP's own custom (RFC 5321, 4.5.4.1: 4-5 days)


class State(models.TextChoices):
    PENDING = "pending", _("waiting")
    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    SPLIT = "split", _("split into one message each")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, now: datetime) -> "MessageQuerySet":
        return self.filter(state=State.PENDING, next_attempt_at__lte=now).order_by("next_attempt_at")

    def locked(self) -> "MessageQuerySet":
        """Rows that no other worker is looking at: what makes two workers and two beats harmless."""
        return self.select_for_update(skip_locked=True, of=("self",))

    def stuck(self, before: datetime) -> "MessageQuerySet":
        """Claimed before that moment and neither sent nor given back: the worker died."""
        return self.filter(state=State.CLAIMED, claimed_at__lt=before)


class Message(models.Model):
    """One notice to be sent. Made by ``registry.plan``; afterwards only ``deliver`` and the administrator change it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    subject_id = models.UUIDField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    params = models.JSONField(default=dict, blank=True)
    language = models.CharField(_("language"), max_length=12)
    dedupe_key = models.CharField(max_length=200, null=True, blank=True, unique=True)
    message_id = models.CharField(max_length=200, unique=True)

    # One child for each of several recipients. The hash says which one; the address itself is stored nowhere.
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    recipient_hash = models.BinaryField(max_length=32, null=True, blank=True)

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    recoveries = models.PositiveIntegerField(default=0)  # how often the worker died that had claimed it
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    give_up_at = models.DateTimeField(_("tried until"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=100, blank=True)
    error_kind = models.CharField(_("last error"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("outbox")
        ordering = ["-created_at"]
        indexes = [
            # claim_batch(): WHERE state = 'pending' AND next_attempt_at <= now ORDER BY next_attempt_at
            models.Index(fields=["next_attempt_at"], condition=Q(state="pending"), name="outbox_due"),
            # recover_stuck(): WHERE state = 'claimed' AND claimed_at < ...
            models.Index(fields=["claimed_at"], condition=Q(state="claimed"), name="outbox_stuck"),
            # the administrator's list, newest first
            models.Index(fields=["-created_at"], name="outbox_newest"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="outbox_known_state"),
            models.CheckConstraint(
                condition=Q(state="claimed", claimed_at__isnull=False) & ~Q(claimed_by="")
                | ~Q(state="claimed") & Q(claimed_at__isnull=True, claimed_by=""),
                name="outbox_claimed_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
                name="outbox_sent_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(error_kind=""), name="outbox_failed_says_why"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, recipient_hash__isnull=True)
                | Q(parent__isnull=False, recipient_hash__isnull=False),
                name="outbox_child_has_one_recipient",
            ),
            models.UniqueConstraint(fields=["parent", "recipient_hash"], name="outbox_once_per_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

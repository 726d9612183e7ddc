"""What follows a decision: what the body says to it and reports, what becomes of its conditions, a second look."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.diligence.models.outcome import Condition
from associations.diligence.models.review import Review
from associations.diligence.states import ConditionState, Outcome, SecondResult
from portal.sealing import SealedField


class Statement(models.Model):
    """The body's own words beside the decision: published once, as it wrote them. Public."""

    review = models.OneToOneField(Review, models.CASCADE, primary_key=True, related_name="statement")
    text = models.TextField()
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class SecondLook(models.Model):
    """Somebody who had no part looks at a decision again, because the body asked. Public; why it asked is sealed, in
    the history, and so is who looked.
    """

    review = models.OneToOneField(Review, models.CASCADE, primary_key=True, related_name="second_look")
    asked_on = models.DateField()
    outcome_before = models.CharField(max_length=20, choices=Outcome)
    result = models.CharField(max_length=10, choices=SecondResult, blank=True)
    language = models.CharField(max_length=12, blank=True)
    reasons = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("second look")
        verbose_name_plural = _("second looks")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="review_second_look_says_why",
                condition=Q(result="", reasons="", decided_on__isnull=True)
                | ~Q(result="") & ~Q(reasons="") & Q(decided_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ConditionReport(models.Model):
    """What the body reports on a condition, with its sources (JSON). Sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    condition = models.ForeignKey(Condition, models.CASCADE, related_name="reports")
    text = SealedField(null=True)
    sources = SealedField(null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("report on a condition")
        verbose_name_plural = _("reports on conditions")
        ordering = ["at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Settlement(models.Model):
    """What the reviewer says became of a condition. "Not met" is public only once a second person has confirmed it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    condition = models.ForeignKey(Condition, models.CASCADE, related_name="settlements")
    state = models.CharField(max_length=8, choices=ConditionState)
    said = SealedField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ["at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["condition"],
                name="condition_settled_once",
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="condition_not_met_by_two",
                condition=Q(done_at__isnull=True)
                | ~Q(state="not-met")
                | Q(second__isnull=False) & ~Q(second=F("by")),
            ),
        ]

    def __str__(self) -> str:
        return self.state

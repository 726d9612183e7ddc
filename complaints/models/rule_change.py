"""A proposed change of a published limit: one person proposes, another confirms, and from then on it holds."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models.clock import ClockRule


class RuleChange(models.Model):
    """What the limit should be, and why. Until it is confirmed the limit stays as it is; it can be dropped."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.ForeignKey(ClockRule, models.PROTECT, related_name="changes", verbose_name=_("clock rule"))
    number = models.PositiveSmallIntegerField(_("number"))
    urgent_number = models.PositiveSmallIntegerField(_("number in urgent complaints"), null=True, blank=True)
    extendable_to = models.PositiveSmallIntegerField(_("extendable to"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    asked_at = models.DateTimeField(_("proposed"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("confirmed by"),
    )
    done_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("dropped"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposed change of a limit")
        verbose_name_plural = _("proposed changes of limits")
        ordering = ["-asked_at"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["rule"],
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
                name="rulechange_one_open",
            ),
            models.CheckConstraint(
                name="rulechange_takes_two",
                condition=Q(done_at__isnull=True, confirmed_by__isnull=True)
                | Q(done_at__isnull=False, confirmed_by__isnull=False) & ~Q(confirmed_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="rulechange_done_or_dropped",
                condition=Q(done_at__isnull=True) | Q(dropped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="rulechange_possible",
                condition=Q(number__gt=0)
                & (Q(extendable_to__isnull=True) | Q(extendable_to__gt=F("number"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.number}"

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.dropped_at is None

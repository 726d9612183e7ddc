"""A proposed change of what was promised to everybody: one person proposes, another confirms, and then it holds.

``associations/two_persons.py`` is what is done with it.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def two_persons(prefix: str) -> list[Any]:
    """The constraints of a proposed change: one open of each rule, two people, done or dropped and not both."""
    return [
        models.UniqueConstraint(
            fields=["rule"],
            condition=Q(done_at__isnull=True, dropped_at__isnull=True),
            name=f"{prefix}_one_open",
        ),
        models.CheckConstraint(
            name=f"{prefix}_takes_two",
            condition=Q(done_at__isnull=True, confirmed_by__isnull=True)
            | Q(done_at__isnull=False, confirmed_by__isnull=False) & ~Q(confirmed_by=F("asked_by")),
        ),
        models.CheckConstraint(
            name=f"{prefix}_done_or_dropped",
            condition=Q(done_at__isnull=True) | Q(dropped_at__isnull=True),
        ),
    ]


class ProposedChange(models.Model):
    """Beside these columns a change has ``rule`` (related name ``changes``) and the rule's columns it would set."""

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
        abstract = True
        ordering = ["-asked_at"]
        default_permissions = ()

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.dropped_at is None

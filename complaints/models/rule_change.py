"""A proposed change of a published limit: one person proposes, another confirms, and from then on it holds."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from associations.models.proposed_change import ProposedChange, two_persons
from complaints.models.clock import ClockRule


class RuleChange(ProposedChange):
    """What the limit should be, and why. Until it is confirmed the limit stays as it is; it can be dropped."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.ForeignKey(ClockRule, models.PROTECT, related_name="changes", verbose_name=_("clock rule"))
    number = models.PositiveSmallIntegerField(_("number"))
    urgent_number = models.PositiveSmallIntegerField(_("number in urgent complaints"), null=True, blank=True)
    extendable_to = models.PositiveSmallIntegerField(_("extendable to"), null=True, blank=True)

    class Meta(ProposedChange.Meta):
        verbose_name = _("proposed change of a limit")
        verbose_name_plural = _("proposed changes of limits")
        constraints = [
            *two_persons("rulechange"),
            models.CheckConstraint(
                name="rulechange_possible",
                condition=Q(number__gt=0)
                & (Q(extendable_to__isnull=True) | Q(extendable_to__gt=F("number"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.number}"

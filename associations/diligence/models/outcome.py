"""What the public reads after a decision: a copy that stands by itself, and the conditions with their state."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.diligence.models.review import Review
from associations.diligence.states import ConditionState

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from associations.diligence.models.after import ConditionReport, Settlement


class Publication(models.Model):
    """The public summary, as it was confirmed. Never a view on the working paper; the ledger holds its digest."""

    review = models.OneToOneField(Review, models.CASCADE, primary_key=True, related_name="publication")
    #: Of the words that the reviewer wrote.
    language = models.CharField(max_length=12)
    #: ``papers.published``: what was asked and how, whether it was answered, sources, findings, the body's comments,
    #: the decision with its reasons.
    content = models.JSONField(encoder=DjangoJSONEncoder)
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("public summary")
        verbose_name_plural = _("public summaries")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Condition(models.Model):
    """A measure that a decision asks for, with its date. Public."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.CASCADE, related_name="conditions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(_("what is asked for"), max_length=1000)
    due_on = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=8, choices=ConditionState, default=ConditionState.OPEN)
    #: What was seen of it. Public, as the condition is.
    said = models.CharField(_("what was found"), max_length=500, blank=True)
    #: The day on which the body met it. When that was written down is another day: ``settled_at``.
    met_on = models.DateField(_("met on"), null=True, blank=True)
    settled_at = models.DateTimeField(_("recorded"), null=True, blank=True)
    #: The body reported on it last; the reviewer looked at it last.
    reported_on = models.DateField(null=True, blank=True)
    looked_on = models.DateField(null=True, blank=True)

    if TYPE_CHECKING:
        reports: "RelatedManager[ConditionReport]"
        settlements: "RelatedManager[Settlement]"

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ["position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["review", "position"], name="condition_position"),
            models.CheckConstraint(
                name="condition_state_known", condition=Q(state__in=ConditionState.values)
            ),
            models.CheckConstraint(
                name="condition_settled_says_what",
                condition=Q(state="open", settled_at__isnull=True, said="")
                | ~Q(state="open") & Q(settled_at__isnull=False) & ~Q(said=""),
            ),
            models.CheckConstraint(
                name="condition_met_on_a_day",
                condition=Q(state="met", met_on__isnull=False) | ~Q(state="met") & Q(met_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.position)

    def is_late(self, today: date) -> bool:
        """Whether its day is over and somebody has seen since that it is not met. A day that nobody has looked at says
        nothing about the body.
        """
        return self.is_due(today) and bool(self.looked_on and self.looked_on > self.due_on)

    def is_due(self, today: date) -> bool:
        return self.state == ConditionState.OPEN and self.due_on < today

    @property
    def is_unread(self) -> bool:
        """Whether the body reported since somebody looked."""
        return bool(self.reported_on and (self.looked_on is None or self.looked_on < self.reported_on))

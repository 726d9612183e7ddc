"""What the public reads after a decision: a copy that stands by itself, and the conditions with their state."""

import uuid
from datetime import date

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.diligence.models.review import Review
from associations.diligence.states import ConditionState


class Publication(models.Model):
    """The public summary, as it was confirmed. Never a view on the working paper; the ledger holds its digest."""

    review = models.OneToOneField(Review, models.CASCADE, primary_key=True, related_name="publication")
    #: Of the words that the reviewer wrote.
    language = models.CharField(max_length=12)
    #: ``papers.published``: questions with whether each was answered, sources, findings, summary, reasons.
    content = models.JSONField(encoder=DjangoJSONEncoder)
    #: The body's own words beside the findings; empty: it did not comment.
    comment = models.TextField(blank=True)
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
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

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
        ]

    def __str__(self) -> str:
        return str(self.position)

    def is_late(self, today: date) -> bool:
        return self.state == ConditionState.OPEN and self.due_on < today

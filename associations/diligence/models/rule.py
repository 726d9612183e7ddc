"""An umbrella body reviews its members: since when, how often, and how many days each side has."""

import uuid
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from associations.models import Association
from associations.models.proposed_change import ProposedChange, two_persons

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class ReviewRule(models.Model):
    """An umbrella body reviews its members, since a day and at an interval. Without a row it does not.

    A changed number reaches reviews that begin, or dates that are set, later; what was promised stays.
    """

    umbrella = models.OneToOneField(
        Association,
        models.PROTECT,
        primary_key=True,
        related_name="review_rule",
        verbose_name=_("umbrella body"),
        limit_choices_to={"kind": Association.Kind.UMBRELLA},
    )
    since = models.DateField(
        _("reviews its members since"),
        help_text=_("Who was a member before is due one interval after this day."),
    )
    #: DOMAIN section 3: yearly, as the petition of 2017 asked. The other numbers are the portal's own.
    months = models.PositiveSmallIntegerField(
        _("months from one review to the next"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    extendable_months = models.PositiveSmallIntegerField(
        _("months by which a review can be extended, in all"),
        default=6,
        validators=[MaxValueValidator(24)],
    )
    opens_days = models.PositiveSmallIntegerField(
        _("days before its date when a review is opened"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    answer_days = models.PositiveSmallIntegerField(
        _("days to answer the questions"),
        default=30,
        validators=[MinValueValidator(7), MaxValueValidator(180)],
    )
    #: DESIGN section 4, "fair to the respondent": 14 days to comment on draft findings.
    comment_days = models.PositiveSmallIntegerField(
        _("days to comment on the draft findings"),
        default=14,
        validators=[MinValueValidator(14), MaxValueValidator(90)],
    )
    correct_days = models.PositiveSmallIntegerField(
        _("days to correct an answer that was entered for the body"),
        default=7,
        validators=[MinValueValidator(7), MaxValueValidator(60)],
    )
    contest_days = models.PositiveSmallIntegerField(
        _("days to ask for a second look at the decision"),
        default=30,
        validators=[MinValueValidator(30), MaxValueValidator(180)],
    )
    #: What a second person confirms before it changes (``services/rules.py``).
    LIMITS = (
        "since",
        "months",
        "extendable_months",
        "opens_days",
        "answer_days",
        "comment_days",
        "correct_days",
        "contest_days",
    )
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    if TYPE_CHECKING:
        changes: "RelatedManager[ReviewRuleChange]"

    class Meta:
        verbose_name = _("rule for reviews")
        verbose_name_plural = _("rules for reviews")
        ordering = ["umbrella__slug"]
        constraints = [
            models.CheckConstraint(name="review_rule_positive", condition=Q(months__gt=0, answer_days__gt=0)),
            models.CheckConstraint(
                name="review_rule_hears",
                condition=Q(comment_days__gte=14),
                violation_error_message=_("The body has at least 14 days to comment."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.umbrella)


class ReviewRuleChange(ProposedChange):
    """What a rule should be, and why. Until somebody else confirms it the rule stays as it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.ForeignKey(ReviewRule, models.PROTECT, related_name="changes")
    since = models.DateField(_("reviews its members since"))
    months = models.PositiveSmallIntegerField()
    extendable_months = models.PositiveSmallIntegerField()
    opens_days = models.PositiveSmallIntegerField()
    answer_days = models.PositiveSmallIntegerField()
    comment_days = models.PositiveSmallIntegerField()
    correct_days = models.PositiveSmallIntegerField()
    contest_days = models.PositiveSmallIntegerField()

    class Meta(ProposedChange.Meta):
        verbose_name = _("proposed change of a rule for reviews")
        verbose_name_plural = _("proposed changes of rules for reviews")
        constraints = two_persons("reviewrulechange")

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.months}"

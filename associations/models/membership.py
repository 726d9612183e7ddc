"""Who is a member of what, from when to when."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from associations.models.body import Association
from associations.models.record import Precision, Revision, RevisionQuerySet, check_sources, partial
from portal.web.forms import PartialDate


class MembershipQuerySet(RevisionQuerySet):
    def on(self, day: date) -> Self:
        """Periods that contain ``day``. Days of which the record is not sure count as membership: whoever was perhaps a
        member can be complained about.
        """
        return self.filter(
            Q(began__isnull=True) | Q(began__lte=day), Q(ended__isnull=True) | Q(ended__gte=day)
        )

    def of(self, *members: Any) -> Self:
        return self.filter(member__in=members)


class Membership(Revision):
    """A period in which one body belonged to another.

    ``began`` is the first and ``ended`` the last day on which it may have been a member, as far as is known: of a
    membership that ended in "2022", ``ended`` is 31 December 2022. Empty: not known since when; not ended.
    """

    class Kind(models.TextChoices):
        ORGANISATIONAL = "organisational", _("organisational member")
        ASSOCIATE = "associate", _("associate member")
        INDIVIDUAL = "individual", _("its members belong as individuals")

    member = models.ForeignKey(
        Association, models.PROTECT, related_name="memberships", verbose_name=_("member")
    )
    umbrella = models.ForeignKey(
        Association, models.PROTECT, related_name="periods", verbose_name=_("member of")
    )
    kind = models.CharField(
        _("kind of membership"), max_length=16, choices=Kind.choices, default=Kind.ORGANISATIONAL
    )
    began = models.DateField(_("first day"), null=True, blank=True)
    began_precision = models.CharField(
        _("known"), max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    ended = models.DateField(_("last day"), null=True, blank=True)
    ended_precision = models.CharField(
        _("known"), max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    sources = models.JSONField(_("sources"), default=list, blank=True, validators=[check_sources])

    objects = MembershipQuerySet.as_manager()

    class Meta(Revision.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["began", "recorded_at"]
        indexes = [
            # A body's own page, and "was it a member on this day?"
            models.Index(fields=["member", "began"], name="membership_of_member"),
            # The members of an umbrella body
            models.Index(
                fields=["umbrella"],
                condition=Q(superseded_at__isnull=True, retracted=False),
                name="membership_in_umbrella",
            ),
        ]
        constraints = [
            *Revision.Meta.constraints,
            ExclusionConstraint(
                name="membership_periods_apart",
                expressions=[
                    ("member", RangeOperators.EQUAL),
                    ("umbrella", RangeOperators.EQUAL),
                    (
                        Func(
                            F("began"),
                            F("ended"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(superseded_at__isnull=True, retracted=False),
                violation_error_message=_("This period overlaps another one of the same membership."),
            ),
            models.CheckConstraint(
                condition=Q(began__isnull=True) | Q(ended__isnull=True) | Q(ended__gte=F("began")),
                name="membership_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first one."),
            ),
            models.CheckConstraint(
                condition=~Q(member=F("umbrella")),
                name="membership_not_in_itself",
                violation_error_message=_("A body is not its own member."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.umbrella}"

    def covers(self, day: date) -> bool:
        """As :meth:`MembershipQuerySet.on`, for one period."""
        return (self.began is None or self.began <= day) and (self.ended is None or day <= self.ended)

    def certainly_covers(self, day: date) -> bool:
        """Whether it was a member on ``day`` by all that is known; ``covers`` without this means "perhaps".

        A beginning nobody knows counts as certain from the day on which the period was put on record.
        """
        since, until = self.since, self.until
        first = since.latest if since else self.recorded_at.date()
        return first <= day and (until is None or day <= until.earliest)

    @property
    def since(self) -> PartialDate | None:
        return partial(self.began, self.began_precision)

    @property
    def until(self) -> PartialDate | None:
        return partial(self.ended, self.ended_precision)

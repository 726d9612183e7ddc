"""A review: whom it is about, on whose behalf, how far it is. Everything here is public; what is written is not
here.
"""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Self, cast

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q, Value
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from associations.diligence.permissions import ALL, listed_by, out_of
from associations.diligence.states import DONE, ENDED, OPEN, Outcome, ReviewPurpose, State
from associations.models import Association

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from associations.diligence.models.outcome import Condition, Publication
    from associations.diligence.models.work import Answer, Dossier, Note, Reminder, ReviewEvent
    from portal.accounts.models import User


#: Why the portal itself withdraws a review: kept in English, which is also the key of the catalogue.
LEFT = gettext_noop("The body left: by the public record it is no longer a member of the umbrella body.")


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
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

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


class ReviewQuerySet(models.QuerySet["Review"]):
    """Every staff page starts at :meth:`visible_to`; nothing else decides what somebody can find."""

    def visible_to(self, user: "User") -> Self:
        """Reviews on behalf of a body where the user has a role that lists them, unless they are out of it for a
        reason of their own (``permissions.is_out``); and those of the bodies the user answers for, from the
        questions on.

        Costs the queries for roles and interests, once per user object.
        """
        staff, own = listed_by(user)
        mine = Q(body__in=own) & ~Q(state=State.OPENED) if own else Q(pk__in=[])
        if not staff:
            return self.filter(mine)
        found = Q(umbrella__in=[body for body, states in staff.items() if states == ALL])
        for body, states in staff.items():
            if states != ALL:
                found |= Q(umbrella=body, state__in=sorted(states))
        out = out_of(user)
        kept_out = Q(body__in=out.bodies) | Q(body__country__in=out.countries)
        return self.filter(found & ~kept_out | mine)

    def locked(self, pk: uuid.UUID) -> "Review":
        """One review with its row locked until the transaction ends: what every change begins with.

        Raises ``Review.DoesNotExist``.
        """
        rows = self.select_for_update(of=("self",), no_key=True).select_related("body", "umbrella")
        return cast("Review", rows.get(pk=pk))

    def open(self) -> Self:
        """Not decided and not withdrawn (index ``review_open_due``)."""
        return self.filter(state__in=sorted(OPEN))

    def overdue(self, today: date) -> Self:
        return self.open().filter(due_on__lt=today)

    def decided(self) -> Self:
        """With a decision, whether its conditions still run or not (index ``review_decided``)."""
        return self.filter(state__in=sorted(DONE))

    def to_confirm(self, user: "User") -> Self:
        """Proposed by others."""
        return self.filter(state=State.PROPOSED).exclude(proposed_by=user).exclude(reviewer=user)

    def mine(self, user: "User") -> Self:
        """In the user's hands: open, or with conditions that run (index ``review_in_hands``)."""
        return self.filter(reviewer=user).exclude(state__in=[State.CLOSED, State.WITHDRAWN])

    def unassigned(self) -> Self:
        return self.open().filter(reviewer=None)

    def waits_for(self, bodies: list[uuid.UUID]) -> Self:
        """What one of these bodies is to answer or may comment on."""
        asked = Q(state=State.ASKED) | Q(state=State.HEARING, commented_at=None)
        return self.filter(asked, body__in=bodies)

    def queues(
        self, user: "User", now: date, own: list[uuid.UUID], *, confirms: bool, reviews: bool
    ) -> dict[str, Self]:
        """The queues of the desk, in the order in which they want attention; those that cannot be this person's are
        left out. ``own``: the bodies they answer for; ``confirms``, ``reviews``: whether they may, somewhere.
        """
        found: dict[str, Self] = {}
        if own:
            found["yours"] = self.waits_for(own)
        if listed_by(user)[0]:
            # Whom the body's own liaison stands for is no business of a desk queue.
            staff = self.exclude(body__in=own) if own else self
            found["overdue"] = staff.overdue(now)
            if confirms:
                found["confirm"] = staff.to_confirm(user)
            found["unassigned"] = staff.unassigned()
            if reviews:
                found["mine"] = staff.mine(user)
        return found

    @staticmethod
    def sizes(queues: "dict[str, ReviewQuerySet]") -> dict[str, int]:
        """How many stand in each queue: one query."""
        counted = [
            queue.order_by()
            .annotate(queue=Value(name, output_field=models.CharField()))
            .values("queue")
            .annotate(size=Count("pk"))
            for name, queue in queues.items()
        ]
        sizes = dict.fromkeys(queues, 0)
        if counted:
            for row in counted[0].union(*counted[1:], all=True) if len(counted) > 1 else counted[0]:
                sizes[row["queue"]] = row["size"]
        return sizes


class Review(models.Model):
    """One review and its present stage. Whatever is written in it is sealed in ``Dossier``, ``Answer`` and
    ``Note``; what the public reads after a decision is a copy of its own, ``Publication``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=24, unique=True, editable=False)
    umbrella = models.ForeignKey(
        Association, models.PROTECT, related_name="+", verbose_name=_("on behalf of")
    )
    body = models.ForeignKey(
        Association, models.PROTECT, related_name="reviews", verbose_name=_("body reviewed")
    )
    purpose = models.CharField(_("review"), max_length=8, choices=ReviewPurpose)
    event_name = models.CharField(_("event"), max_length=200, blank=True)
    event_place = models.CharField(_("place"), max_length=200, blank=True)
    event_from = models.DateField(_("first day planned"), null=True, blank=True)
    event_to = models.DateField(_("last day planned"), null=True, blank=True)
    #: The questions as they were asked (``questionnaire.asked_in``), and of which version they are.
    questions = models.JSONField(default=list)
    questionnaire = models.PositiveSmallIntegerField()

    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewer"),
    )
    state = models.CharField(_("stage"), max_length=12, choices=State, default=State.OPENED)
    state_since = models.DateTimeField(_("at this stage since"), default=timezone.now)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    #: Of a review that the portal opened itself when it came due: nobody.
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_due_on = models.DateField(editable=False)
    due_on = models.DateField(_("due"))
    answers_due_on = models.DateField(_("answers due"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    #: The last day on which the body can comment on the draft findings.
    comment_until = models.DateField(_("comment until"), null=True, blank=True)
    commented_at = models.DateTimeField(_("commented"), null=True, blank=True)
    outcome = models.CharField(_("decision"), max_length=20, choices=Outcome, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    next_on = models.DateField(_("next review"), null=True, blank=True)
    withdrawn_because = models.CharField(
        _("why it was withdrawn"), max_length=500, blank=True, help_text=_("Shown to the public.")
    )
    content_erased_at = models.DateTimeField(_("content erased"), null=True, blank=True, editable=False)

    objects = ReviewQuerySet.as_manager()

    if TYPE_CHECKING:
        answers: "RelatedManager[Answer]"
        conditions: "RelatedManager[Condition]"
        notes: "RelatedManager[Note]"
        events: "RelatedManager[ReviewEvent]"
        reminders: "RelatedManager[Reminder]"
        dossier: "Dossier"
        publication: "Publication"

    class Meta:
        verbose_name = _("due-diligence review")
        verbose_name_plural = _("due-diligence reviews")
        ordering = ["due_on", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="review_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="review_purpose_known", condition=Q(purpose__in=ReviewPurpose.values)
            ),
            # A second scheduler, or two people at once, open one review of a member.
            models.UniqueConstraint(
                fields=["umbrella", "body"],
                name="review_one_open_of_a_body",
                condition=Q(state__in=sorted(OPEN)) & ~Q(purpose="host"),
                violation_error_message=_("A review of this body is under way."),
            ),
            models.CheckConstraint(
                name="review_host_has_event",
                condition=Q(purpose="host") & ~Q(event_name="") | ~Q(purpose="host") & Q(event_name=""),
            ),
            models.CheckConstraint(
                name="review_event_in_order",
                condition=Q(event_to__isnull=True) | Q(event_to__gte=F("event_from")),
            ),
            models.CheckConstraint(
                name="review_decided_by_two",
                condition=~Q(state__in=sorted(DONE))
                | Q(decided_at__isnull=False, proposed_by__isnull=False, confirmed_by__isnull=False)
                & ~Q(outcome="")
                & ~Q(proposed_by=F("confirmed_by")),
            ),
            models.CheckConstraint(
                name="review_withdrawn_says_why",
                condition=Q(state=State.WITHDRAWN.value) & ~Q(withdrawn_because="")
                | ~Q(state=State.WITHDRAWN.value) & Q(withdrawn_because=""),
            ),
            models.CheckConstraint(name="review_not_of_itself", condition=~Q(body=F("umbrella"))),
        ]
        indexes = [
            # Overdue and under way, the longest due first: desk, public list, reminders.
            models.Index(
                fields=["due_on", "id"], name="review_open_due", condition=Q(state__in=sorted(OPEN))
            ),
            # The public list of decisions, the latest first.
            models.Index(
                fields=["-decided_at", "id"], name="review_decided", condition=Q(state__in=sorted(DONE))
            ),
            # A body's page; when a member's next review is due.
            models.Index(fields=["body", "umbrella", "-opened_at"], name="review_of_body"),
            # "Mine".
            models.Index(fields=["reviewer", "state"], name="review_in_hands"),
            # The erasure: WHERE state IN (ended) AND state_since <= ...
            models.Index(
                fields=["state_since"],
                name="review_to_erase",
                condition=Q(state__in=sorted(ENDED), content_erased_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_host(self) -> bool:
        return self.purpose == ReviewPurpose.HOST

    @property
    def left(self) -> bool:
        """Withdrawn by the portal itself, because the body left."""
        return self.withdrawn_because == LEFT

    @property
    def why_withdrawn(self) -> str:
        """The reason in the words of whoever gave it; that of the portal in the active language."""
        return gettext(LEFT) if self.left else self.withdrawn_because

    def days_over(self, today: date) -> int:
        """By how many days it is overdue; 0 for one that is not, or that has ended."""
        return max(0, (today - self.due_on).days) if self.is_open else 0

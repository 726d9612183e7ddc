"""A review: whom it is about, on whose behalf, how far it is. Everything here is public; what is written is not
here.
"""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.diligence.models.querysets import ReviewQuerySet
from associations.diligence.states import (
    DONE,
    ENDED,
    OPEN,
    Extension,
    Outcome,
    ReviewPurpose,
    Served,
    State,
    Withdrawal,
)
from associations.models import Association

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from associations.diligence.models.after import SecondLook, Statement
    from associations.diligence.models.history import Reminder, ReviewEvent
    from associations.diligence.models.outcome import Condition, Publication
    from associations.diligence.models.work import Answer, Comment, Dossier, Note, TimeRequest


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
    #: Why the date was moved last; empty: it never was. Public.
    extended_because = models.CharField(
        _("why it takes longer"), max_length=12, choices=Extension, blank=True
    )
    #: How and on which day the questions were put to the body. To whom is sealed, in the history.
    asked_way = models.CharField(_("questions put"), max_length=10, choices=Served, blank=True)
    asked_on = models.DateField(_("questions put on"), null=True, blank=True)
    answers_due_on = models.DateField(_("answers due"), null=True, blank=True)
    #: When the first answer came.
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    #: How often the body was heard: a changed draft is put to it again.
    hearing = models.PositiveSmallIntegerField(default=0, editable=False)
    heard_way = models.CharField(_("draft put"), max_length=10, choices=Served, blank=True)
    heard_on = models.DateField(_("draft put on"), null=True, blank=True)
    #: The last day on which the body can comment on the draft.
    comment_until = models.DateField(_("comment until"), null=True, blank=True)
    #: On the draft as it stands.
    commented_at = models.DateTimeField(_("commented"), null=True, blank=True)
    #: The body said that this is its last word: nobody waits for the date.
    comment_final = models.BooleanField(default=False)
    #: Empty until it is confirmed: what is intended is sealed.
    outcome = models.CharField(_("decision"), max_length=20, choices=Outcome, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    next_on = models.DateField(_("next review"), null=True, blank=True)
    #: Until when the body can ask for a second look.
    contest_until = models.DateField(_("second look until"), null=True, blank=True)
    withdrawn_because = models.CharField(
        _("why it was withdrawn"), max_length=12, choices=Withdrawal, blank=True
    )
    content_erased_at = models.DateTimeField(_("content erased"), null=True, blank=True, editable=False)

    objects = ReviewQuerySet.as_manager()

    if TYPE_CHECKING:
        answers: "RelatedManager[Answer]"
        comments: "RelatedManager[Comment]"
        time_requests: "RelatedManager[TimeRequest]"
        conditions: "RelatedManager[Condition]"
        notes: "RelatedManager[Note]"
        events: "RelatedManager[ReviewEvent]"
        reminders: "RelatedManager[Reminder]"
        dossier: "Dossier"
        publication: "Publication"
        statement: "Statement"
        second_look: "SecondLook"

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
            models.CheckConstraint(
                name="review_outcome_is_confirmed", condition=Q(outcome="") | Q(confirmed_by__isnull=False)
            ),
            models.CheckConstraint(
                name="review_extended_says_why",
                condition=Q(due_on=F("first_due_on"), extended_because="")
                | Q(due_on__gt=F("first_due_on")) & ~Q(extended_because=""),
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

    def days_over(self, today: date) -> int:
        """By how many days it is overdue; 0 for one that is not, or that has ended."""
        return max(0, (today - self.due_on).days) if self.is_open else 0

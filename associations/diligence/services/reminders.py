"""Reminders: planned when due and not planned yet, so that an outage or a second scheduler neither loses nor
doubles one.

To the reviewer 30 and 7 days before a review is due, on the day, then weekly; to the supervisor when it is overdue
or nobody has it in hand; to the body before and after its answers are due, and before its time to comment ends.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import (
    Case,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, ExtractDay

from associations.diligence import notifications
from associations.diligence.models import Reminder, Review
from associations.diligence.services.change import day
from associations.diligence.states import OPEN, State
from portal.outbox import models as outbox
from portal.outbox.reminding import remind

About = Reminder.About
WEEK = 7
Notice = Callable[[Review, str, str], outbox.Message]


@dataclass(frozen=True, slots=True)
class Plan:
    """``column``: the date it is about; ``rows``: when it has a point, given today; ``before``: days before the
    date, the earliest first; on the day comes another, and weekly ones as long as ``rows`` has it; ``kinds``: until
    the day, after it.
    """

    about: About
    column: str
    rows: Callable[[date], Q]
    before: tuple[int, ...]
    kinds: tuple[str, str]
    notice: Notice


def _reviewer(review: Review, kind: str, about: str) -> outbox.Message:
    return notifications.to_reviewer(review, kind, about=about)


def _supervisors(review: Review, kind: str, about: str) -> outbox.Message:
    if review.reviewer_id is None:
        kind = "diligence.staff-unassigned"
    return notifications.to_supervisors(review, kind, about=about)


def _body(review: Review, kind: str, about: str) -> outbox.Message:
    return notifications.to_body(review, kind, about=about)


PLANS: tuple[Plan, ...] = (
    Plan(
        About.REVIEWER,
        "due_on",
        lambda today: Q(state__in=sorted(OPEN), reviewer__isnull=False),
        (30, 7),
        ("diligence.staff-due-close", "diligence.staff-overdue"),
        _reviewer,
    ),
    Plan(
        About.SUPERVISOR,
        "due_on",
        lambda today: Q(state__in=sorted(OPEN)) & (Q(reviewer__isnull=True) | Q(due_on__lt=today)),
        (30, 7),
        ("diligence.staff-unassigned", "diligence.staff-overdue"),
        _supervisors,
    ),
    Plan(
        About.ANSWERS,
        "answers_due_on",
        lambda today: Q(state=State.ASKED),
        (7,),
        ("diligence.answers-close", "diligence.answers-missed"),
        _body,
    ),
    Plan(
        About.COMMENT,
        "comment_until",
        lambda today: Q(state=State.HEARING, commented_at__isnull=True, comment_until__gte=today),
        (7,),
        ("diligence.comment-close", "diligence.comment-close"),
        _body,
    ),
)


def plan_due(now: datetime, limit: int = 500) -> int:
    """Plan every reminder whose moment has come and that is not planned yet. Returns how many.

    After an outage only the latest moment that passed is told of: three mails in a row about one date help nobody.
    """
    today, planned = day(now), 0
    for plan in PLANS:
        for review in waiting(plan, today)[:limit]:
            planned += _plan(review, plan, today)
    return planned


def waiting(plan: Plan, today: date) -> QuerySet[Review]:
    """Reviews that are at one of the plan's moments and were not told of it; ``offset`` is the moment, in days
    relative to the date. Index ``review_open_due`` where the date is the review's own.
    """
    told = Reminder.objects.filter(
        review=OuterRef("pk"), about=plan.about, offset=OuterRef("offset"), for_date=OuterRef(plan.column)
    )
    rows = Review.objects.filter(
        plan.rows(today), **{f"{plan.column}__lte": today + timedelta(days=plan.before[0])}
    )
    return (
        rows.annotate(offset=_moment(plan, today))
        .filter(~Exists(told))
        .select_related("body", "umbrella", "reviewer")
        .order_by(plan.column, "pk")
    )


def _moment(plan: Plan, today: date) -> Case:
    """The last moment that has come: -30, -7, 0, 7, 14, ..."""
    ahead = [*plan.before[1:], 0]
    whens = [
        When(Q(**{f"{plan.column}__gt": today + timedelta(days=next_)}), then=Value(-days))
        for days, next_ in zip(plan.before, ahead, strict=True)
    ]
    over = ExpressionWrapper(Value(today, DateField()) - F(plan.column), output_field=DurationField())
    weeks = Cast(ExtractDay(over), IntegerField()) / Value(WEEK) * Value(WEEK)
    return Case(*whens, default=weeks, output_field=IntegerField())


def _plan(review: Review, plan: Plan, today: date) -> int:
    offset: int = review.offset  # type: ignore[attr-defined]
    reminder = Reminder(review=review, about=plan.about, offset=offset, for_date=getattr(review, plan.column))
    kind = plan.kinds[0] if getattr(review, plan.column) >= today else plan.kinds[1]
    return remind(reminder, [plan.notice(review, kind, plan.about.value)])

"""The public list of reviews: what was asked of it, and what it shows. Overdue reviews come first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from associations.diligence.models import Condition, Review, ReviewRule
from associations.diligence.public.late import Lateness, lateness
from associations.diligence.states import DONE, OPEN, ReviewPurpose, State
from associations.directory import searching
from associations.models import Association, Membership

PER_PAGE = 25


class Show(models.TextChoices):
    OVERDUE = "overdue", _("Late: the umbrella body")
    OPEN = "open", _("Under way, in time")
    DECIDED = "decided", _("Decided")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NEVER = "never", _("Members never reviewed")


@dataclass(frozen=True, slots=True)
class Asked:
    """The question in an address. What is malformed or unknown is as if it had not been asked."""

    typed: str = ""
    umbrella: str = ""
    purpose: str = ""
    show: str = ""
    body: str = ""
    page: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        def one_of(name: str, known: Iterable[str]) -> str:
            given = query.get(name, "")
            return given if given in set(known) else ""

        typed = query.get("q", "").strip()[:200]
        return cls(
            typed=typed,
            umbrella=query.get("umbrella", "")[:80],
            purpose=one_of("purpose", ReviewPurpose.values),
            show=one_of("show", Show.values),
            body="" if typed else query.get("body", "")[:80],
            page=query.get("page", ""),
        )

    @property
    def filtered(self) -> bool:
        """Whether something besides the name is asked for."""
        return any((self.umbrella, self.purpose, self.show))

    def query(self, **changes: str) -> str:
        """The same question as parameters, without the page."""
        parts = {"q": self.typed, "umbrella": self.umbrella, "purpose": self.purpose}
        parts |= {"show": self.show, "body": self.body}
        return urlencode({name: value for name, value in (parts | changes).items() if value})


@dataclass(frozen=True, slots=True)
class Row:
    """A review in the list. ``lateness``: of an overdue one, who is late; ``next_on``: unless a later review set or
    will set another.
    """

    review: Review
    lateness: Lateness | None
    conditions: list[Condition]
    next_on: date | None

    @property
    def open_conditions(self) -> int:
        return sum(1 for each in self.conditions if each.state == "open")


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading; ``umbrella``: of what is late, the body that is."""

    show: str
    umbrella: Association | None
    rows: list[Any]

    @property
    def label(self) -> str:
        return str(Show(self.show).label)


@dataclass(slots=True)
class Found:
    """A page of reviews, or - ``never`` - of memberships without a review; ``counts``: how many there are of each."""

    asked: Asked
    today: date
    counts: dict[str, int]
    page: Page[Any]
    groups: list[Group] = field(default_factory=list)
    body: Association | None = None
    umbrella: Association | None = None
    alike: bool = False  # no name contains what was typed, these resemble it

    @property
    def never(self) -> bool:
        return self.asked.show == Show.NEVER

    @property
    def total(self) -> int:
        """Of all reviews, whatever is shown of them."""
        return sum(size for name, size in self.counts.items() if name != Show.NEVER)


class Sequences:
    """Query sets one after the other, as a paginator wants them: each is read by an index of its own order."""

    def __init__(self, parts: list[tuple[int, models.QuerySet[Any]]]) -> None:
        self.parts = parts

    def count(self) -> int:
        return sum(size for size, _rows in self.parts)

    __len__ = count

    def __getitem__(self, wanted: slice) -> list[Any]:
        first, last = wanted.start or 0, wanted.stop
        found: list[Any] = []
        for size, rows in self.parts:
            if first < size and last > 0:
                found += rows[max(first, 0) : min(last, size)]
            first, last = first - size, last - size
        return found


def find(asked: Asked, today: date) -> Found:
    """What was asked for. Six queries at most besides those for a body or umbrella body that was named: two
    counts, one for each of the kinds of rows on the page, and their conditions. One more for a name that was typed,
    four where it is misspelt.
    """
    body = Association.objects.filter(slug=asked.body).first() if asked.body else None
    umbrella = (
        Association.objects.filter(slug=asked.umbrella, kind="umbrella").first() if asked.umbrella else None
    )
    reviews = Review.objects.all()
    members = never_reviewed(today)
    alike = False
    if asked.typed:
        bodies, alike = searching.called(asked.typed)
        reviews = reviews.filter(body__in=bodies.values("pk"))
        members = members.filter(member__in=bodies.values("pk"))
    if asked.body:
        reviews, members = reviews.filter(body=body), members.filter(member=body)
    if asked.umbrella:
        reviews, members = reviews.filter(umbrella=umbrella), members.filter(umbrella=umbrella)
    if asked.purpose:
        reviews = reviews.filter(purpose=asked.purpose)
    counts = _counts(reviews, today) | {Show.NEVER: members.count()}
    if asked.show == Show.NEVER:
        ordered = members.select_related("member", "umbrella__review_rule")
        parts = [
            (
                counts[Show.NEVER],
                ordered.order_by("umbrella__slug", F("began").asc(nulls_first=True), "member__slug"),
            )
        ]
    else:
        parts = _parts(reviews, asked, counts, today)
    page: Page[Any] = Paginator(Sequences(parts), PER_PAGE).get_page(asked.page)  # type: ignore[arg-type]
    found = Found(asked, today, counts, page, body=body, umbrella=umbrella, alike=alike)
    shown = list(page.object_list)
    found.groups = grouped(shown, today) if not found.never else by_umbrella(shown, Show.NEVER)
    return found


def grouped(reviews: list[Review], today: date) -> list[Group]:
    """In their order: what is late under the umbrella body that is late with it, the rest by its state."""
    found: list[Group] = []
    for row in rows_of(reviews, today):
        show = _show_of(row.review, today)
        umbrella = row.review.umbrella if show == Show.OVERDUE else None
        if not found or (found[-1].show, found[-1].umbrella) != (show, umbrella):
            found.append(Group(show, umbrella, []))
        found[-1].rows.append(row)
    return found


def by_umbrella(periods: list[Any], show: Show) -> list[Group]:
    """Memberships under the umbrella body that has reviewed none of them."""
    found: list[Group] = []
    for period in periods:
        if not found or found[-1].umbrella != period.umbrella:
            found.append(Group(show, period.umbrella, []))
        found[-1].rows.append(period)
    return found


def _show_of(review: Review, today: date) -> Show:
    if review.is_open:
        return Show.OVERDUE if review.days_over(today) else Show.OPEN
    return Show.WITHDRAWN if review.state == State.WITHDRAWN else Show.DECIDED


def _counts(reviews: Any, today: date) -> dict[str, int]:
    """One query."""
    found: dict[str, int] = reviews.order_by().aggregate(
        overdue=Count("pk", filter=Q(state__in=sorted(OPEN), due_on__lt=today)),
        open=Count("pk", filter=Q(state__in=sorted(OPEN), due_on__gte=today)),
        decided=Count("pk", filter=Q(state__in=sorted(DONE))),
        withdrawn=Count("pk", filter=Q(state=State.WITHDRAWN)),
    )
    return found


def _parts(reviews: Any, asked: Asked, counts: dict[str, int], today: date) -> list[tuple[int, Any]]:
    beside = with_later(reviews.select_related("body", "umbrella"))
    parts = {
        Show.OVERDUE: beside.overdue(today).order_by("umbrella__slug", "due_on", "pk"),
        Show.OPEN: beside.open().filter(due_on__gte=today).order_by("due_on", "pk"),
        Show.DECIDED: beside.decided().order_by("-decided_at", "pk"),
        Show.WITHDRAWN: beside.filter(state=State.WITHDRAWN).order_by("-state_since", "pk"),
    }
    shown = [Show(asked.show)] if asked.show else [Show.OVERDUE, Show.OPEN, Show.DECIDED, Show.WITHDRAWN]
    return [(counts[each.value], parts[each]) for each in shown]


def with_later(reviews: Any) -> Any:
    """``later``: whether a later review of the same member by the same umbrella body is under way or decided: then
    the date that this one set for the next holds no more.
    """
    later = Review.objects.filter(
        umbrella=OuterRef("umbrella"), body=OuterRef("body"), opened_at__gt=OuterRef("opened_at")
    ).exclude(Q(state=State.WITHDRAWN) | Q(purpose=ReviewPurpose.HOST))
    return reviews.annotate(later=Exists(later))


def rows_of(reviews: list[Review], today: date) -> list[Row]:
    """Reviews of :func:`with_later`, with the conditions of those that are decided: one query, or none."""
    conditions: dict[UUID, list[Condition]] = {each.pk: [] for each in reviews if each.state in DONE}
    if conditions:
        for condition in Condition.objects.filter(review__in=list(conditions)):
            conditions[condition.review_id].append(condition)
    return [
        Row(
            each,
            lateness(each, today),
            conditions.get(each.pk, []),
            None if each.later else each.next_on,  # type: ignore[attr-defined]
        )
        for each in reviews
    ]


def never_reviewed(today: date) -> Any:
    """Present memberships in umbrella bodies that review their members (:class:`ReviewRule`), of members without a
    decided review by them.
    """
    decided = Review.objects.decided().filter(umbrella=OuterRef("umbrella"), body=OuterRef("member"))
    return (
        Membership.objects.current()
        .on(today)
        .filter(~Exists(decided.exclude(purpose=ReviewPurpose.HOST)), umbrella__in=reviewing(today))
    )


def reviewing(today: date) -> Any:
    """The umbrella bodies that review their members, as a subquery."""
    return ReviewRule.objects.filter(since__lte=today).order_by().values("umbrella")


def rules(today: date) -> list[ReviewRule]:
    """By which rules umbrella bodies review their members today: one query."""
    found = ReviewRule.objects.filter(since__lte=today).select_related("umbrella")
    return list(found.order_by("umbrella__slug"))


def umbrellas() -> list[Association]:
    """Umbrella bodies that review their members or have a review: one query."""
    reviewed = Review.objects.filter(umbrella=OuterRef("pk"))
    rule = ReviewRule.objects.filter(umbrella=OuterRef("pk"))
    found = Association.objects.filter(Exists(reviewed) | Exists(rule), kind=Association.Kind.UMBRELLA)
    return list(found.by_name())

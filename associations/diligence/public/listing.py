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
from associations.diligence.states import DONE, OPEN, ReviewPurpose, State
from associations.directory import searching
from associations.models import Association, Membership

PER_PAGE = 25


class Show(models.TextChoices):
    OVERDUE = "overdue", _("Overdue")
    OPEN = "open", _("Under way")
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
    """A review in the list, with how long it is overdue and, where it is decided, its conditions."""

    review: Review
    days_over: int
    conditions: list[Condition]

    @property
    def open_conditions(self) -> int:
        return sum(1 for each in self.conditions if each.state == "open")


@dataclass(slots=True)
class Found:
    """A page of reviews, or - ``never`` - of memberships without a review; ``counts``: how many there are of each."""

    asked: Asked
    today: date
    counts: dict[str, int]
    page: Page[Any]
    rows: list[Row] = field(default_factory=list)
    body: Association | None = None
    umbrella: Association | None = None
    alike: bool = False  # no name contains what was typed, these resemble it

    @property
    def never(self) -> bool:
        return self.asked.show == Show.NEVER


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
    """What was asked for. Five queries at most besides those for a body or umbrella body that was named: two
    counts, one for each of the kinds of rows on the page (two at most, but at a seam), and their conditions. One more
    for a name that was typed, four where it is misspelt.
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
        ordered = members.select_related("member", "umbrella")
        parts = [
            (
                counts[Show.NEVER],
                ordered.order_by(F("began").asc(nulls_first=True), "member__slug", "umbrella"),
            )
        ]
    else:
        parts = _parts(reviews, asked, counts, today)
    page: Page[Any] = Paginator(Sequences(parts), PER_PAGE).get_page(asked.page)  # type: ignore[arg-type]
    found = Found(asked, today, counts, page, body=body, umbrella=umbrella, alike=alike)
    if not found.never:
        found.rows = rows_of(list(page.object_list), today)
    return found


def _counts(reviews: Any, today: date) -> dict[str, int]:
    """One query."""
    found: dict[str, int] = reviews.order_by().aggregate(
        overdue=Count("pk", filter=Q(state__in=sorted(OPEN), due_on__lt=today)),
        open=Count("pk", filter=Q(state__in=sorted(OPEN))),
        decided=Count("pk", filter=Q(state__in=sorted(DONE))),
        withdrawn=Count("pk", filter=Q(state=State.WITHDRAWN)),
    )
    return found


def _parts(reviews: Any, asked: Asked, counts: dict[str, int], today: date) -> list[tuple[int, Any]]:
    beside = reviews.select_related("body", "umbrella")
    # Ordered by their date, what is overdue stands before what is not.
    parts = {
        Show.OVERDUE: beside.overdue(today).order_by("due_on", "pk"),
        Show.OPEN: beside.open().order_by("due_on", "pk"),
        Show.DECIDED: beside.decided().order_by("-decided_at", "pk"),
        Show.WITHDRAWN: beside.filter(state=State.WITHDRAWN).order_by("-state_since", "pk"),
    }
    shown = [Show(asked.show)] if asked.show else [Show.OPEN, Show.DECIDED, Show.WITHDRAWN]
    return [(counts[each.value], parts[each]) for each in shown]


def rows_of(reviews: list[Review], today: date) -> list[Row]:
    """With the conditions of those that are decided: one query, or none."""
    conditions: dict[UUID, list[Condition]] = {each.pk: [] for each in reviews if each.state in DONE}
    if conditions:
        for condition in Condition.objects.filter(review__in=list(conditions)):
            conditions[condition.review_id].append(condition)
    return [Row(each, each.days_over(today), conditions.get(each.pk, [])) for each in reviews]


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


def umbrellas() -> list[Association]:
    """Umbrella bodies that review their members or have a review: one query."""
    reviewed = Review.objects.filter(umbrella=OuterRef("pk"))
    rule = ReviewRule.objects.filter(umbrella=OuterRef("pk"))
    found = Association.objects.filter(Exists(reviewed) | Exists(rule), kind=Association.Kind.UMBRELLA)
    return list(found.by_name())

"""What a body's timeline shows: periods, events in order of time, and what was corrected since."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from associations.models import Association, Event, Membership
from associations.timeline.asked import Asked

PER_PAGE = 60
_BESIDE = ("subject", "other", "said_by", "file")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says something, and what they say about one matter: a column of its own, as wide as any other."""

    speaker: str
    statements: list[Event]


@dataclass(slots=True)
class Entry:
    """One place on the timeline: an event, or everything that was said about one matter (``voices``, two at least)."""

    event: Event
    voices: list[Voice] = field(default_factory=list)

    @property
    def year(self) -> int:
        return self.event.day.year


@dataclass(slots=True)
class Year:
    """The entries of one year, under one heading in the margin."""

    number: int
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Timeline:
    body: Association
    asked: Asked
    periods: list[Membership]
    page: Page[Event]
    years: list[Year]


def timeline(body: Association, asked: Asked, page: str | int | None) -> Timeline:
    """Four queries: the periods, the number of places, those of one page, and what else was said about their matters
    (the last only where one of them has a matter).
    """
    periods = list(
        Membership.objects.as_known(asked.moment)
        .of(body)
        .select_related("umbrella")
        .order_by("began", "recorded_at")
    )
    # A statement whose matter was spoken of before has no place of its own: it stands beside the first.
    shown = Event.objects.as_known(asked.moment).on_timeline_of(body)
    places = shown.exclude(_spoken_of_before(shown)).select_related(*_BESIDE)
    found = Paginator(places.order_by("day", "recorded_at", "entry"), PER_PAGE).get_page(page)
    entries = _entries(list(found), shown)
    years: list[Year] = []
    for entry in entries:
        if not years or years[-1].number != entry.year:
            years.append(Year(entry.year, []))
        years[-1].entries.append(entry)
    return Timeline(body, asked, periods, found, years)


def _spoken_of_before(shown: QuerySet[Event]) -> Q:
    same = shown.filter(
        Q(day__lt=OuterRef("day"))
        | Q(day=OuterRef("day"), recorded_at__lt=OuterRef("recorded_at"))
        | Q(day=OuterRef("day"), recorded_at=OuterRef("recorded_at"), entry__lt=OuterRef("entry")),
        subject=OuterRef("subject"),
        matter=OuterRef("matter"),
        standing=Event.Standing.STATEMENT,
    )
    return Q(~Q(matter=""), Exists(same), standing=Event.Standing.STATEMENT)


def _entries(places: Sequence[Event], shown: QuerySet[Event]) -> list[Entry]:
    """Each place with those who speak about its matter. Where one speaker alone does, their statements follow each
    other as places of their own.
    """
    said: defaultdict[tuple[object, str], list[Event]] = defaultdict(list)
    matters = Q()
    for place in places:
        if place.matter and place.standing == Event.Standing.STATEMENT:
            matters |= Q(subject=place.subject_id, matter=place.matter)
    if matters:
        statements = shown.filter(matters, standing=Event.Standing.STATEMENT).select_related(*_BESIDE)
        for one in statements.order_by("day", "recorded_at", "entry"):
            said[one.subject_id, one.matter].append(one)
    entries = []
    for place in places:
        together = said.get((place.subject_id, place.matter), []) if place.matter else []
        if place.standing != Event.Standing.STATEMENT or len(together) < 2:
            entries.append(Entry(place))
            continue
        voices: dict[object, Voice] = {}
        for one in together:
            key = one.said_by_id or one.said_by_name.casefold()
            voices.setdefault(key, Voice(one.speaker, [])).statements.append(one)
        if len(voices) > 1:
            entries.append(Entry(place, list(voices.values())))
        else:
            entries += [Entry(one) for one in together]
    return sorted(entries, key=lambda entry: entry.event.day)

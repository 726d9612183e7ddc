"""What a body's timeline shows: periods, events in order of time, and what was corrected since."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from associations.models import Association, Event, Membership
from associations.timeline.asked import Asked

PER_PAGE = 60
_BESIDE = ("subject", "other", "said_by", "file", "recorded_for")


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


@dataclass(frozen=True, slots=True)
class Disputed:
    """Of a fact: in whose name it was recorded ("": by a command on the machine itself), who disputes it."""

    keeper: str
    speakers: tuple[str, ...]


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
    #: By entry: what the body concerned says next to it, and who disputes it.
    replies: dict[UUID, list[Event]]
    disputed: dict[UUID, Disputed]


def timeline(body: Association, asked: Asked, page: str | int | None) -> Timeline:
    """Five queries: the periods, the number of places, those of one page, what replies to entries or disputes them, and
    what else was said about their matters (the last only where one of them has a matter).
    """
    periods = list(
        Membership.objects.as_known(asked.moment)
        .of(body)
        .select_related("umbrella")
        .order_by("began", "recorded_at")
    )
    # A statement whose matter was spoken of before has no place of its own: it stands beside the first. A reply stands
    # under the entry it replies to, as long as that is on record.
    shown = Event.objects.as_known(asked.moment).on_timeline_of(body)
    replied = Exists(shown.filter(entry=OuterRef("answers"))) | Q(
        answers__in=[each.entry for each in periods]
    )
    places = (
        shown.exclude(_spoken_of_before(shown))
        .exclude(Q(answers__isnull=False) & replied)
        .select_related(*_BESIDE)
    )
    found = Paginator(places.order_by("day", "recorded_at", "entry"), PER_PAGE).get_page(page)
    entries = _entries(list(found), shown)
    years: list[Year] = []
    for entry in entries:
        if not years or years[-1].number != entry.year:
            years.append(Year(entry.year, []))
        years[-1].entries.append(entry)
    against = list(
        shown.filter(
            Q(answers__isnull=False)
            | Q(disputes=True)
            | Q(kind=Event.Kind.COMMITMENT_DROPPED, standing=Event.Standing.STATEMENT)
        )
        .select_related(*_BESIDE)
        .order_by("day", "recorded_at", "entry")
    )
    replies: defaultdict[UUID, list[Event]] = defaultdict(list)
    for one in against:
        if one.answers is not None:
            replies[one.answers].append(one)
    facts = [entry.event for entry in entries if entry.event.standing == Event.Standing.FACT]
    disputed = {fact.entry: _disputed(fact, by) for fact in facts if (by := _against(fact, against))}
    return Timeline(body, asked, periods, found, years, dict(replies), disputed)


def _against(fact: Event, said: Sequence[Event]) -> list[Event]:
    """Who disputes this fact: in a reply to it, about its matter or commitment, or by saying that the commitment ended
    since. A statement about the same matter that does not dispute it is no dispute: nobody guesses.
    """
    return [
        one
        for one in said
        if (one.disputes and one.answers == fact.entry)
        or (
            one.subject_id == fact.subject_id
            and (
                (one.disputes and bool(fact.matter) and one.matter == fact.matter)
                or (
                    bool(fact.commitment)
                    and one.commitment == fact.commitment
                    and one.day >= fact.day
                    and (one.disputes or one.kind == Event.Kind.COMMITMENT_DROPPED)
                )
            )
        )
    ]


def _disputed(fact: Event, by: Sequence[Event]) -> Disputed:
    verified = fact.kind == Event.Kind.COMMITMENT_VERIFIED  # in the name of the umbrella body it is with
    keeper = fact.recorded_for or (fact.other if verified else None)
    return Disputed(keeper.name if keeper else "", tuple(dict.fromkeys(one.speaker for one in by)))


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

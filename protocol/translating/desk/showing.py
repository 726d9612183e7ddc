"""What the pages of the desk show. Reading only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from protocol.differing import Stretch, differences
from protocol.models import Edition, Provision, Wording
from protocol.translating import permission, states
from protocol.translating.places import Place, places
from protocol.translating.warnings import Wanted, together, wanted, warnings, whole

State = Wording.State
#: Revisions of which the difference is shown; older ones can still be read in the files of their time.
SHOWN = 20

#: In the order in which a translator asks.
FILTERS = (
    states.TO_DO, states.MISSING, states.STALE, states.RETURNED, states.DRAFT, states.WAITING, states.CURRENT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """Two wordings, word by word."""

    heading: Sequence[Stretch]
    text: Sequence[Stretch]

    @property
    def differs(self) -> bool:
        return any(each.kind != "same" for each in (*self.heading, *self.text))


def compared(before: Wording | None, after: Wording) -> Compared:
    return typed(before, after.heading, after.text)


def typed(before: Wording | None, heading: str, text: str) -> Compared:
    return Compared(
        differences(before.heading if before else "", heading),
        differences(before.text if before else "", text),
    )


@dataclass(frozen=True, slots=True)
class Revision:
    """In the history. ``changes``: against the revision before it; None for the first and for old ones."""

    wording: Wording
    state: Any
    changes: Compared | None


def history(place: Place) -> list[Revision]:
    found = []
    for at, wording in enumerate(place.history):
        before = place.history[at + 1] if at + 1 < len(place.history) and at < SHOWN else None
        state: Any = wording.get_state_display()
        if wording.state == State.RETURNED and not wording.remark:
            state = _("set aside")
        found.append(Revision(wording, state, compared(before, wording) if before else None))
    return found


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote of the provision, with what is read of it in both languages."""

    place: Place

    @property
    def number(self) -> str:
        return self.place.provision.code.rpartition("-")[2]


def notes(place: Place) -> list[Note]:
    """Two queries, one where there are none."""
    parts = place.provision.parts.filter(kind=Provision.Kind.NOTE).order_by("place")
    found = [Note(each) for each in places(place.edition, list(parts), place.language)]
    return sorted(found, key=lambda note: note.place.provision.place)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The provisions before and after, and the rule they are part of."""

    previous: str = ""
    next: str = ""
    whole: str = ""


def neighbours(place: Place) -> Neighbours:
    """One query."""
    provision = place.provision
    near = Provision.objects.filter(
        edition=place.edition, place__in=[provision.place - 1, provision.place + 1]
    )
    found = dict(near.values_list("place", "code"))
    return Neighbours(
        found.get(provision.place - 1, ""),
        found.get(provision.place + 1, ""),
        provision.code.split(".")[0] if "." in provision.code else "",
    )


@dataclass(frozen=True, slots=True)
class Looked:
    """What waits for a second pair of eyes, as whoever looks at it sees it."""

    place: Place
    wording: Wording
    changes: Compared
    warnings: Sequence[str]
    may_review: bool
    may_publish: bool

    @property
    def source_changes(self) -> Compared | None:
        place = self.place
        return compared(place.made_from, place.source) if place.made_from and place.source else None


def looked(place: Place, user: Any) -> Looked | None:
    """None when nothing waits here."""
    wording = place.open
    if wording is None or wording.state != State.PROPOSED:
        return None
    return Looked(
        place,
        wording,
        compared(place.published, wording),
        warnings(place.source, place.language, whole(wording)),
        permission.may_review(user, wording),
        permission.may_publish_this(user, wording),
    )


def editing(place: Place, heading: str, text: str) -> dict[str, Any]:
    """The page of one provision; ``heading`` and ``text``: as they stand in the form. At most three queries."""
    said = together(heading, text)
    terms: list[Wanted] = wanted(place.source, place.language, said)
    return {
        "place": place,
        "source_changes": compared(place.made_from, place.source)
        if place.made_from and place.source
        else None,
        "terms": terms,
        "lacking": sum(not each.used for each in terms),
        "warnings": warnings(place.source, place.language, said) if place.begun or said.strip() else [],
        "notes": notes(place),
        "near": neighbours(place),
        "history": history(place),
        "stale": place.published is not None
        and place.translated
        and place.source is not None
        and (place.published.made_from or 0) < place.source.revision,
    }


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a bar of 100: ``at`` and ``width`` in per cent."""

    state: str
    at: float
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """A language in the overview."""

    counted: states.Counted
    bars: Sequence[Bar]
    numbers: Sequence[tuple[str, int]]

    @property
    def language(self) -> str:
        return self.counted.language


def lines(edition: Edition) -> list[Line]:
    """Two queries."""
    found = []
    for counted in states.overview(edition):
        bars, at = [], 0.0
        for state in (states.CURRENT, states.STALE, states.MISSING):
            width = 100 * counted.counts[state] / counted.whole if counted.whole else 0.0
            bars.append(Bar(state, round(at, 2), round(width, 2)))
            at += width
        numbers = [(state, counted.counts[state]) for state in COLUMNS]
        found.append(Line(counted, bars, numbers))
    return found


COLUMNS = (states.CURRENT, states.STALE, states.MISSING, states.DRAFT, states.WAITING, states.RETURNED)


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter of the list."""

    state: str
    name: Any
    count: int
    chosen: bool


def choices(rows: Sequence[states.Row], chosen: str) -> list[Choice]:
    found = [Choice("", _("all"), len(rows), not chosen)]
    for state in FILTERS:
        count = sum(row.is_in(state) for row in rows)
        if count or state == chosen:
            found.append(Choice(state, states.NAMES[state], count, state == chosen))
    return found

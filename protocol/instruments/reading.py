"""The public pages' lists: every instrument, and the States on record under one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db.models import Count, DecimalField, Q, Sum
from django.db.models.functions import Extract
from django.utils.translation import gettext_lazy as _

from portal import countries
from protocol.instruments.applying import Days, Group, Record, Standing, group_of, judge
from protocol.instruments.asked import Asked
from protocol.instruments.cites import Cite
from protocol.models import Binding, Edition, Instrument
from protocol.reader.asked import own_language
from protocol.reader.citing import named

Kind = Instrument.Kind


def changed() -> tuple[object, object]:
    """What a page that shows instruments or States' periods depends on. One query.

    The moments of the last changes, added up and not the latest of them: of two changes the one that began first may be
    written last - a load of the files takes a while - and would move no latest moment.
    """
    found: dict[str, Any] = Instrument.objects.aggregate(
        own=Sum(_moment("changed_at")), states=Sum(_moment("bindings__changed_at"))
    )
    return found["own"], found["states"]


def _moment(column: str) -> Extract:
    """In seconds, with every digit."""
    return Extract(column, "epoch", tzinfo=UTC, output_field=DecimalField(max_digits=20, decimal_places=6))


@dataclass(frozen=True, slots=True)
class Line:
    """An instrument in the list. ``group`` and ``standing``: where a State was asked about."""

    instrument: Instrument
    states: int
    group: Group | None = None
    standing: Standing | None = None


HEADINGS: dict[str, Any] = {
    Kind.TREATY: _("Treaties"),
    Kind.EU_LAW: _("Law of the European Union"),
    Kind.SOFT_LAW: _("Soft law, addressed to all States"),
    Kind.REGIONAL: _("Soft law of a region"),
    Kind.OWN_RULES: _("Standards of organisations"),
}


def listed(asked: Asked) -> list[tuple[str, list[Line]]]:
    """(heading, lines): one query, with a State three."""
    on_record = Count(
        "bindings__country", distinct=True, filter=Q(bindings__withdrawn=False, bindings__party=True)
    )
    rows = list(Instrument.objects.in_order().annotate(states=on_record))
    record = Record([row.code for row in rows], [asked.state]) if asked.answers else None
    by_kind: dict[str, list[Line]] = {}
    for row in rows:
        line = Line(row, row.states)
        if record:
            cited = record.cited(Cite(row.code, ()), asked.state, Days.of(asked.day))
            line = Line(row, row.states, cited.group, cited.standing)
        by_kind.setdefault(str(HEADINGS[row.kind]), []).append(line)
    return list(by_kind.items())


@dataclass(frozen=True, slots=True)
class State:
    """A State under an instrument: its periods, and what they say about the day that was asked about."""

    code: str
    name: str
    periods: Sequence[Binding]
    standing: Standing
    group: Group

    @property
    def ever(self) -> bool:
        """Whether it was ever bound."""
        return any(period.party for period in self.periods)

    @property
    def to_be_verified(self) -> bool:
        return any(period.verified_on is None for period in self.periods)


@dataclass(frozen=True, slots=True)
class Page:
    """``states``: those on record, by name, or the one that was asked about; ``cited_in``:
    code of each provision, and how it is called in the language of the text.
    """

    states: Sequence[State]
    bound: int
    cited_in: Sequence[tuple[str, str]]
    sources: Sequence[dict[str, str]]
    edition: Edition | None

    @property
    def parties(self) -> list[State]:
        return [state for state in self.states if state.ever]

    @property
    def says_how(self) -> bool:
        """Whether it is on record of any by which act it became a party."""
        return any(period.act for state in self.states for period in state.periods)

    @property
    def never(self) -> list[State]:
        """On record as not bound in any period."""
        return [state for state in self.states if not state.ever]


def page(instrument: Instrument, asked: Asked) -> Page:
    """Three queries."""
    rows = instrument.bindings.on_record().order_by("country", "began")
    if asked.state:
        rows = rows.filter(country=asked.state)
    periods: dict[str, list[Binding]] = {}
    for row in rows:
        periods.setdefault(row.country, []).append(row)
    names = countries.in_order({code: countries.name(code) for code in periods})
    states = [
        State(code, name, periods[code], standing, group_of(instrument, standing.answer))
        for code, name in names
        for standing in [judge(periods[code], Days.of(asked.day))]
    ]
    sources = {
        tuple(sorted(source.items())): source
        for some in periods.values()
        for row in some
        for source in row.sources
    }
    edition = Edition.objects.in_force().first()
    return Page(
        states,
        sum(state.standing.answer == "yes" for state in states),
        _citing(edition, instrument) if edition else (),
        list(sources.values()),
        edition,
    )


def _citing(edition: Edition, instrument: Instrument) -> list[tuple[str, str]]:
    """The provisions whose footnotes cite it, each once, in order."""
    notes = edition.provisions.filter(cites__contains=[{"instrument": instrument.code}]).order_by("place")
    language = own_language()
    return [
        (code, named(code, kind, label, "", language))
        for code, kind, label in dict.fromkeys(
            notes.values_list("parent__code", "parent__kind", "parent__label")
        )
    ]

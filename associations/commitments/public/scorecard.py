"""What the scorecard is asked, and what it finds. Nothing that is typed into an address makes an error."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef
from django.db.models.fields.json import KT
from django.http import QueryDict

from associations.commitments.states import Position, Six, Tally, Told, brief_of_bodies
from associations.directory import searching
from associations.models import Association, Membership
from associations.models.body import AssociationQuerySet
from associations.timeline import asked as timeline_asked
from portal import countries, regions

PER_PAGE = 25
#: Bodies of the table that are read together.
CHUNK = 2_000
#: Of these a member can be; an umbrella body has its own page.
KINDS = (Association.Kind.ASSOCIATION, Association.Kind.SERVICE)


@dataclass(frozen=True, slots=True)
class Asked:
    """The question in an address. What is malformed or unknown is as if it had not been asked, except a day, of which
    it is said (``when``).
    """

    when: timeline_asked.Asked
    typed: str = ""
    umbrella: Association | None = None
    umbrellas: tuple[Association, ...] = ()
    kind: str = ""
    country: str = ""
    region: str = ""
    page: str = ""

    @classmethod
    def read(cls, query: QueryDict, now: datetime) -> "Asked":
        """One query: the umbrella bodies. Where there is one alone, its members are meant."""
        umbrellas = tuple(Association.objects.filter(kind=Association.Kind.UMBRELLA).by_name())
        chosen = next((each for each in umbrellas if each.slug == query.get("umbrella", "")), None)
        if chosen is None and len(umbrellas) == 1:
            chosen = umbrellas[0]
        country = query.get("country", "").strip().upper()
        kind, region = query.get("kind", ""), query.get("region", "")
        return cls(
            when=timeline_asked.read(query, now),
            typed=query.get("q", "").strip()[:200],
            umbrella=chosen,
            umbrellas=umbrellas,
            kind=kind if kind in KINDS else "",
            country=country if countries.is_known(country) else "",
            region=region if region in regions.labels() else "",
            page=query.get("page", ""),
        )

    @property
    def narrowed(self) -> bool:
        return bool(self.typed) or self._by_choice

    @property
    def filtered(self) -> bool:
        """Whether something besides the name is asked for."""
        return self._by_choice or bool(self.when.as_of.typed)

    @property
    def _by_choice(self) -> bool:
        several = self.umbrella is not None and len(self.umbrellas) > 1
        return several or any((self.kind, self.country, self.region))

    @property
    def query(self) -> str:
        """The same question as parameters, without the page."""
        parts = {
            "q": self.typed,
            "umbrella": self.umbrella.slug if self.umbrella and len(self.umbrellas) > 1 else "",
            "kind": self.kind,
            "country": self.country,
            "region": self.region,
            "as-of": self.when.as_of.day.isoformat() if self.when.as_of.day else "",
        }
        return urlencode({name: value for name, value in parts.items() if value})


@dataclass(frozen=True, slots=True)
class Row:
    """One body and its six positions."""

    body: Association
    positions: Six[Told]

    @property
    def cells(self) -> list[Position[Told]]:
        return list(self.positions.values())

    @property
    def tally(self) -> Tally:
        return Tally.of(self.positions.values())


@dataclass(frozen=True, slots=True)
class Found:
    """``alike``: no name contains what was typed, these resemble it."""

    page: Page[Any]
    rows: list[Row]
    alike: bool = False

    @property
    def count(self) -> int:
        return self.page.paginator.count


def find(asked: Asked) -> Found:
    """A page of members, by name, never by how many they keep. Three queries: count, bodies, entries; more where a
    name is looked for.
    """
    bodies, alike = _bodies(asked)
    page = Paginator(bodies.by_name(), PER_PAGE).get_page(asked.page)
    return Found(page, _rows(list(page.object_list), asked), alike)


class Line(NamedTuple):
    """A body as the table names it."""

    pk: UUID
    slug: str
    name: str  # in English
    kind: str
    country: str


def every(asked: Asked) -> Iterator[list[tuple[Line, list[Position[Told]]]]]:
    """All that were asked for, by address, ``CHUNK`` at a time. One query for the bodies, by a cursor, and one for each
    chunk; memory flat, and no models.
    """
    rows = _bodies(asked)[0].order_by("slug").annotate(english=KT("names__en"))
    lines = map(
        Line._make, rows.values_list("pk", "slug", "english", "kind", "country").iterator(chunk_size=CHUNK)
    )
    while chunk := list(islice(lines, CHUNK)):
        positions = _positions([line.pk for line in chunk], asked)
        yield [(line, list(positions[line.pk].values())) for line in chunk]


def _rows(bodies: list[Association], asked: Asked) -> list[Row]:
    positions = _positions([body.pk for body in bodies], asked)
    return [Row(body, positions[body.pk]) for body in bodies]


def _positions(bodies: list[UUID], asked: Asked) -> dict[UUID, Six[Told]]:
    when = asked.when
    return brief_of_bodies(bodies, when.moment.date(), when.moment if when.is_past else None)


def _bodies(asked: Asked) -> tuple[AssociationQuerySet, bool]:
    """Who is on record as a member on that day - of the umbrella body that was chosen, else of any; and whether they
    only resemble what was typed.
    """
    when = asked.when
    known: Any = Membership.objects.as_known(when.moment) if when.is_past else Membership.objects.current()
    periods = known.on(when.moment.date()).filter(member=OuterRef("pk"))
    if asked.umbrella is not None:
        periods = periods.filter(umbrella=asked.umbrella)
    bodies: AssociationQuerySet = Association.objects.filter(Exists(periods), kind__in=KINDS)
    if asked.kind:
        bodies = bodies.filter(kind=asked.kind)
    if asked.country:
        bodies = bodies.filter(country=asked.country)
    if asked.region:
        bodies = bodies.filter(country__in=sorted(regions.codes(asked.region)))
    if not asked.typed:
        return bodies, False
    found, alike = searching.called(asked.typed)
    return bodies.filter(pk__in=found.values("pk")), alike

"""Which instrument bound a State on a day, as far as it is on record; what is soft law; what did not bind it then.

A finding can rest only on what bound the State on the day of the facts (DOMAIN, section 6). What is not on record is
never taken for "not bound".
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protocol.instruments import cites
from protocol.instruments.cites import Cite
from protocol.models import Binding, Instrument, Provision
from protocol.taxonomy import Category

Kind = Instrument.Kind


class Answer(models.TextChoices):
    """Did it bind the State? ``PART``: on some of the days that were asked about."""

    YES = "yes", gettext_lazy("binding")
    PART = "part", gettext_lazy("binding on some of these days")
    NO = "no", gettext_lazy("not binding")
    UNKNOWN = "unknown", gettext_lazy("not on record")


class Group(models.TextChoices):
    """Where an instrument stands among what may apply, in the order in which it is shown."""

    BOUND = "bound", gettext_lazy("Bound the State then")
    PART = "part", gettext_lazy("Bound it on some of these days")
    SOFT = "soft", gettext_lazy("Soft law, which binds no State")
    NOT = "not", gettext_lazy("Did not bind it then")
    UNKNOWN = "unknown", gettext_lazy("Not on record whether it did")


@dataclass(frozen=True, slots=True)
class Days:
    """From ``first`` to ``last``, both included: of a single day, both the same."""

    first: date
    last: date

    @classmethod
    def of(cls, day: "date | Days") -> "Days":
        return day if isinstance(day, Days) else cls(day, day)


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer, and the periods it rests on: those that cover some of the days, else all of that State."""

    answer: Answer
    periods: Sequence[Binding] = ()

    @property
    def to_be_verified(self) -> bool:
        return any(period.verified_on is None for period in self.periods)

    @property
    def since_when(self) -> str:
        """The periods in words: "since 24 April 2006", "from 5 May 1998 to 15 September 2022"; "" for none."""
        return "; ".join(span(each) for each in self.periods if each.party)


def span(period: Binding) -> str:
    """A period in words; "" for one without a beginning and an end."""
    began = date_format(period.began) if period.began else ""
    ended = date_format(period.ended) if period.ended else ""
    if began and ended:
        return _("from %(first)s to %(last)s") % {"first": began, "last": ended}
    if began:
        return _("since %(date)s") % {"date": began}
    return _("until %(date)s") % {"date": ended} if ended else ""


def judge(periods: Sequence[Binding], days: Days) -> Standing:
    """What the periods of one State under one instrument say about ``days``.

    Before the day from which a State succeeded to a treaty, its predecessor may have been bound: that is not on record.
    """
    if not periods:
        return Standing(Answer.UNKNOWN)
    touching = [
        each
        for each in periods
        if each.party
        and each.began
        and each.began <= days.last
        and (each.ended is None or each.ended >= days.first)
    ]
    if any(each.covers(days.first) and each.covers(days.last) for each in touching):
        return Standing(Answer.YES, touching)
    if touching:
        return Standing(Answer.PART, touching)
    first = min(
        (each for each in periods if each.began), key=lambda each: each.began or date.min, default=None
    )
    if first and first.act == Binding.Act.SUCCESSION and first.began and days.last < first.began:
        return Standing(Answer.UNKNOWN, [first])
    return Standing(Answer.NO, periods)


@dataclass(frozen=True, slots=True)
class Cited:
    """An instrument that may apply, with what is cited of it. ``instrument`` is None for a code nobody knows here."""

    cite: Cite
    instrument: Instrument | None
    group: Group
    standing: Standing

    @property
    def name(self) -> str:
        return self.instrument.short_title if self.instrument else self.cite.code

    @property
    def why(self) -> str:
        """What the group rests on, in a few words; "" where there is nothing to add."""
        if self.instrument is None:
            return ""
        if self.group == Group.NOT and not self.standing.periods:
            return _("adopted later, %(date)s") % {"date": self.instrument.adopted}
        if self.instrument.kind == Kind.OWN_RULES:
            return _("a standard of %(issuer)s for its members") % {"issuer": self.instrument.issuer}
        if self.instrument.kind == Kind.REGIONAL:
            return _("addressed to the parties of: %(region)s") % {"region": self.instrument.region}
        if self.group == Group.NOT and not self.standing.since_when:
            return _("this State is not on record as a party")
        if self.group == Group.NOT:
            # Without a word "did not bind it … from 1998 to 2022" would be read as the opposite.
            return _("bound %(when)s") % {"when": self.standing.since_when}
        return self.standing.since_when

    @property
    def to_be_verified(self) -> bool:
        return self.standing.to_be_verified


@dataclass(frozen=True, slots=True)
class Applicable:
    """What may apply, in groups."""

    cited: Sequence[Cited]

    @property
    def groups(self) -> list[tuple[Group, list[Cited]]]:
        """The groups that hold something, in order."""
        return [
            (group, some) for group in Group if (some := [each for each in self.cited if each.group == group])
        ]


class Record:
    """What is on record about some instruments in some States: two queries, one without a State."""

    def __init__(self, codes: Iterable[str], states: Iterable[str]) -> None:
        found = Instrument.objects.filter(code__in=set(codes)).select_related("region")
        self.instruments = {each.code: each for each in found}
        self._periods: defaultdict[tuple[UUID, str], list[Binding]] = defaultdict(list)
        wanted = {each for each in states if each}
        if wanted and self.instruments:
            ids = {each.pk for each in self.instruments.values()}
            ids |= {each.region_id for each in self.instruments.values() if each.region_id}
            rows = Binding.objects.on_record().filter(Q(instrument__in=ids), country__in=wanted)
            for row in rows.order_by("began"):
                self._periods[row.instrument_id, row.country].append(row)

    def standing(self, instrument: Instrument, state: str, days: Days) -> Standing:
        """Of a recommendation to a region: whether the State belonged to it."""
        return judge(self._periods.get((instrument.region_id or instrument.pk, state), ()), days)

    def cited(self, cite: Cite, state: str, days: Days) -> Cited:
        instrument = self.instruments.get(cite.code)
        if instrument is None:
            return Cited(cite, None, Group.UNKNOWN, Standing(Answer.UNKNOWN))
        adopted = instrument.adopted
        if not instrument.binds and adopted and adopted.earliest > days.last:
            return Cited(cite, instrument, Group.NOT, Standing(Answer.NO))
        if instrument.kind in {Kind.SOFT_LAW, Kind.OWN_RULES}:
            return Cited(cite, instrument, Group.SOFT, Standing(Answer.NO))
        standing = self.standing(instrument, state, days)
        return Cited(cite, instrument, group_of(instrument, standing.answer), standing)

    def applicable(self, found: Iterable[Cite], state: str, day: date | Days) -> Applicable:
        days = Days.of(day)
        return Applicable([self.cited(cite, state, days) for cite in found])


def group_of(instrument: Instrument, answer: Answer) -> Group:
    """Where ``answer`` puts an instrument that binds States, or is addressed to those of a region."""
    match answer:
        case Answer.NO:
            return Group.NOT
        case Answer.UNKNOWN:
            return Group.UNKNOWN
        case _ if instrument.kind == Kind.REGIONAL:
            return Group.SOFT
        case Answer.PART:
            return Group.PART
    return Group.BOUND


def bound(instrument: Instrument, state: str, day: date | Days) -> Answer:
    """Whether ``instrument`` bound the State (ISO 3166 code) on that day: one query; what binds no State needs none."""
    if not instrument.binds:
        return Answer.NO
    rows = Binding.objects.on_record().filter(instrument=instrument, country=state).order_by("began")
    return judge(list(rows), Days.of(day)).answer


def applicable(of: Category | Provision | Sequence[Cite], state: str, day: date | Days) -> Applicable:
    """What a category or a provision with its footnotes cites, in groups: two queries, for a provision one more."""
    found = cited_by(of)
    return Record([each.code for each in found], [state]).applicable(found, state, day)


def cited_by(of: Category | Provision | Sequence[Cite]) -> Sequence[Cite]:
    if isinstance(of, Category):
        return cites.of_category(of)
    if isinstance(of, Provision):
        notes: Any = Provision.objects.filter(edition=of.edition_id, kind=Provision.Kind.NOTE).filter(
            Q(code__startswith=f"{of.code}.")
        )
        return cites.of_notes(notes.order_by("place").values_list("cites", flat=True))
    return of

"""What the directory is asked, and what it finds. Nothing that is typed into an address makes an error."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from associations.models import Association, Membership
from associations.models.body import AssociationQuerySet
from portal import alphabets, countries, regions
from portal.folding import fold

PER_PAGE = 25
#: So many hits are counted and sorted; of more it is said that there are more.
COUNTED = 1000


class Status(models.TextChoices):
    """Whether a body belongs to an umbrella body, as far as is on record."""

    MEMBER = "member", _("member of an umbrella body now")
    FORMER = "former", _("former member")
    NEVER = "never", _("never on record as a member")


@dataclass(frozen=True, slots=True)
class Asked:
    """The question in an address. What is malformed or unknown is as if it had not been asked."""

    typed: str = ""
    country: str = ""
    region: str = ""
    kind: str = ""
    status: str = ""
    page: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        def one_of(name: str, known: Iterable[str]) -> str:
            given = query.get(name, "")
            return given if given in set(known) else ""

        country = query.get("country", "").strip().upper()
        return cls(
            typed=query.get("q", "").strip()[:200],
            country=country if countries.is_known(country) else "",
            region=one_of("region", regions.labels()),
            kind=one_of("kind", Association.Kind.values),
            status=one_of("status", Status.values),
            page=query.get("page", ""),
        )

    @property
    def narrowed(self) -> bool:
        return any((self.typed, self.country, self.region, self.kind, self.status))

    @property
    def filtered(self) -> bool:
        """Whether something besides the name narrows the list."""
        return any((self.country, self.region, self.kind, self.status))

    @property
    def query(self) -> str:
        """The same question as parameters, without the page."""
        parts = {"q": self.typed, "country": self.country, "region": self.region}
        parts |= {"kind": self.kind, "status": self.status}
        return urlencode({name: value for name, value in parts.items() if value})


@dataclass(slots=True)
class Found:
    """A page of bodies. ``alike``: nothing contains what was typed, these only resemble it. ``more``: there are more
    than were counted.
    """

    page: Page[Any]
    alike: bool
    today: date
    rows: list["Row"] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @property
    def more(self) -> bool:
        return isinstance(self.page.paginator, CountedPaginator) and self.page.paginator.more


@dataclass(slots=True)
class Row:
    """A body in the list, with its present memberships, or else the last one."""

    body: Association
    periods: list[Membership]
    otherwise: str = ""  # the name by which it was found, if none of those shown

    @property
    def initial(self) -> str:
        """The letter under which it stands in the list."""
        return alphabets.initial(self.body.name, get_language())


class CountedPaginator(Paginator):
    """Counts and sorts no more than ``COUNTED``: a word that thousands of names contain is answered at once."""

    def __init__(self, bodies: AssociationQuerySet, typed: str) -> None:
        counted = Association.objects.filter(pk__in=bodies.order_by().values("pk")[:COUNTED])
        super().__init__(counted.best_first(typed), PER_PAGE)
        self.bodies = bodies

    @cached_property
    def _counted(self) -> int:
        return self.bodies.order_by()[: COUNTED + 1].count()

    @cached_property
    def count(self) -> int:
        return min(COUNTED, self._counted)

    @property
    def more(self) -> bool:
        return self._counted > COUNTED


def find(asked: Asked, today: date) -> Found:
    """The bodies that were asked for, a page of them, each with its memberships.

    Three queries: count, bodies, memberships; more when nothing is spelt as typed and similar names are looked for.
    """
    bodies = _narrowed(asked, today)
    alike = False
    paginator: Paginator[Association]
    if not asked.typed:
        paginator = Paginator(bodies.by_name(), PER_PAGE)
    else:
        paginator = CountedPaginator(bodies.spelt(asked.typed), asked.typed)
        if not paginator.count:
            similar = bodies.resembling(asked.typed)
            alike, paginator = bool(similar), Paginator(similar, PER_PAGE)
    page = paginator.get_page(asked.page)
    found = Found(page, alike, today)
    found.rows = _with_periods(list(page.object_list), asked.typed, today)
    return found


def called(typed: str) -> tuple[AssociationQuerySet, bool]:
    """The bodies that answer to a name, acronym or address, or whose country is called so, in no order; those that
    resemble it where there is none (True). For lists of other rooms that are narrowed to some bodies. One query, or
    four.
    """
    bodies: AssociationQuerySet = Association.objects.order_by()
    of_name = Q(pk__in=Association.objects.spelt(typed).order_by().values("pk"))
    code = countries.code_of(typed)
    found = bodies.filter(of_name | Q(country=code)) if code else bodies.filter(of_name)
    if found.exists():
        return found, False
    similar = [body.pk for body in Association.objects.resembling(typed)]
    return bodies.filter(pk__in=similar), bool(similar)


def _narrowed(asked: Asked, today: date) -> AssociationQuerySet:
    bodies: AssociationQuerySet = Association.objects.all()
    if asked.country:
        bodies = bodies.filter(country=asked.country)
    if asked.region:
        bodies = bodies.filter(country__in=sorted(regions.codes(asked.region)))
    if asked.kind:
        bodies = bodies.filter(kind=asked.kind)
    if asked.status:
        periods = begun(today).filter(member=OuterRef("pk"))
        now = Exists(periods.on(today))
        match asked.status:
            case Status.MEMBER:
                bodies = bodies.filter(now)
            case Status.FORMER:
                bodies = bodies.filter(Exists(periods), ~now)
            case Status.NEVER:
                bodies = bodies.filter(~Exists(periods))
    return bodies


def begun(today: date) -> Any:
    """Memberships on record that have begun, as far as is known."""
    return Membership.objects.current().filter(Q(began__isnull=True) | Q(began__lte=today))


def _with_periods(bodies: list[Association], typed: str, today: date) -> list[Row]:
    periods: dict[UUID, list[Membership]] = defaultdict(list)
    for period in begun(today).of(*bodies).select_related("umbrella"):
        periods[period.member_id].append(period)
    rows = []
    for body in bodies:
        now = [each for each in periods[body.pk] if each.covers(today)]
        shown = now or sorted(periods[body.pk], key=lambda each: each.ended or date.min)[-1:]
        rows.append(Row(body, shown, found_by(body, typed)))
    return rows


def found_by(body: Association, typed: str) -> str:
    """A name that contains what was typed when those shown in the list do not."""
    folded = fold(typed)
    if not folded or any(folded in fold(each) for each in (body.name, body.acronym)):
        return ""
    others = [*body.names.values(), *(each["text"] for each in body.other_names)]
    return next((each for each in others if folded in fold(each)), "")


def country_options(chosen: str) -> SafeString:
    """The countries that have a body, and the one that was asked for, as options of a select. One query."""
    return options({code for code, _name in listed_countries()} | ({chosen} - {""}), chosen)


def options(codes: Iterable[str], chosen: str) -> SafeString:
    """The countries ``codes``, by name, as options of a select."""
    return _options(get_language() or "en", frozenset(codes), chosen)


@lru_cache(maxsize=512)
def _options(language: str, codes: frozenset[str], chosen: str) -> SafeString:
    listed = countries.in_order({code: countries.name(code) for code in codes})
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((code, " selected" if code == chosen else "", name) for code, name in listed),
    )


def listed_countries() -> list[tuple[str, str]]:
    """(code, name) of the countries that have a body, by name in the active language. One query."""
    codes = Association.objects.exclude(country="").order_by().values_list("country", flat=True).distinct()
    return countries.in_order({code: countries.name(code) for code in codes})

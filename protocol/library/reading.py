"""What the public reads of the library: the list and what narrows it, a document, its signatories, its timeline."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.paginator import Page, Paginator
from django.db import connection, transaction
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal import countries
from portal.folding import fold
from protocol.library.handed_in import Body, bodies
from protocol.library.models import Document, DocumentFile, Signatory, Step
from protocol.library.texts import ENDONYMS, LANGUAGES, own, subject

PER_PAGE = 20
SIGNATORIES_PER_PAGE = 100
MOST_WORDS = 8
#: So few unnamed signatories of a country are counted without it: their number would say who they are.
FEWEST_UNNAMED = 3


def typed_in(query: QueryDict) -> str:
    """What somebody looks for, as it is searched and shown again."""
    return " ".join(query.get("q", "").replace("\0", " ").split())[:200]


@dataclass(frozen=True, slots=True)
class Asked:
    """The question in an address. What is malformed or unknown is as if it had not been asked."""

    typed: str = ""
    kind: str = ""
    tag: str = ""
    language: str = ""
    year: int | None = None
    page: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        kind, language, year = query.get("kind", ""), query.get("language", ""), query.get("year", "")
        plain_year = year.isascii() and year.isdecimal() and len(year) == 4 and int(year) >= 1
        return cls(
            typed=typed_in(query),
            kind=kind if kind in Document.Kind.values else "",
            tag=query.get("tag", "").replace("\0", "")[:40],
            language=language if language in LANGUAGES else "",
            year=int(year) if plain_year else None,
            page=query.get("page", ""),
        )

    @property
    def words(self) -> list[str]:
        return list(dict.fromkeys(fold(self.typed).split()))[:MOST_WORDS]

    @property
    def filtered(self) -> bool:
        return any((self.kind, self.tag, self.language, self.year))

    @property
    def narrowed(self) -> bool:
        return bool(self.typed) or self.filtered

    @property
    def query(self) -> str:
        """The same question as parameters, without the page."""
        parts = {"q": self.typed, "kind": self.kind, "tag": self.tag, "language": self.language}
        return urlencode(
            {name: value for name, value in (parts | {"year": self.year or ""}).items() if value}
        )


@dataclass(frozen=True, slots=True)
class Found:
    """``alike``: nothing holds what was typed, these resemble it."""

    page: Page[Any]
    alike: bool = False

    @property
    def count(self) -> int:
        return self.page.paginator.count


def find(asked: Asked) -> Found:
    """Two queries: count and rows; two more where nothing holds what was typed."""
    documents = _narrowed(asked)
    if asked.typed and not asked.words:
        return Found(Paginator(documents.none(), PER_PAGE).get_page(1))
    exact = documents
    for word in asked.words:
        exact = exact.filter(folded__contains=word)
    found = Found(Paginator(exact, PER_PAGE).get_page(asked.page))
    if found.count or not asked.words:
        return found
    return Found(Paginator(_resembling(documents, asked), PER_PAGE).get_page(asked.page), alike=True)


def _narrowed(asked: Asked) -> QuerySet[Document]:
    has_text = ExpressionWrapper(~Q(texts={}), BooleanField())
    documents = Document.objects.published().defer("texts", "folded").annotate(has_text=has_text)
    if asked.kind:
        documents = documents.filter(kind=asked.kind)
    if asked.tag:
        documents = documents.filter(tags__contains=[asked.tag])
    if asked.language:
        documents = documents.filter(languages__contains=[asked.language])
    if asked.year:
        documents = documents.filter(day__year=asked.year)
    return documents


def _resembling(documents: QuerySet[Document], asked: Asked) -> list[Document]:
    """Slips of the hand (trigrams; index ``library_folded``)."""
    near = documents
    for word in asked.words:
        near = near.filter(folded__trigram_word_similar=word)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pg_trgm.word_similarity_threshold = 0.5")
        likeness = TrigramWordSimilarity(" ".join(asked.words), "folded")
        return list(near.annotate(likeness=likeness).order_by("-likeness", "slug")[:60])


@dataclass(frozen=True, slots=True)
class Choices:
    """What the documents there are can be narrowed by: (value, label)."""

    kinds: list[tuple[str, Any]]
    tags: list[tuple[str, str]]
    languages: list[tuple[str, str]]
    years: list[int]


def choices() -> Choices:
    """One query."""
    kinds: set[str] = set()
    tags: set[str] = set()
    languages: set[str] = set()
    years: set[int] = set()
    rows = Document.objects.published().order_by().values_list("kind", "tags", "languages", "day")
    for kind, its_tags, its_languages, day in rows:
        kinds.add(kind)
        tags.update(its_tags)
        languages.update(its_languages)
        if day:
            years.add(day.year)
    return Choices(
        [(kind, label) for kind, label in Document.Kind.choices if kind in kinds],
        sorted(((tag, subject(tag)) for tag in tags), key=lambda each: each[1].casefold()),
        [(code, name) for code, name in ENDONYMS.items() if code in languages],
        sorted(years, reverse=True),
    )


def document(slug: str) -> Document | None:
    """A document with this address that is or was public. One query."""
    found = Document.objects.filter(slug=slug).filter(
        Q(published_at__isnull=False) | Q(withdrawn_at__isnull=False)
    )
    return found.defer("folded").first()


def files_of(found: Document) -> list[DocumentFile]:
    """The files that are offered, in the order of languages. One query where there are any."""
    if not found.files:
        return []
    rows = {str(row.pk): row for row in DocumentFile.objects.filter(pk__in=found.files.values())}
    return [rows[found.files[code]] for code in LANGUAGES if found.files.get(code) in rows]


# --- a petition ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfCountry:
    """``code``: "" for those whose country is not known or not shown."""

    code: str
    name: str
    count: int
    invented: bool = False


@dataclass(slots=True)
class Counts:
    total: int = 0
    unnamed: int = 0
    countries: list[OfCountry] = field(default_factory=list)
    #: Of those that are named.
    languages: list[tuple[str, int]] = field(default_factory=list)

    @property
    def known(self) -> list[OfCountry]:
        return [each for each in self.countries if each.code]


def counts(found: Document) -> Counts:
    """How many signed, by country: the most first, those without a country last. One query.

    Of a country with fewer than ``FEWEST_UNNAMED`` unnamed signatories these are counted without it.
    """
    rows = (
        Signatory.objects.filter(document=found, taken_back_on__isnull=True)
        .order_by()
        .values("country", "named", "language")
        .annotate(number=Count("pk"))
    )
    named: Counter[str] = Counter()
    unnamed: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for row in rows:
        (named if row["named"] else unnamed)[row["country"]] += row["number"]
        if row["named"]:
            languages[row["language"]] += row["number"]
    by_country = Counter(named)
    for code, number in unnamed.items():
        by_country[code if number >= FEWEST_UNNAMED else ""] += number
    listed = [
        OfCountry(
            code,
            countries.name(code, marked=False) if code else _("country not shown"),
            number,
            countries.is_invented(code),
        )
        for code, number in by_country.items()
    ]
    listed.sort(key=lambda each: (not each.code, -each.count, each.name))
    return Counts(
        total=sum(by_country.values()),
        unnamed=sum(unnamed.values()),
        countries=listed,
        languages=[(ENDONYMS[code], number) for code, number in languages.most_common() if code in ENDONYMS],
    )


def named(found: Document, typed: str = "") -> QuerySet[Signatory]:
    """Those that may be named, by country and name; with ``typed`` those whose name holds it."""
    rows = Signatory.objects.standing().filter(document=found, named=True).order_by("country", "name", "id")
    return rows.filter(name__icontains=typed) if typed else rows


@dataclass(frozen=True, slots=True)
class Addressee:
    """``steps``: in order of time; ``last``: the latest that was not taken back."""

    key: str
    name: str
    language: str
    body: Body | None
    steps: list[Step]

    @property
    def last(self) -> Step | None:
        standing = [step for step in self.steps if step.state == Step.State.PUBLISHED]
        return standing[-1] if standing else None


def addressees(found: Document, directory: dict[str, Body]) -> list[Addressee]:
    """To whom a petition went and what they did. One query."""
    if not found.addressees:
        return []
    steps: defaultdict[str, list[Step]] = defaultdict(list)
    for step in found.steps.filter(state__in=[Step.State.PUBLISHED, Step.State.TAKEN_BACK]):
        steps[step.addressee].append(step)
    rows = []
    for each in found.addressees:
        name, language = own(each["names"])
        rows.append(
            Addressee(each["key"], name, language, directory.get(each.get("body", "")), steps[each["key"]])
        )
    return rows


def directory_of(documents: Iterable[Document]) -> dict[str, Body]:
    """The bodies that these documents name. At most one query."""
    slugs: set[str] = set()
    for each in documents:
        slugs.update(each.bodies)
        slugs.update(addressee["body"] for addressee in each.addressees if addressee.get("body"))
    return bodies(slugs)


def about(slug: str, most: int = 10) -> list[Document]:
    """The newest documents that concern a body, for its page. One query."""
    rows = Document.objects.published().filter(bodies__contains=[slug]).defer("texts", "folded", "abstracts")
    return list(rows[:most])

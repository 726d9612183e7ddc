"""Search in one language of the text: whole words and their forms, then parts of words, then what resembles them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, TrigramWordSimilarity
from django.core.paginator import Page, Paginator
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.http import QueryDict
from django.utils.http import urlencode

from protocol.languages import LANGUAGES, folded
from protocol.models import Edition, Wording
from protocol.reader.asked import own_language
from protocol.templatetags.protocol_text import END, FOUND

#: PostgreSQL's grammars; the other languages are compared by the beginnings of folded words.
GRAMMAR = {"en": "english", "ru": "russian"}
PER_PAGE = 20
MOST_WORDS = 8
#: Fewer letters are in every provision.
LEAST = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """``typed``: as it was written, at most 200 characters; ``words``: folded; ``page``: as in the address."""

    typed: str
    language: str
    page: str

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        language = query.get("language", "")
        return cls(
            typed=" ".join(query.get("q", "").replace("\0", " ").split())[:200],
            language=language if language in LANGUAGES else own_language(),
            page=query.get("page", ""),
        )

    @property
    def words(self) -> list[str]:
        return list(dict.fromkeys(folded(self.typed, self.language).split()))[:MOST_WORDS]

    @property
    def query(self) -> str:
        """What the pages of the list carry along."""
        return urlencode({"q": self.typed, "language": self.language})

    @property
    def too_short(self) -> bool:
        """Whether something was typed that cannot be looked for: a single letter, or only signs."""
        return bool(self.typed) and all(len(word) < LEAST for word in self.words)


@dataclass(frozen=True, slots=True)
class Hit:
    """A provision that was found; ``heading`` and ``text`` with marks around the words (``protocol_text.found``)."""

    code: str
    where: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """``alike``: nothing holds what was typed, these resemble it."""

    count: int
    page: Page[Any] | None
    hits: Sequence[Hit]
    alike: bool = False


def find(edition: Edition, asked: Asked) -> Found:
    """At most four queries: counting and reading what holds the words, else what resembles them."""
    if not asked.words or asked.too_short:
        return Found(0, None, ())
    published = Wording.objects.published().filter(provision__edition=edition, language=asked.language)
    exact = _holding(published, asked)
    page = Paginator(exact, PER_PAGE).get_page(asked.page)
    if page.paginator.count:
        return Found(page.paginator.count, page, [_hit(row, asked) for row in page])
    alike = _resembling(published, asked)
    page = Paginator(alike, PER_PAGE).get_page(asked.page)
    return Found(len(alike), page, [_hit(row, asked) for row in page], alike=True)


def _holding(published: "QuerySet[Wording]", asked: Asked) -> "QuerySet[Any]":
    grammar = GRAMMAR.get(asked.language)
    beginnings = " & ".join(f"{word}:*" for word in asked.words)
    query = (
        SearchQuery(asked.typed, config=grammar, search_type="websearch")
        if grammar
        else SearchQuery(beginnings, config="simple", search_type="raw")
    )
    found = published.filter(words=query).annotate(rank=SearchRank(F("words"), query))
    if grammar:
        found = found.annotate(
            **{f"marked_{name}": _headline(name, query, grammar) for name in ("heading", "text")}
        )
    return found.order_by("-rank", "provision__place").select_related("provision")


def _headline(column: str, query: SearchQuery, grammar: str) -> SearchHeadline:
    return SearchHeadline(column, query, config=grammar, start_sel=FOUND, stop_sel=END, highlight_all=True)


def _resembling(published: "QuerySet[Wording]", asked: Asked, most: int = 60) -> list[Wording]:
    """Parts of words and slips of the hand (trigrams; index ``wording_folded``)."""
    whole = " ".join(asked.words)
    near = published
    for word in asked.words:
        near = near.filter(folded__trigram_word_similar=word)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pg_trgm.word_similarity_threshold = 0.5")
        likeness = TrigramWordSimilarity(whole, "folded")
        rows = near.annotate(likeness=likeness).order_by("-likeness", "provision__place")
        return list(rows.select_related("provision")[:most])


def _hit(row: Wording, asked: Asked) -> Hit:
    heading = getattr(row, "marked_heading", None)
    text = getattr(row, "marked_text", None)
    code = row.provision.code
    return Hit(
        code=code,
        where=code.partition(".note-")[0],
        heading=row.heading
        if heading is None and not row.heading
        else heading or _marked(row.heading, asked),
        text=text if text is not None else _marked(row.text, asked),
    )


def _marked(text: str, asked: Asked) -> str:
    """``text`` with the marks around each word that begins with one that was typed."""
    words = []
    for word in text.split(" "):
        plain = folded(word, asked.language)
        hit = plain and any(part.startswith(each) for part in plain.split() for each in asked.words)
        words.append(f"{FOUND}{word}{END}" if hit else word)
    return " ".join(words)

"""Search in one language of the text: whole words and their forms, then parts of words, then what resembles them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, TrigramWordSimilarity
from django.core.paginator import Page, Paginator
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from protocol.languages import GRAMMAR, LANGUAGES, RULE, folded
from protocol.models import Edition, Provision, Wording
from protocol.reader import citing
from protocol.reader.asked import own_language
from protocol.templatetags.protocol_text import END, FOUND

PER_PAGE = 20
MOST_WORDS = 8
#: Fewer letters are in every provision.
LEAST = 2
#: Nobody looks for more letters than these in a provision.
MOST = 200
#: What was typed stands in its field again, up to this many letters.
KEPT = 20_000


_NUMBERED = re.compile(r"[0-9]+|[^\W\d_]+")
#: How a rule is called, in every language of the text.
_RULES = {each.format("").strip(" -").casefold() for each in RULE.values()}


@dataclass(frozen=True, slots=True)
class Asked:
    """``typed``: as it was written; ``edition``: the address of one, empty for that in force; ``page``: as in the
    address.
    """

    typed: str
    language: str
    edition: str
    page: str

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        language = query.get("language", "")
        return cls(
            typed=" ".join(query.get("q", "").replace("\0", " ").split())[:KEPT],
            language=language if language in LANGUAGES else own_language(),
            edition=query.get("edition", "")[:60].replace("\0", ""),
            page=query.get("page", ""),
        )

    @property
    def words(self) -> list[str]:
        """Folded, each once."""
        return list(dict.fromkeys(folded(self.typed, self.language).split()))[:MOST_WORDS]

    @property
    def code(self) -> str:
        """The code of the provision that is called so: "Rule 3", "Qayda 3(b)", "3-қағида", "3"; else ""."""
        if len(self.typed) > MOST:
            return ""
        words = [each for each in _NUMBERED.findall(self.typed.casefold()) if each not in _RULES]
        if not words or not words[0].isdecimal() or len(words[0]) > 3 or len(words) > 2:
            return ""
        letter = words[1] if len(words) == 2 else ""
        if letter and not (len(letter) == 1 and letter.isascii() and letter.isalpha()):
            return ""
        return f"rule-{int(words[0])}" + (f".{letter}" if letter else "")

    def spellings(self, word: str) -> tuple[str, ...]:
        """A folded word as it may be written. Keyboards without Kazakh letters have к where it has қ; a word has one of
        the two throughout.
        """
        return (word, word.replace("k", "q")) if self.language == "kk" and "k" in word else (word,)

    @property
    def query(self) -> str:
        """What the pages of the list carry along."""
        asked = {"q": self.typed, "language": self.language, "edition": self.edition}
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def others(self) -> list[tuple[str, str]]:
        """The same in the other languages of the text: (language, query)."""
        return [(each, replace(self, language=each).query) for each in LANGUAGES if each != self.language]

    @property
    def too_long(self) -> bool:
        return len(self.typed) > MOST

    @property
    def problem(self) -> str:
        """Why what was typed cannot be looked for; empty where it can, or where nothing was typed."""
        if self.too_long:
            return ngettext(
                "Shorten it: %(number)d letter is more than the %(most)d that can be looked for.",
                "Shorten it: %(number)d letters are more than the %(most)d that can be looked for.",
                len(self.typed),
            ) % {"number": len(self.typed), "most": MOST}
        if self.typed and not self.code and all(len(word) < LEAST for word in self.words):
            return gettext("Write at least one word of two letters.")
        return ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A provision that was found; ``heading`` and ``text`` with marks around the words (``protocol_text.found``).

    ``where``: the code of the provision that is read there, a footnote where it is called; ``place``: how it is cited.
    """

    code: str
    where: str
    place: str
    is_note: bool
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """``alike``: nothing holds what was typed, these resemble it; ``silent``: nothing is published in this language."""

    count: int
    page: Page[Any] | None
    hits: Sequence[Hit]
    alike: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A provision that was asked for by its number; ``place``: how it is cited."""

    code: str
    place: str
    heading: str


def named(edition: Edition, asked: Asked) -> Named | None:
    """The provision that is called what was typed, in any language of the text: one query, none for other words."""
    if not asked.code:
        return None
    published = Wording.objects.published().filter(provision__edition=edition, language=asked.language)
    row = published.filter(provision__code=asked.code).select_related("provision").first()
    if row is None:
        return None
    is_ = row.provision
    return Named(is_.code, citing.named(is_.code, is_.kind, is_.label, "", asked.language), row.heading)


def find(edition: Edition, asked: Asked) -> Found:
    """At most five queries: counting and reading what holds the words, else what resembles them, or why none does."""
    if not asked.words or asked.problem:
        return Found(0, None, ())
    published = Wording.objects.published().filter(provision__edition=edition, language=asked.language)
    exact = _holding(published, asked)
    page = Paginator(exact, PER_PAGE).get_page(asked.page)
    if page.paginator.count:
        return Found(page.paginator.count, page, [_hit(row, asked) for row in page])
    alike = _resembling(published, asked)
    if not alike and not published.exists():
        return Found(0, None, (), silent=True)
    page = Paginator(alike, PER_PAGE).get_page(asked.page)
    return Found(len(alike), page, [_hit(row, asked) for row in page], alike=True)


def _holding(published: "QuerySet[Wording]", asked: Asked) -> "QuerySet[Any]":
    grammar = GRAMMAR.get(asked.language)
    beginnings = " & ".join(
        f"({' | '.join(f'{each}:*' for each in asked.spellings(word))})" for word in asked.words
    )
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
    return found.order_by("-rank", "provision__place").select_related("provision__parent")


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
        return list(rows.select_related("provision__parent")[:most])


def _hit(row: Wording, asked: Asked) -> Hit:
    heading = getattr(row, "marked_heading", None)
    text = getattr(row, "marked_text", None)
    provision = row.provision
    # A footnote is read where it is called.
    where = provision.parent if provision.kind == Provision.Kind.NOTE and provision.parent else provision
    own_heading = row.heading if where is provision else ""
    return Hit(
        code=provision.code,
        where=where.code,
        place=citing.named(where.code, where.kind, where.label, own_heading, asked.language),
        is_note=where is not provision,
        heading=row.heading
        if heading is None and not row.heading
        else heading or _marked(row.heading, asked),
        text=text if text is not None else _marked(row.text, asked),
    )


def _marked(text: str, asked: Asked) -> str:
    """``text`` with the marks around each word that begins with one that was typed."""
    words = []
    begins = tuple(each for word in asked.words for each in asked.spellings(word))
    for word in text.split(" "):
        hit = any(part.startswith(begins) for part in folded(word, asked.language).split())
        words.append(f"{FOUND}{word}{END}" if hit else word)
    return " ".join(words)

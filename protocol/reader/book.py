"""An edition as a book: its provisions in order, each with what it says in the languages that were asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from protocol.languages import RULE
from protocol.models import Edition, Provision, Wording

Kind = Provision.Kind


@dataclass(frozen=True, slots=True)
class Side:
    """What a provision says in one language. ``stale``: the source has changed since it was translated."""

    language: str
    heading: str
    text: str
    revision: int
    stale: bool


@dataclass(slots=True)
class Part:
    """A provision to be shown. ``number``: of a footnote in the whole edition; ``sides``: one for each language that
    was asked for, None where nothing is published in it; ``parent``: the code of what it is a part of.
    """

    code: str
    kind: str
    label: str
    categories: Sequence[str]
    cites: Sequence[dict[str, object]]
    sides: list[Side | None]
    number: int = 0
    parent: str = ""
    notes: list["Part"] = field(default_factory=list)

    @property
    def is_heading(self) -> bool:
        return self.kind in {Kind.PURPOSE, Kind.RULE, Kind.HEADING}

    @property
    def said(self) -> Side | None:
        """What the first language says, else the next."""
        return next((side for side in self.sides if side), None)

    def number_in(self, language: str) -> str:
        """How it is called in ``language``: "Rule 3", "b"."""
        return RULE[language].format(self.label) if self.kind == Kind.RULE and self.label else self.label


@dataclass(frozen=True, slots=True)
class Book:
    """``parts`` without the footnotes, which hang on the parts that call them."""

    edition: Edition
    languages: Sequence[str]
    parts: Sequence[Part]

    @property
    def contents(self) -> list[Part]:
        """What a table of contents lists."""
        return [part for part in self.parts if part.kind in {Kind.PURPOSE, Kind.RULE}]

    @property
    def stale(self) -> list[str]:
        """The languages in which something is out of date."""
        behind = {side.language for part in self.parts for side in part.sides if side and side.stale}
        return [language for language in self.languages if language in behind]

    @property
    def missing(self) -> list[str]:
        """The languages in which something is not published."""
        return [
            language
            for place, language in enumerate(self.languages)
            if any(part.sides[place] is None for part in self.parts)
        ]


def read(edition: Edition, languages: Sequence[str], only: Iterable[str] | None = None) -> Book:
    """The edition in ``languages``; ``only``: the codes of the provisions that are wanted. Two queries.

    Footnotes are numbered through the whole edition, so ``only`` leaves their numbers as they are.
    """
    columns = ("id", "code", "kind", "label", "categories", "cites", "parent_id")
    rows = edition.provisions.order_by("place").values_list(*columns)
    wanted = {*languages, edition.source_language}
    published = Wording.objects.published().filter(provision__edition=edition, language__in=wanted)
    said: dict[object, dict[str, tuple[str, str, int, int | None]]] = {}
    wording = ("provision_id", "language", "heading", "text", "revision", "made_from")
    for provision, language, heading, text, revision, made_from in published.order_by().values_list(*wording):
        said.setdefault(provision, {})[language] = heading, text, revision, made_from

    parts: dict[object, Part] = {}
    top: list[Part] = []
    notes = 0
    for pk, code, kind, label, categories, cites, parent in rows:
        sides = [_side(said.get(pk, {}), language, edition.source_language) for language in languages]
        part = Part(code, kind, label, categories, cites, sides, parent=parts[parent].code if parent else "")
        parts[pk] = part
        if kind == Kind.NOTE:
            notes += 1
            part.number = notes
            parts[parent].notes.append(part)
        else:
            top.append(part)
    if only is not None:
        kept = set(only)
        top = [part for part in top if part.code in kept]
    return Book(edition, languages, top)


def _side(said: dict[str, tuple[str, str, int, int | None]], language: str, source: str) -> Side | None:
    if language not in said:
        return None
    heading, text, revision, made_from = said[language]
    original = said.get(source)
    stale = language != source and original is not None and (made_from or 0) < original[2]
    return Side(language, heading, text, revision, stale)

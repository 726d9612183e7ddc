"""An edition as a book: its provisions in order, each with what it says in the languages that were asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils import timezone

from protocol.languages import RULE
from protocol.models import Edition, Provision, Wording

Kind = Provision.Kind
#: By language: heading, text, revision, and the revision of the source it was made from.
Said = dict[str, tuple[str, str, int, int | None]]


@dataclass(frozen=True, slots=True)
class Behind:
    """A translation that is out of date. ``since``: the day on which the source first said something newer; ``newest``:
    the revision of the source that is read now; ``made_from``: that which was translated, 0 where nobody noted it.
    """

    since: date | None
    newest: int
    made_from: int


@dataclass(frozen=True, slots=True)
class Side:
    """What a provision says in one language; ``behind``: how far it is out of date."""

    language: str
    heading: str
    text: str
    revision: int
    behind: Behind | None = None

    @property
    def stale(self) -> bool:
        return self.behind is not None


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
        read = [each for part in self.parts for each in (part, *part.notes)]
        behind = {side.language for part in read for side in part.sides if side and side.stale}
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
    """The edition in ``languages``; ``only``: the codes of the provisions that are wanted. Two queries, and one
    more where a translation is out of date.

    Footnotes are numbered through the whole edition, so ``only`` leaves their numbers as they are.
    """
    columns = ("id", "code", "kind", "label", "categories", "cites", "parent_id")
    rows = edition.provisions.order_by("place").values_list(*columns)
    said = _published(edition, languages)
    behind = _behind(said, edition.source_language)

    parts: dict[object, Part] = {}
    top: list[Part] = []
    notes = 0
    for pk, code, kind, label, categories, cites, parent in rows:
        sides = [_side(said.get(pk, {}), language, behind.get((pk, language))) for language in languages]
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


def _published(edition: Edition, languages: Sequence[str]) -> dict[UUID, Said]:
    """What is published of each provision in ``languages`` and in the language of the source."""
    wanted = {*languages, edition.source_language}
    published = Wording.objects.published().filter(provision__edition=edition, language__in=wanted)
    columns = ("provision_id", "language", "heading", "text", "revision", "made_from")
    said: dict[UUID, Said] = {}
    for provision, language, heading, text, revision, made_from in published.order_by().values_list(*columns):
        said.setdefault(provision, {})[language] = heading, text, revision, made_from
    return said


def _behind(said: dict[UUID, Said], source: str) -> dict[tuple[UUID, str], Behind]:
    """The translations that are out of date. A query only where there are any."""
    found = {
        (provision, language): (made_from or 0, texts[source][2])
        for provision, texts in said.items()
        if source in texts
        for language, (_heading, _text, _revision, made_from) in texts.items()
        if language != source and (made_from or 0) < texts[source][2]
    }
    if not found:
        return {}
    read = Wording.objects.filter(
        language=source, state__in=[Wording.State.PUBLISHED, Wording.State.SUPERSEDED]
    )
    read = read.filter(provision__in={provision for provision, _language in found}, reviewed_at__isnull=False)
    days: dict[UUID, list[tuple[int, date]]] = {}
    for provision, revision, at in read.order_by("revision").values_list(
        "provision", "revision", "reviewed_at"
    ):
        days.setdefault(provision, []).append((revision, timezone.localdate(at)))
    return {
        (provision, language): Behind(
            next((day for revision, day in days.get(provision, ()) if revision > made_from), None),
            newest,
            made_from,
        )
        for (provision, language), (made_from, newest) in found.items()
    }


def _side(said: Said, language: str, behind: Behind | None) -> Side | None:
    if language not in said:
        return None
    heading, text, revision, _made_from = said[language]
    return Side(language, heading, text, revision, behind)

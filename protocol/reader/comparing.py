"""What changed from one edition to another in one language: provision by provision, word by word, and in numbers."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from protocol.differing import Stretch, readable
from protocol.models import Edition
from protocol.models.wording import MARK
from protocol.reader import book, matching
from protocol.reader.book import Part
from protocol.reader.citing import place


class Fate(StrEnum):
    """``SAME``: its words are the same, whatever its number is."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


#: Footnotes that were taken out are marked with numbers above this; no provision has as many.
GONE_FROM = 1000


@dataclass(slots=True)
class Row:
    """A provision in both editions, or in the one that has it. ``formerly``: how it was cited when it stood elsewhere;
    ``calls``: for the number of a mark in a text the footnote that it calls; ``unsaid``: the provision is in both, and
    one of them is not published in the language.
    """

    fate: Fate
    part: Part
    heading: Sequence[Stretch]
    text: Sequence[Stretch]
    formerly: str = ""
    notes: "list[Row]" = field(default_factory=list)
    calls: Mapping[int, Part] = field(default_factory=dict)
    unsaid: bool = False

    @property
    def anchor(self) -> str:
        """What was taken out has a place of its own on the page: another provision may have its code now."""
        return f"gone-{self.part.code}" if self.fate == Fate.GONE else self.part.code

    @property
    def touched(self) -> bool:
        """Whether a reader who wants changes alone wants to see it."""
        return self.fate != Fate.SAME or bool(self.formerly) or any(note.touched for note in self.notes)

    @property
    def brief(self) -> bool:
        """Whether its number is all that changed, or nothing: its head says enough to whoever wants changes alone."""
        return self.fate == Fate.SAME and not self.unsaid and not any(note.touched for note in self.notes)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A rule and what is in it; ``rows``: its own first."""

    head: Part
    rows: Sequence[Row]

    @property
    def touched(self) -> list[Row]:
        """What changed, below the head of the rule, which says where one is."""
        return [row for row in self.rows if row.touched or row.part is self.head]

    @property
    def changes(self) -> int:
        return sum(row.touched for row in self.rows)

    @property
    def only_renumbered(self) -> bool:
        return self.changes == 1 and bool(self.rows[0].formerly) and self.rows[0].brief


@dataclass(frozen=True)
class Difference:
    """Two editions in ``language``; ``chapters`` in the order of ``after``, with what was taken out where it stood."""

    before: Edition
    after: Edition
    language: str
    chapters: Sequence[Chapter]
    #: The editions in which nothing is published in the language.
    silent: Sequence[Edition] = ()

    @cached_property
    def rows(self) -> list[Row]:
        return [row for chapter in self.chapters for row in chapter.rows]

    @cached_property
    def count(self) -> Counter[str]:
        """Provisions by fate, ``renumbered`` beside it; ``notes``: footnotes that are not the same."""
        found = Counter(str(row.fate) for row in self.rows)
        found["renumbered"] = sum(bool(row.formerly) for row in self.rows)
        found["notes"] = sum(note.fate != Fate.SAME for row in self.rows for note in row.notes)
        return found

    @property
    def touched(self) -> list[Chapter]:
        return [chapter for chapter in self.chapters if chapter.changes]


def compare(before: Edition, after: Edition, language: str) -> Difference:
    """Four queries. The words of a provision are compared with those of one other, however long the editions are."""
    old, new = (book.read(edition, (language,)).parts for edition in (before, after))
    silent = [
        edition for edition, parts in ((before, old), (after, new)) if not any(part.said for part in parts)
    ]
    if silent:
        return Difference(before, after, language, (), silent)
    was = matching.Matching(old, new).was
    earlier = {part.code: part for part in old}
    rows = []
    for part in new:
        other = earlier.get(was.get(part.code, ""))
        rows.append(_row(other, part, language, formerly=_formerly(other, part, was, language)))
    taken = set(was.values())
    return Difference(before, after, language, _chapters(_with_gone(rows, old, taken, was, language)))


def _formerly(old: Part | None, new: Part, was: Mapping[str, str], language: str) -> str:
    """How ``new`` was cited, if not by its own number: what follows its rule is not counted as renumbered itself."""
    if old is None or old.code == new.code:
        return ""
    rule, before = matching.section(new), matching.section(old)
    follows = new.code != rule and was.get(rule) == before
    return "" if follows and new.code[len(rule) :] == old.code[len(before) :] else place(old, language)


def _row(old: Part | None, new: Part | None, language: str, *, formerly: str = "") -> Row:
    part = new or old
    assert part is not None  # noqa: S101 - one of the two is there
    notes, renamed, calls = _notes(old.notes if old else (), new.notes if new else (), language)
    said, says = _said(old, renamed), _said(new)
    heading, text = readable(said[0], says[0]), readable(said[1], says[1])
    if old is None or new is None:
        fate = Fate.NEW if old is None else Fate.GONE
    else:
        fate = Fate.SAME if said == says else Fate.CHANGED
    unsaid = any(each and not each.said for each in (old, new))
    return Row(fate, part, heading, text, formerly, notes, calls, unsaid)


def _said(part: Part | None, renamed: Mapping[int, int] | None = None) -> tuple[str, str]:
    """Heading and text; the marks of footnotes as they are called in the other edition."""
    side = part.said if part else None
    if side is None:
        return "", ""
    if renamed is None:
        return side.heading, side.text
    text = re.sub(MARK, lambda mark: f"[^{renamed.get(int(mark[1]), mark[1])}]", side.text)
    return side.heading, text


def _notes(
    old: Sequence[Part], new: Sequence[Part], language: str
) -> tuple[list[Row], dict[int, int], dict[int, Part]]:
    """The footnotes of a provision as rows; what the marks of the earlier text are called now; what each mark calls."""
    before = {note.code.rpartition(".")[2]: note for note in old}
    after = {note.code.rpartition(".")[2]: note for note in new}
    was = matching.notes(old, new)
    rows = [_row(before.get(was.get(place, "")), note, language) for place, note in after.items()]
    now = {earlier: place for place, earlier in was.items()}
    renamed, calls = {}, {_number(place): note for place, note in after.items()}
    for place_, note in before.items():
        number = _number(place_)
        renamed[number] = _number(now[place_]) if place_ in now else GONE_FROM + number
        if place_ not in now:
            rows.append(_row(note, None, language))
            calls[GONE_FROM + number] = note
    return rows, renamed, calls


def _number(place_: str) -> int:
    """note-2: 2. The codes of footnotes end so; of another code nothing is called."""
    number = place_.rpartition("-")[2]
    return int(number) if number.isdecimal() else 0


def _with_gone(
    rows: Sequence[Row], old: Sequence[Part], taken: set[str], was: Mapping[str, str], language: str
) -> Iterable[Row]:
    """The rows, and what was taken out after what it followed."""
    stands_after: dict[str, list[Part]] = {}
    last = ""
    for part in old:
        if part.code in taken:
            last = part.code
        else:
            stands_after.setdefault(last, []).append(part)
    yield from (_row(part, None, language) for part in stands_after.get("", ()))
    for row in rows:
        yield row
        followed = stands_after.get(was.get(row.part.code, "-"), ())
        yield from (_row(part, None, language) for part in followed)


def _chapters(rows: Iterable[Row]) -> list[Chapter]:
    """A rule begins where a provision has no other above it."""
    found: list[tuple[Part, list[Row]]] = []
    for row in rows:
        if not found or "." not in row.part.code:
            found.append((row.part, []))
        found[-1][1].append(row)
    return [Chapter(head, rows) for head, rows in found]

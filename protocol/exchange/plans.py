"""What an import would do: one item for each provision and language, and a digest of all of it."""

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum

from protocol.differing import Stretch, differences
from protocol.exchange.aligning import Row
from protocol.exchange.blocks import Level, Said
from protocol.exchange.pieces import Piece, Recognised, Words
from protocol.exchange.task import Task


class Fate(StrEnum):
    """``NEW``: a provision that the edition does not have; ``FIRST``: its first text in a language."""

    NEW = "new"
    FIRST = "first"
    CHANGED = "changed"
    SAME = "same"
    WAITING = "waiting"
    LEFT_OUT = "left-out"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Item:
    """A provision in one language. ``revision``: that the new text gets; ``made_from``: of the source."""

    fate: Fate
    code: str
    where: str
    language: str
    words: Words
    before: Words = field(default_factory=Words)
    revision: int = 1
    made_from: int | None = None
    line: int = 0
    piece: Piece | None = None
    row: Row | None = None

    @property
    def written(self) -> bool:
        return self.fate in {Fate.NEW, Fate.FIRST, Fate.CHANGED}

    @property
    def heading(self) -> list[Stretch]:
        return differences(self.before.heading, self.words.heading)

    @property
    def text(self) -> list[Stretch]:
        return differences(self.before.text, self.words.text)


@dataclass(slots=True)
class Plan:
    """``digest``: of the file, of what is there now, and of everything that would be done."""

    task: Task
    format: str
    found: Recognised
    items: list[Item] = field(default_factory=list)
    removed: list[Row] = field(default_factory=list)
    facts: list[tuple[Piece, Row]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    source_language: str = "en"
    digest: str = ""

    def of(self, *fates: Fate) -> list[Item]:
        return [item for item in self.items if item.fate in fates]

    def level(self, level: Level) -> list[Said]:
        return [each for each in self.said if each.level == level]

    @property
    def doubts(self) -> dict[str, list[Said]]:
        """By code, in the order in which they were found."""
        found: dict[str, list[Said]] = {}
        for each in self.level(Level.DOUBT):
            found.setdefault(each.code, []).append(each)
        return found

    @property
    def changes(self) -> bool:
        return bool(self.removed or self.facts or any(item.written for item in self.items))


def digest(result: Plan) -> str:
    """SHA-256 of the file, of what the edition says now, and of all that would be done."""
    task = result.task
    edition = task.edition
    target = [str(edition.pk), edition.version, edition.status] if edition else repr(task.new)
    items = [
        [
            i.fate,
            i.code,
            i.language,
            i.revision,
            i.made_from,
            i.before.heading,
            i.before.text,
            i.words.heading,
            i.words.text,
        ]
        for i in result.items
    ]
    said = [[each.level, each.code, each.line] for each in result.said]
    facts = [[piece.code, piece.categories, piece.cites] for piece, _row in result.facts]
    choices = [task.language, task.remove, task.publish, task.in_force, result.titles]
    whole = [task.digest, target, items, said, facts, choices, [row.code for row in result.removed]]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

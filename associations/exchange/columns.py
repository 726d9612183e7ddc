"""Columns of a table, as data: a plain one, one for each language, numbered ones for a list.

In CSV each is one or several cells with a name (``country``, ``text:en``, ``source-2:title``); in JSON one key
(``"country"``, ``"text": {"en": …}``, ``"source": [{…}, {"title": …}]``). What is empty is not there.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.tables.cells import Refused, plain
from portal.web.filled import filled

Cells = dict[str, str]
#: (cell, what is wrong with it and what to do)
Wrong = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Plain:
    """One cell. ``read`` turns its text into a value or raises Refused; ``say`` writes the value of a row.

    ``refers``: the text is the address of a body, which the import looks up. ``default``: of a new row whose file
    does not have the column. ``truth``: JSON has true and false.
    """

    name: str
    meaning: Any
    example: str
    say: Callable[[Any], str]
    read: Callable[[str], Any] = str
    required: bool = False
    refers: bool = False
    default: str = ""
    truth: bool = False
    #: What may be written, where that is a list: (value, what it means).
    choices: tuple[tuple[str, Any], ...] = ()

    def names(self, number: int) -> list[str]:
        return [self.name]

    def cells(self, row: Any) -> Cells:
        text = self.say(row)
        return {self.name: text} if text else {}

    def fill(self, given: Mapping[str, str], present: frozenset[str], base: Cells) -> Cells:
        """What a line says in this column: its own cell, else what the record says (``base``)."""
        text = given.get(self.name, "") if self.name in present else base.get(self.name, "")
        return {self.name: text} if text else {}

    def value(self, cells: Cells, wrong: list[Wrong]) -> Any:
        text = cells.get(self.name, "")
        if not text and self.required:
            wrong.append((self.name, _("Fill in this cell.")))
            return None
        try:
            return self.read(text) if text else None
        except Refused as problem:
            wrong.append((self.name, problem.message))
            return None

    def to_json(self, cells: Cells) -> Any:
        text = cells.get(self.name, "")
        return text == "yes" if self.truth else text

    def from_json(self, value: Any, wrong: list[Wrong]) -> Cells:
        return _text(self.name, value, wrong)


@dataclass(frozen=True, slots=True)
class ByLanguage:
    """A text in each language of correspondence; English is needed. The value is ``{language: text}``."""

    name: str
    meaning: Any
    example: str
    most: int  # characters
    of: Callable[[Any], Mapping[str, str]]
    required: bool = True

    def names(self, number: int) -> list[str]:
        return [f"{self.name}:{code}" for code, _label in settings.CORRESPONDENCE_LANGUAGES]

    @property
    def all_names(self) -> list[str]:
        return self.names(1)

    def cells(self, row: Any) -> Cells:
        said = self.of(row)
        return {
            f"{self.name}:{code}": text
            for code, _label in settings.CORRESPONDENCE_LANGUAGES
            if (text := plain(said.get(code, "")))
        }

    def fill(self, given: Mapping[str, str], present: frozenset[str], base: Cells) -> Cells:
        found = {}
        for name in self.names(0):
            if text := given.get(name, "") if name in present else base.get(name, ""):
                found[name] = text
        return found

    def value(self, cells: Cells, wrong: list[Wrong]) -> dict[str, str]:
        found = {}
        for code, _label in settings.CORRESPONDENCE_LANGUAGES:
            name = f"{self.name}:{code}"
            text = cells.get(name, "")
            if not text and code == "en":
                wrong.append((name, _("Fill in this cell: English at least.")))
            if len(text) > self.most:
                wrong.append((name, too_long(self.most)))
            if text:
                found[code] = text
        return found

    def to_json(self, cells: Cells) -> Any:
        start = len(self.name) + 1
        return {name[start:]: cells[name] for name in self.names(0) if name in cells}

    def from_json(self, value: Any, wrong: list[Wrong]) -> Cells:
        if not isinstance(value, dict):
            wrong.append((self.name, _("Give an object here: a text for each language.")))
            return {}
        known = self.names(0)
        found: Cells = {}
        for code, text in value.items():
            name = f"{self.name}:{code}"
            if name not in known:
                wrong.append((name, _("This language is not known.")))
                continue
            found |= _text(name, text, wrong)
        return found


@dataclass(frozen=True, slots=True)
class Part:
    """One cell of each item of a list."""

    name: str
    most: int  # characters
    read: Callable[[str], str] = str  # as the record keeps it; raises Refused


@dataclass(frozen=True, slots=True)
class Numbered:
    """A list: ``source-1:title``, ``source-1:publisher``, …, ``source-2:title``, …. The value: ``[{part: text}]``.

    A file that has one of these cells gives the whole list; the items keep their order, and empty ones are left out.
    ``needs``: the parts without which an item says nothing.
    """

    name: str
    meaning: Any
    example: str
    parts: tuple[Part, ...]
    most: int
    needs: frozenset[str]
    of: Callable[[Any], Iterable[Mapping[str, str]]]
    required: bool = False

    def names(self, number: int) -> list[str]:
        return [
            f"{self.name}-{place}:{part.name}"
            for place in range(1, max(number, 1) + 1)
            for part in self.parts
        ]

    def cells(self, row: Any) -> Cells:
        found = {}
        for place, item in enumerate(self.of(row), start=1):
            for part in self.parts:
                if text := plain(item.get(part.name) or ""):
                    found[f"{self.name}-{place}:{part.name}"] = text
        return found

    def count(self, cells: Iterable[str]) -> int:
        """How many items a row with these cells has, at most."""
        prefix = f"{self.name}-"
        numbers = (name[len(prefix) :].partition(":")[0] for name in cells if name.startswith(prefix))
        return max((int(number) for number in numbers), default=0)

    def fill(self, given: Mapping[str, str], present: frozenset[str], base: Cells) -> Cells:
        prefix = f"{self.name}-"
        source = given if any(name.startswith(prefix) for name in present) else base
        return {name: text for name, text in source.items() if text and name.startswith(prefix)}

    def value(self, cells: Cells, wrong: list[Wrong]) -> list[dict[str, str]]:
        found = []
        for place in range(1, self.count(cells) + 1):
            item = {}
            for part in self.parts:
                name = f"{self.name}-{place}:{part.name}"
                text = cells.get(name, "")
                if not text:
                    continue
                item[part.name] = text
                try:
                    item[part.name] = part.read(text)
                    if len(item[part.name]) > part.most:
                        raise Refused(too_long(part.most))
                except Refused as problem:
                    wrong.append((name, problem.message))
            if not item:
                continue
            wrong += [
                (
                    f"{self.name}-{place}:{part.name}",
                    _("Fill in this cell too, or empty the others beside it."),
                )
                for part in self.parts
                if part.name in self.needs and part.name not in item
            ]
            found.append(item)
        return found

    def to_json(self, cells: Cells) -> Any:
        items = []
        for place in range(1, self.count(cells) + 1):
            names = ((part.name, f"{self.name}-{place}:{part.name}") for part in self.parts)
            items.append({part: cells[name] for part, name in names if name in cells})
        return [item for item in items if item]

    def from_json(self, value: Any, wrong: list[Wrong]) -> Cells:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            wrong.append((self.name, _("Give a list of objects here.")))
            return {}
        if len(value) > self.most:
            wrong.append((self.name, too_many(self.most)))
            return {}
        found: Cells = {}
        parts = {part.name for part in self.parts}
        for place, item in enumerate(value, start=1):
            for part, text in item.items():
                name = f"{self.name}-{place}:{part}"
                if part not in parts:
                    wrong.append((name, _("There is no such part. Take it out.")))
                    continue
                found |= _text(name, text, wrong)
        return found


Column = Plain | ByLanguage | Numbered


def _text(name: str, value: Any, wrong: list[Wrong]) -> Cells:
    """The cell behind a value of JSON: a text, a number such as a year, true or false, or nothing."""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if value is None:
        return {}
    if isinstance(value, int) and abs(value) < 10**9:
        value = str(value)
    if not isinstance(value, str):
        wrong.append((name, _("Give a text here.")))
        return {}
    return {name: text} if (text := plain(value)) else {}


def too_long(most: int) -> Any:
    return filled(_("Write at most %(most)s characters."), most=most)


def too_many(most: int) -> Any:
    return filled(_("Give at most %(most)s of these."), most=most)

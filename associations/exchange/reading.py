"""A file as lines of cells, as it streams by: CSV as spreadsheets write it, or JSON. Holds one line at a time.

What is wrong with the file as a whole ends the reading (``Unreadable``); what is wrong with a line goes with the line.
"""

import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from associations.exchange.columns import Cells, Numbered, Wrong, too_many
from associations.exchange.kinds import KINDS, Kind
from portal.tables.cells import letter, plain, unguard
from portal.tables.detecting import Form
from portal.tables.rows import LONGEST, SURROGATE, Unreadable, decoded, no_head, rows, unfit_reason

LEFT_OUT = "#"
_NUMBERED = re.compile(r"([a-z-]+)-([0-9]{1,3}):([a-z]+)")


@dataclass(slots=True)
class Line:
    """``number``: as a spreadsheet numbers its rows (of JSON: the line of the file on which the object begins).

    ``present``: the cells that the file says something about, empty ones included; ``wrong``: what cannot be read.
    """

    number: int
    cells: Cells
    present: frozenset[str]
    wrong: list[Wrong] = field(default_factory=list)
    #: What stands in a cell that is no column of the table, by the name under which ``wrong`` tells of it.
    beside: dict[str, str] = field(default_factory=dict)


def lines(pieces: Iterable[bytes], form: Form, kind: Kind) -> Iterator[Line]:
    """The lines of a file. Raises Unreadable."""
    text = decoded(pieces, form)
    return _json(text, kind) if form.format == "json" else _csv(text, form, kind)


# --- CSV -----------------------------------------------------------------------------------------------------------


def _csv(text: Iterator[str], form: Form, kind: Kind) -> Iterator[Line]:
    head: list[str] | None = None
    present: frozenset[str] = frozenset()
    for number, row in rows(text, form):
        if head is None:
            head = _headings(row, number, kind)
            present = frozenset(name for name in head if name not in {"", LEFT_OUT})
            continue
        yield _row(row, number, head, present)
    if head is None:
        raise Unreadable(1, no_head())


def _row(row: list[str], number: int, head: list[str], present: frozenset[str]) -> Line:
    line = Line(number, {}, present)
    for place, cell in enumerate(row):
        text = plain(unguard(cell))
        if not text:
            continue
        name = head[place] if place < len(head) else ""
        if name == LEFT_OUT:
            continue
        if not name:
            name = _("column %(letter)s") % {"letter": letter(place)}
            line.wrong.append(
                (
                    name,
                    _(
                        "The first line has no name for this cell. Name the column there, or look whether a separator "
                        "stands in a text without quotation marks."
                    ),
                )
            )
            line.beside[name] = text
        else:
            line.cells[name] = text
            if unfit := unfit_reason(text):
                line.wrong.append((name, unfit))
    return line


def _headings(row: list[str], number: int, kind: Kind) -> list[str]:
    """The names of the cells; "" for a column without one, ``LEFT_OUT`` for one whose name begins with #."""
    found: list[str] = []
    for place, cell in enumerate(row):
        name = re.sub(r"\s*:\s*", ":", unguard(plain(cell)).casefold().replace("_", "-"))
        name = re.sub(r"\s+", "-", name)
        if name.startswith("#") or not name:
            found.append(LEFT_OUT if name else "")
            continue
        if problem := _no_heading(name, kind):
            problem = _of_another_table(row, kind) or problem
            raise Unreadable(number, problem, f"{cell.strip()[:60]} ({letter(place)})", cell.strip())
        if name in found:
            raise Unreadable(
                number,
                _("Two columns have this name. Rename or delete one of them."),
                f"{name} ({letter(place)})",
                name,
            )
        found.append(name)
    while found and not found[-1]:
        found.pop()  # a spreadsheet adds empty columns
    if not any(needed <= set(found) for needed in kind.needs):
        # Whoever gives no entry means new ones.
        lacking = (sorted(needed - set(found)) for needed in kind.needs)
        missing = min(lacking, key=lambda names: (names == ["entry"], len(names)))
        raise Unreadable(
            number,
            _("The first line lacks a column that is needed: %(names)s.") % {"names": ", ".join(missing)},
            missing[0],
        )
    return found


def _named(cell: str) -> str:
    return re.sub(r"\s*:\s*", ":", plain(cell).casefold().replace("_", "-"))


def _no_heading(name: str, kind: Kind) -> str:
    """Why this is no name of a cell of the table; "" for one that is."""
    column = kind.list_column
    if numbered := _NUMBERED.fullmatch(name):
        fits = numbered[1] == column.name and numbered[3] in {part.name for part in column.parts}
        if fits and 1 <= int(numbered[2]) <= column.most and not numbered[2].startswith("0"):
            return ""
        if fits:
            return str(too_many(column.most))
    names = kind.names(1)
    if name in names:
        return ""
    near = difflib.get_close_matches(name, names, 1, 0.7)
    if near:
        return _(
            "The table has no column of this name. Is %(name)s meant? A column whose name begins with # is left out."
        ) % {"name": near[0]}
    return _(
        "The table has no column of this name. Delete it, or let its name begin with #: then it is left out."
    )


def _of_another_table(row: list[str], kind: Kind) -> str:
    """Words for a first line that is not of this table at all; "" for one in which a column or two are wrong."""
    known = {
        other.name: sum(not _no_heading(_named(cell), other) for cell in row if cell.strip())
        for other in KINDS.values()
    }
    best = KINDS[max(known, key=lambda name: known[name])]
    if known[best.name] > known[kind.name] + 1:
        return _("The first line is that of another table: %(kind)s. Choose that one.") % {"kind": best.title}
    if known[kind.name]:
        return ""
    return _(
        "The first line must hold the names of the columns. This one has none of them: perhaps the separator or the "
        "encoding is another, or the line is missing."
    )


# --- JSON ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Buffer:
    """What was read of a text and not yet used, and the number of the line on which it begins."""

    pieces: Iterator[str]
    text: str = ""
    line: int = 1
    over: bool = False

    def more(self) -> bool:
        for piece in self.pieces:
            if piece:
                self.text += piece
                return True
        self.over = True
        return False

    def use(self, count: int) -> None:
        self.line += self.text.count("\n", 0, count)
        self.text = self.text[count:]

    def peek(self) -> str:
        """The next character that is no blank; "" at the end."""
        while True:
            rest = self.text.lstrip(" \t\r\n")
            self.use(len(self.text) - len(rest))
            if rest or not self.more():
                return rest[:1]


def _json(text: Iterator[str], kind: Kind) -> Iterator[Line]:
    buffer = _Buffer(text)
    if buffer.peek() != "[":
        raise Unreadable(buffer.line, _("The file must be a list of objects: its first character is [."))
    buffer.use(1)
    if buffer.peek() == "]":
        buffer.use(1)
    else:
        yield from _items(buffer, kind)
    if buffer.peek():
        raise Unreadable(buffer.line, _("Something stands after the closing ] of the list. Take it out."))


def _items(buffer: _Buffer, kind: Kind) -> Iterator[Line]:
    decode = json.JSONDecoder(object_pairs_hook=_pairs).raw_decode
    while True:
        buffer.peek()
        number = buffer.line
        item, length = _next_item(buffer, decode)
        yield _object(item, number, kind)
        buffer.use(length)
        after = buffer.peek()
        if after not in {",", "]"}:
            raise Unreadable(buffer.line, _("A comma or the closing ] is missing here."))
        buffer.use(1)
        if after == "]":
            break


class _Twice(dict[str, Any]):
    """An object of JSON that has a key twice."""

    key = ""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = _Twice(found)
        keys = [key for key, _value in pairs]
        twice.key = next(key for key in keys if keys.count(key) > 1)
        return twice
    return found


def _next_item(buffer: _Buffer, decode: Callable[[str], tuple[Any, int]]) -> tuple[Any, int]:
    while True:
        try:
            return decode(buffer.text)
        except json.JSONDecodeError as error:
            cut = buffer.over or len(buffer.text) > LONGEST or not buffer.more()
            if cut:
                raise Unreadable(
                    buffer.line + buffer.text.count("\n", 0, error.pos),
                    _("This is no JSON from here on. Check brackets, commas and quotation marks."),
                    value=buffer.text[error.pos : error.pos + 40],
                ) from None
        except RecursionError:
            raise Unreadable(buffer.line, _("Brackets stand too deep in each other here.")) from None


def _object(item: Any, number: int, kind: Kind) -> Line:
    if not isinstance(item, dict):
        return Line(number, {}, frozenset(), [("", _("Each item of the list must be an object in braces."))])
    line = Line(number, {}, frozenset())
    columns = {column.name: column for column in kind.columns}
    present: set[str] = set()
    if isinstance(item, _Twice):
        line.wrong.append((item.key, _("The object has this key twice. Take one out.")))
    for key, value in item.items():
        column = columns.get(key)
        if column is None:
            if not key.startswith("#"):
                name = SURROGATE.sub("\ufffd", key.replace("\0", ""))[:60]
                line.wrong.append((name, _no_heading(key, kind)))
            continue
        present.update(column.names(column.most if isinstance(column, Numbered) else 1))
        line.cells |= column.from_json(value, line.wrong)
    line.present = frozenset(present)
    line.wrong += [(name, unfit) for name, text in line.cells.items() if (unfit := unfit_reason(text))]
    return line

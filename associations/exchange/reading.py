"""A file as lines of cells, as it streams by: CSV as spreadsheets write it, or JSON. Holds one line at a time.

What is wrong with the file as a whole ends the reading (``Unreadable``); what is wrong with a line goes with the line.
"""

import csv
import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from associations.exchange.cells import letter, plain, unguard
from associations.exchange.columns import Cells, Numbered, Wrong, too_many
from associations.exchange.detecting import Form
from associations.exchange.kinds import KINDS, Kind

#: Characters of one line of a table, and of one object of JSON.
LONGEST = 1_000_000
#: Cells of a line, and keys of an object: the widest table has some 270 columns.
MOST_CELLS = 1_000
#: Of one line so many errors are told; whoever has more has another table in hand, or another separator.
MOST_WRONG = 50
#: Of so many unknown keys of an object it is said what resembles them.
_GUESSED = 5
#: Characters of a heading that are looked at.
_HEADING = 100
LEFT_OUT = "#"
_SURROGATE = re.compile("[\ud800-\udfff]")
_NUMBERED = re.compile(r"([a-z-]+)-([0-9]{1,3}):([a-z]+)")
csv.field_size_limit(LONGEST)


class Unreadable(Exception):
    """The rest of the file cannot be read: ``line``, the cell's ``column`` ("" for the line), its ``value``."""

    def __init__(self, line: int, message: str, column: str = "", value: str = "") -> None:
        super().__init__(message)
        self.line, self.column, self.value, self.message = line, column, value, message


@dataclass(slots=True)
class Line:
    """``number``: as a spreadsheet numbers its rows (of JSON: the line of the file on which the object begins).

    ``present``: the cells that the file says something about, empty ones included; ``wrong``: what cannot be read.
    """

    number: int
    cells: Cells
    present: frozenset[str]
    wrong: list[Wrong] = field(default_factory=list)
    #: The first line, when it is told of because some of its names are wrong; the lines after it are read all the same.
    is_head: bool = False
    #: What stands in a cell that is no column of the table or holds no text, by the name by which ``wrong`` tells it.
    beside: dict[str, str] = field(default_factory=dict)

    def tell(self, name: str, message: Any) -> None:
        """One more than ``MOST_WRONG`` is kept, by which it is seen that there were more."""
        if len(self.wrong) <= MOST_WRONG:
            self.wrong.append((name, message))

    @property
    def size(self) -> int:
        """Characters that it holds."""
        return sum(map(len, self.cells.values())) + sum(map(len, self.beside.values()))


def lines(pieces: Iterable[bytes], form: Form, kind: Kind) -> Iterator[Line]:
    """The lines of a file. Raises Unreadable."""
    text = _decoded(pieces, form)
    return _json(text, kind) if form.format == "json" else _csv(text, form, kind)


def first_rows(head: bytes, form: Form, count: int = 6) -> list[list[str]]:
    """The beginning of a file as it would be read, for somebody to look at. Never raises."""
    text = form.decoder().decode(head).replace("\0", "\u2400")
    text = _SURROGATE.sub("\ufffd", text)
    if form.format == "json":
        return [[line[:300]] for line in text.splitlines()[:count]]
    found: list[list[str]] = []
    reader = csv.reader(_split([text]), delimiter=form.separator)
    try:
        for row in reader:
            if not found and len(row) == 1 and row[0].lower().startswith("sep="):
                continue
            if row:
                found.append([unguard(cell)[:80] for cell in row])
            if len(found) == count:
                break
    except (csv.Error, Unreadable):
        pass
    return found


def _decoded(pieces: Iterable[bytes], form: Form) -> Iterator[str]:
    decoder = form.decoder()
    for piece in pieces:
        yield decoder.decode(piece)
    yield decoder.decode(b"", True)


# --- CSV -----------------------------------------------------------------------------------------------------------


def _split(pieces: Iterable[str]) -> Iterator[str]:
    """Physical lines, their ends kept: of Windows, of Unix, of the old Macintosh. Each character is looked at once."""
    begun: list[str] = []
    length, number, half = 0, 0, ""
    for piece in pieces:
        whole, rest = _whole_lines(half + piece)
        # A carriage return at the very end may be half of an end.
        half = "\r" if rest.endswith("\r") else ""
        for line in whole:
            number += 1
            yield "".join([*begun, line])
            begun, length = [], 0
        begun.append(rest.removesuffix("\r"))
        length += len(rest)
        if length > LONGEST:
            raise Unreadable(number + 1, _too_long())
    if last := "".join([*begun, half]):
        yield last


def _too_long() -> str:
    return _("This line is too long to be a line of a table. Check which file it is.")


_END = re.compile(r"\r\n|\n|\r(?!\Z)")


def _whole_lines(text: str) -> tuple[list[str], str]:
    found, start = [], 0
    for end in _END.finditer(text):
        found.append(text[start : end.end()])
        start = end.end()
    return found, text[start:]


class _Rows:
    """The rows of a table. A row ends where its quotation marks do: one that never does is not read to its end."""

    def __init__(self, physical: Iterator[str], separator: str) -> None:
        self.number = 0  # of the row read last
        self._physical = physical
        self._reader = csv.reader(self._parts(), delimiter=separator, strict=True)
        self._length = 0

    def _parts(self) -> Iterator[str]:
        for part in self._physical:
            begins = not self._length
            self._length += len(part)
            if self._length > LONGEST:
                raise Unreadable(self.number + 1, _too_long() if begins else _never_closed())
            yield part

    def next(self) -> list[str] | None:
        """None at the end. Raises Unreadable."""
        self._length = 0
        try:
            row = next(self._reader, None)
        except csv.Error as error:
            raise Unreadable(self.number + 1, _of_quotes(error)) from None
        self.number += 1
        return row


def _csv(text: Iterator[str], form: Form, kind: Kind) -> Iterator[Line]:
    rows = _Rows(_split(text), form.separator)
    head: list[str] | None = None
    present: frozenset[str] = frozenset()
    while (row := rows.next()) is not None:
        if not any(cell.strip() for cell in row):
            continue
        if head is None:
            if len(row) <= 2 and row[0].lower().startswith("sep="):
                continue
            first = Line(rows.number, {}, frozenset(), is_head=True)
            head = _headings(row, first, kind)
            present = frozenset(name for name in head if name not in {"", LEFT_OUT})
            if first.wrong:
                yield first
            continue
        yield _row(row, rows.number, head, present)
    if head is None:
        raise Unreadable(1, _("The file is empty. Its first line must hold the names of the columns."))


def _of_quotes(error: csv.Error) -> str:
    if "field larger" in str(error) or "unexpected end" in str(error):
        return _never_closed()
    return _(
        "After a closing quotation mark something else stands in the cell. Write a quotation mark twice if it belongs "
        "to the text, or choose another separator."
    )


def _never_closed() -> str:
    return _(
        "A quotation mark opens a cell here and none closes it. Close it, or write it twice if it belongs to the "
        "text."
    )


def _too_wide(row: list[str]) -> str:
    """Words for a line of more cells than any table has; "" for others. Empty ones at the end are a spreadsheet's."""
    if not any(cell.strip() for cell in row[MOST_CELLS:]):
        return ""
    return _(
        "This line has more than %(most)d cells. Choose another separator, or look which file it is."
    ) % {"most": MOST_CELLS}


def _row(row: list[str], number: int, head: list[str], present: frozenset[str]) -> Line:
    line = Line(number, {}, present)
    if wide := _too_wide(row):
        line.tell("", wide)
        return line
    for place, cell in enumerate(row[:MOST_CELLS]):
        text = plain(unguard(cell))
        if not text:
            continue
        name = head[place] if place < len(head) else ""
        if name == LEFT_OUT:
            continue
        if not name:
            name = _("column %(letter)s") % {"letter": letter(place)}
            line.tell(
                name,
                _(
                    "The first line has no name for this cell. Name the column there, or look whether a separator "
                    "stands in a text without quotation marks."
                ),
            )
            line.beside[name] = text
        else:
            line.cells[name] = text
    _take_out(line)
    return line


def _take_out(line: Line) -> None:
    """What the database takes in no question is no longer among the cells."""
    for name, text in list(line.cells.items()):
        if unfit := _unfit(text):
            line.tell(name, unfit)
            line.beside[name] = line.cells.pop(name)


def _unfit(text: str) -> str:
    if "\0" in text:
        return _("This cell holds a NUL character, which is no text. Delete it.")
    if _SURROGATE.search(text):
        return _("Some bytes of this cell are no text in the chosen encoding. Choose another encoding.")
    return ""


def _headings(row: list[str], line: Line, kind: Kind) -> list[str]:
    """The names of the cells; "" for a column without one, ``LEFT_OUT`` for one whose name begins with #, or is wrong:
    the lines can be judged without it. ``line`` is told what is wrong. Raises Unreadable where they cannot.
    """
    found: list[str] = []
    number = line.number
    if wide := _too_wide(row):
        raise Unreadable(number, wide)

    def wrong(place: int, cell: str, problem: str) -> None:
        name = f"{cell.strip()[:60]} ({letter(place)})"
        line.tell(name, problem)
        line.beside[name] = cell.strip()
        found.append(LEFT_OUT)

    for place, cell in enumerate(row[:MOST_CELLS]):
        name = _named(cell)
        if name.startswith("#") or not name:
            found.append(LEFT_OUT if name else "")
            continue
        if problem := _no_heading(name, kind):
            if other := _of_another_table(row, kind):
                raise Unreadable(number, other, f"{cell.strip()[:60]} ({letter(place)})", cell.strip())
            wrong(place, cell, problem)
        elif name in found:
            wrong(place, name, _("Two columns have this name. Rename or delete one of them."))
        else:
            found.append(name)
    while found and not found[-1]:
        found.pop()  # a spreadsheet adds empty columns
    if not any(needed <= set(found) for needed in kind.needs):
        # Whoever gives no entry means new ones.
        lacking = (sorted(needed - set(found)) for needed in kind.needs)
        missing = min(lacking, key=lambda names: (names == ["entry"], len(names)))
        if line.wrong:  # one of them may be meant
            name, problem = line.wrong[0]
            raise Unreadable(number, str(problem), name, line.beside[name])
        raise Unreadable(
            number,
            _("The first line lacks a column that is needed: %(names)s.") % {"names": ", ".join(missing)},
            missing[0],
        )
    return found


def _named(cell: str) -> str:
    """A heading as the table writes it. Of a cell that is none its beginning: the expressions try at every blank."""
    name = unguard(plain(cell))[:_HEADING].casefold().replace("_", "-")
    return re.sub(r"\s+", "-", re.sub(r"\s*:\s*", ":", name))


def _is_heading(name: str, kind: Kind) -> bool:
    return not _no_heading(name, kind, guess=False)


def _no_heading(name: str, kind: Kind, *, guess: bool = True) -> str:
    """Why this is no name of a cell of the table; "" for one that is. ``guess``: say what resembles it."""
    column = kind.list_column
    name = name[:_HEADING]
    if numbered := _NUMBERED.fullmatch(name):
        fits = numbered[1] == column.name and numbered[3] in {part.name for part in column.parts}
        if fits and 1 <= int(numbered[2]) <= column.most and not numbered[2].startswith("0"):
            return ""
        if fits:
            return str(too_many(column.most))
    names = kind.names(1)
    if name in names:
        return ""
    near = difflib.get_close_matches(name, names, 1, 0.7) if guess else []
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
        other.name: sum(_is_heading(_named(cell), other) for cell in row[:MOST_CELLS] if cell.strip())
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
    """What was read of a text - from ``start`` it is not yet used - and the number of the line on which that begins."""

    pieces: Iterator[str]
    text: str = ""
    start: int = 0
    line: int = 1
    over: bool = False

    @property
    def length(self) -> int:
        return len(self.text) - self.start

    def more(self) -> bool:
        for piece in self.pieces:
            if piece:
                self.text, self.start = self.text[self.start :] + piece, 0
                return True
        self.over = True
        return False

    def use(self, end: int) -> None:
        """Up to the place ``end`` of ``text``. Nothing is copied: there may be an item every three characters."""
        self.line += self.text.count("\n", self.start, end)
        self.start = end

    def peek(self) -> str:
        """The next character that is no blank; "" at the end."""
        while True:
            blanks = _BLANKS.match(self.text, self.start)
            self.use(blanks.end() if blanks else self.start)
            if self.length or not self.more():
                return self.text[self.start : self.start + 1]


_BLANKS = re.compile(r"[ \t\r\n]*")


def _json(text: Iterator[str], kind: Kind) -> Iterator[Line]:
    buffer = _Buffer(text)
    if buffer.peek() != "[":
        raise Unreadable(buffer.line, _("The file must be a list of objects: its first character is [."))
    buffer.use(buffer.start + 1)
    if buffer.peek() == "]":
        buffer.use(buffer.start + 1)
    else:
        yield from _items(buffer, kind)
    if buffer.peek():
        raise Unreadable(buffer.line, _("Something stands after the closing ] of the list. Take it out."))


def _items(buffer: _Buffer, kind: Kind) -> Iterator[Line]:
    objects = _Objects()
    # No column is a number of many digits or a fraction, and the digits of one may fill the file.
    decoder = json.JSONDecoder(object_pairs_hook=objects.read, parse_int=_whole, parse_float=_fraction)
    while True:
        buffer.peek()
        number = buffer.line
        objects.too_many = False
        item, end = _next_item(buffer, decoder.raw_decode)
        yield _wide(number) if objects.too_many else _object(item, number, kind)
        buffer.use(end)
        after = buffer.peek()
        if after not in {",", "]"}:
            raise Unreadable(buffer.line, _("A comma or the closing ] is missing here."))
        buffer.use(buffer.start + 1)
        if after == "]":
            break


class _Twice(dict[str, Any]):
    """An object of JSON that has a key twice."""

    key = ""


class _Objects:
    """Makes the objects of an item; ``too_many``: one of them has more keys than any table has cells."""

    too_many = False

    def read(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        self.too_many = self.too_many or len(pairs) > MOST_CELLS
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        twice, seen = _Twice(found), set[str]()
        for key, _value in pairs:
            if key in seen:
                twice.key = key
                break
            seen.add(key)
        return twice


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < 20 else _fraction(digits)


def _fraction(_digits: str) -> float:
    """No text, of whatever size: that is all that a column asks."""
    return 0.5


def _wide(number: int) -> Line:
    message = _("An object has more than %(most)d keys here. Look which file it is.") % {"most": MOST_CELLS}
    return Line(number, {}, frozenset(), [("", message)])


def _next_item(buffer: _Buffer, decode: Callable[[str, int], tuple[Any, int]]) -> tuple[Any, int]:
    """An item, and the place where it ends. One that is not whole yet is read anew once there is twice as much."""
    while True:
        try:
            return decode(buffer.text, buffer.start)
        except json.JSONDecodeError as error:
            wanted, begins = 2 * buffer.length, buffer.length <= LONGEST
            grown = begins and buffer.more()
            while grown and buffer.length < min(wanted, LONGEST) and buffer.more():
                pass
            if not grown:
                raise Unreadable(
                    buffer.line + buffer.text.count("\n", buffer.start, error.pos),
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
        line.tell(_key(item.key), _("The object has this key twice. Take one out."))
    unknown = 0
    for key, value in item.items():
        column = columns.get(key)
        if column is None:
            if not key.startswith("#"):
                unknown += 1
                line.tell(_key(key), _no_heading(key, kind, guess=unknown <= _GUESSED))
            continue
        present.update(column.names(column.most if isinstance(column, Numbered) else 1))
        line.cells |= column.from_json(value, line.wrong)
    line.present = frozenset(present)
    _take_out(line)
    del line.wrong[MOST_WRONG + 1 :]
    return line


def _key(key: str) -> str:
    return _SURROGATE.sub("\ufffd", key[:60].replace("\0", ""))

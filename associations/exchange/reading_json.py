"""JSON as lines of cells: a list of objects, one at a time, whatever its size."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from associations.exchange.columns import Numbered
from associations.exchange.headings import no_heading
from associations.exchange.kinds import Kind
from associations.exchange.line import LONGEST, MOST_CELLS, MOST_WRONG, SURROGATE, Line, Unreadable, take_out

#: Of so many unknown keys of an object it is said what resembles them.
_GUESSED = 5


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


def objects(text: Iterator[str], kind: Kind) -> Iterator[Line]:
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
                line.tell(_key(key), no_heading(key, kind, guess=unknown <= _GUESSED))
            continue
        present.update(column.names(column.most if isinstance(column, Numbered) else 1))
        line.cells |= column.from_json(value, line.wrong)
    line.present = frozenset(present)
    take_out(line)
    del line.wrong[MOST_WRONG + 1 :]
    return line


def _key(key: str) -> str:
    return SURROGATE.sub("\ufffd", key[:60].replace("\0", ""))

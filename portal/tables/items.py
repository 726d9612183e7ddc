"""The items of a list in JSON, one at a time, whatever its size.

What is wrong with the file as a whole ends the reading (``Unreadable``).
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.tables.limits import LONGEST, MOST_CELLS, Unreadable


class Twice(dict[str, Any]):
    """An object that has ``key`` twice."""

    key = ""


class TooMany:
    """Stands for an item in which an object has more keys than any table has cells."""


def items(text: Iterator[str]) -> Iterator[tuple[int, Any]]:
    """(number of the line on which it begins, what it is) of each item. Numbers of many digits and fractions are no
    longer what they were. Raises Unreadable.
    """
    buffer = _Buffer(text)
    if buffer.peek() != "[":
        raise Unreadable(buffer.line, _("The file must be a list of objects: its first character is [."))
    buffer.use(buffer.start + 1)
    if buffer.peek() == "]":
        buffer.use(buffer.start + 1)
    else:
        yield from _listed(buffer)
    if buffer.peek():
        raise Unreadable(buffer.line, _("Something stands after the closing ] of the list. Take it out."))


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


def _listed(buffer: _Buffer) -> Iterator[tuple[int, Any]]:
    objects = _Objects()
    # No column is a number of many digits or a fraction, and the digits of one may fill the file.
    decoder = json.JSONDecoder(object_pairs_hook=objects.read, parse_int=_whole, parse_float=_fraction)
    while True:
        buffer.peek()
        number = buffer.line
        objects.too_many = False
        item, end = _next(buffer, decoder.raw_decode)
        yield number, TooMany() if objects.too_many else item
        buffer.use(end)
        after = buffer.peek()
        if after not in {",", "]"}:
            raise Unreadable(buffer.line, _("A comma or the closing ] is missing here."))
        buffer.use(buffer.start + 1)
        if after == "]":
            break


class _Objects:
    """Makes the objects of an item; ``too_many``: one of them has more keys than any table has cells."""

    too_many = False

    def read(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        self.too_many = self.too_many or len(pairs) > MOST_CELLS
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        twice, seen = Twice(found), set[str]()
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


def _next(buffer: _Buffer, decode: Callable[[str, int], tuple[Any, int]]) -> tuple[Any, int]:
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

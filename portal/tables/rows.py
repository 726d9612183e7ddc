"""The rows of a CSV file as it streams by, whatever a spreadsheet made of it. Holds one line at a time.

What is wrong with the file as a whole ends the reading (``Unreadable``).
"""

import csv
import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from portal.tables.cells import unguard
from portal.tables.detecting import Form
from portal.tables.limits import LONGEST, SURROGATE, Unreadable

csv.field_size_limit(LONGEST)


def first_rows(head: bytes, form: Form, count: int = 6) -> list[list[str]]:
    """The beginning of a file as it would be read, for somebody to look at. Never raises."""
    text = form.decoder().decode(head).replace("\0", "\u2400")
    text = SURROGATE.sub("\ufffd", text)
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


def decoded(pieces: Iterable[bytes], form: Form) -> Iterator[str]:
    """The text of a file in pieces. Never raises: what is no text is marked (``detecting.MARKED``)."""
    decoder = form.decoder()
    for piece in pieces:
        yield decoder.decode(piece)
    yield decoder.decode(b"", True)


def rows(text: Iterable[str], form: Form) -> Iterator[tuple[int, list[str]]]:
    """(number, cells) of each row that holds anything, numbered as a spreadsheet numbers them; the first is the one
    with the names of the columns. Raises Unreadable, also for a file without any.
    """
    found = _Rows(_split(text), form.separator)
    begun = False
    while (row := found.next()) is not None:
        if not any(cell.strip() for cell in row):
            continue
        if not begun and len(row) <= 2 and row[0].lower().startswith("sep="):
            continue
        begun = True
        yield found.number, row
    if not begun:
        raise Unreadable(1, _("The file is empty. Its first line must hold the names of the columns."))


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


_END = re.compile(r"\r\n|\n|\r(?!\Z)")


def _whole_lines(text: str) -> tuple[list[str], str]:
    found, start = [], 0
    for end in _END.finditer(text):
        found.append(text[start : end.end()])
        start = end.end()
    return found, text[start:]


def _too_long() -> str:
    return _("This line is too long to be a line of a table. Check which file it is.")


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

"""A file as lines of cells, as it streams by: CSV as spreadsheets write it, or JSON. Holds one line at a time.

What is wrong with the file as a whole ends the reading (``Unreadable``); what is wrong with a line goes with the line.
"""

import csv
import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from associations.exchange import reading_json
from associations.exchange.cells import letter, plain, unguard
from associations.exchange.detecting import Form
from associations.exchange.headings import LEFT_OUT, headings, too_wide
from associations.exchange.kinds import Kind
from associations.exchange.line import LONGEST, MOST_CELLS, SURROGATE, Line, Unreadable, take_out

csv.field_size_limit(LONGEST)


def lines(pieces: Iterable[bytes], form: Form, kind: Kind) -> Iterator[Line]:
    """The lines of a file. Raises Unreadable."""
    text = _decoded(pieces, form)
    return reading_json.objects(text, kind) if form.format == "json" else _csv(text, form, kind)


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
            head = headings(row, first, kind)
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


def _row(row: list[str], number: int, head: list[str], present: frozenset[str]) -> Line:
    line = Line(number, {}, present)
    if wide := too_wide(row):
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
    take_out(line)
    return line

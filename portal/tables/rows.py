"""The rows of a CSV file as it streams by, whatever a spreadsheet made of it. Holds one line at a time.

What is wrong with the file as a whole ends the reading (``Unreadable``).
"""

import csv
import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from portal.tables.cells import unguard
from portal.tables.detecting import Form

#: Characters of one line of text.
LONGEST = 1_000_000
SURROGATE = re.compile("[\ud800-\udfff]")
csv.field_size_limit(LONGEST)


class Unreadable(Exception):
    """The rest of the file cannot be read: ``line``, the cell's ``column`` ("" for the line), its ``value``."""

    def __init__(self, line: int, message: str, column: str = "", value: str = "") -> None:
        super().__init__(message)
        self.line, self.column, self.value, self.message = line, column, value, message


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


def _split(pieces: Iterable[str]) -> Iterator[str]:
    """Physical lines, their ends kept: of Windows, of Unix, of the old Macintosh."""
    waiting, number = "", 0
    for piece in pieces:
        waiting += piece
        # A carriage return at the very end may be half of an end.
        whole, waiting = _whole_lines(waiting)
        for line in whole:
            number += 1
            yield line
        if len(waiting) > LONGEST:
            raise Unreadable(
                number + 1, _("This line is too long to be a line of a table. Check which file it is.")
            )
    if waiting:
        yield waiting


_END = re.compile(r"\r\n|\n|\r(?!\Z)")


def _whole_lines(text: str) -> tuple[list[str], str]:
    found, start = [], 0
    for end in _END.finditer(text):
        found.append(text[start : end.end()])
        start = end.end()
    return found, text[start:]


def rows(text: Iterable[str], form: Form) -> Iterator[tuple[int, list[str]]]:
    """(number, cells) of each row that holds anything, numbered as a spreadsheet numbers them. Raises Unreadable."""
    reader = csv.reader(_split(text), delimiter=form.separator, strict=True)
    number, begun = 0, False
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise Unreadable(number + 1, _of_quotes(error)) from None
        if row is None:
            return
        number += 1
        if not any(cell.strip() for cell in row):
            continue
        if not begun and len(row) <= 2 and row[0].lower().startswith("sep="):
            continue
        begun = True
        yield number, row


def no_head() -> str:
    return _("The file is empty. Its first line must hold the names of the columns.")


def _of_quotes(error: csv.Error) -> str:
    if "field larger" in str(error) or "unexpected end" in str(error):
        return _(
            "A quotation mark opens a cell here and none closes it. Close it, or write it twice if it belongs to the "
            "text."
        )
    return _(
        "After a closing quotation mark something else stands in the cell. Write a quotation mark twice if it belongs "
        "to the text, or choose another separator."
    )


def unfit_reason(text: str) -> str:
    """Why a cell cannot be kept; "" for one that can."""
    if "\0" in text:
        return _("This cell holds a NUL character, which is no text. Delete it.")
    if SURROGATE.search(text):
        return _("Some bytes of this cell are no text in the chosen encoding. Choose another encoding.")
    return ""

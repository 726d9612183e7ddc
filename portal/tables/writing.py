"""Rows as CSV, line by line, and nothing in it that a spreadsheet would calculate."""

import csv
from collections.abc import Iterable, Iterator

from portal.tables.cells import guard

#: So that a spreadsheet takes the file for UTF-8.
BOM = "\ufeff"


class _Line:
    """What ``csv.writer`` writes to: it keeps the line instead of a file."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text = text
        return len(text)


def csv_lines(rows: Iterable[list[str]], separator: str = ",") -> Iterator[str]:
    """RFC 4180: commas, or another ``separator``, CRLF; nothing that a spreadsheet would calculate."""
    line = _Line()
    writer = csv.writer(line, delimiter=separator)
    for row in rows:
        writer.writerow([guard(cell) for cell in row])
        yield line.text

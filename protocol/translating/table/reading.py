"""A table that came back: of which edition and language it is, and what its rows say."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from protocol.exchange import docx_tables
from protocol.exchange.archive import LARGEST, Archive
from protocol.exchange.blocks import Refused, Said, shown
from protocol.exchange.task import format_of
from protocol.translating.table.marks import (
    FileMark,
    RowMark,
    code,
    column_print,
    count_of_row_marks,
    file_mark,
    row_mark,
)

_KEYWORDS = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}keywords"
_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class TableRow:
    """``paragraphs``: of the translation; ``problem``: why it cannot be taken, "" when it can; ``number``: from 1;
    ``source_written``: somebody wrote in the column of the source.
    """

    code: str
    number: int
    paragraphs: tuple[str, ...] = ()
    mark: RowMark | None = None
    problem: str = ""
    source_written: bool = False


@dataclass(slots=True)
class Table:
    """``strange``: the beginnings of rows that name no provision."""

    mark: FileMark
    rows: list[TableRow] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)


def read(data: bytes, name: str) -> Table:
    """Raises Refused for what is no translator's table of ours, with what to do."""
    if not data.strip():
        raise Refused(_("This file is empty."))
    if len(data) > LARGEST:
        raise Refused(_("A file can have up to %(limit)d MB.") % {"limit": LARGEST // 2**20})
    if format_of(data, name) != "docx":
        raise Refused(_("A translator’s table comes back as DOCX, the file that was taken from here."))
    found = docx_tables.read(data)
    mark = next(filter(None, map(file_mark, reversed(found.lines))), None) or _described(data)
    if mark is None:
        raise Refused(
            _(
                "This is not a translator’s table of this desk: the line at its end that says so is missing. Take a "
                "new table and copy the translations into it."
            )
        )
    if found.rows and all(len(cells) != _COLUMNS for cells in found.rows):
        raise Refused(
            _(
                "No row of the table has its three columns: provision, source, translation. Take out what was added, "
                "and put back what was taken out."
            )
        )
    table = Table(mark, said=found.said)
    for number, cells in enumerate(found.rows, 1):
        _take(
            table,
            number,
            cells,
            notes=any((number - 1, column) in found.notes for column in range(len(cells))),
            merged=number - 1 in found.merged,
        )
    return table


def _take(table: Table, number: int, cells: list[list[str]], *, notes: bool, merged: bool) -> None:
    lines = cells[0] if cells else []
    named = code(lines[0]) if lines else ""
    # The line under the code, or on the same line where a program joined them.
    mark = row_mark(" ".join(lines))
    if not named and mark:
        named = code(lines[0].split(" ")[0])
    if not named or (mark is None and number == 1):
        text = shown(" ".join(" ".join(each) for each in cells).strip())
        if number > 1 and text.strip():
            table.strange.append(text)
        return
    problem = ""
    if merged or count_of_row_marks(" ".join(lines)) > 1:
        problem = _(
            "Its cells were merged with those of another row. Part them again, each text in its own row."
        )
    elif len(cells) != _COLUMNS:
        problem = _("This row has %(number)d columns instead of three.") % {"number": len(cells)}
    elif notes:
        problem = _("It has a footnote of the program. Write [^1] where the first footnote is called.")
    paragraphs = tuple(cells[-1]) if len(cells) == _COLUMNS else ()
    before = mark.source_print if mark and len(cells) == _COLUMNS else ""
    written = bool(before) and column_print(cells[1]) != before
    table.rows.append(TableRow(named, number, paragraphs, mark, problem, written))


def _described(data: bytes) -> FileMark | None:
    """The property of the file, where its last line is gone."""
    root: Any = Archive(data).xml("docProps/core.xml")
    said = root.findtext(f".//{_KEYWORDS}") if root is not None else None
    return file_mark(said or "")

"""The tables of a DOCX, cell by cell, read as ``read_docx`` does: tracked changes as accepted, no hidden text."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from protocol.exchange.archive import Archive
from protocol.exchange.blocks import CALL, MOST_BLOCKS, OURS, Refused, Said, too_many
from protocol.exchange.docx_styles import BULLET, W
from protocol.exchange.read_docx import Reader, parts

#: The paragraphs of a cell.
Cell = list[str]


@dataclass(slots=True)
class Tables:
    """``lines``: paragraphs outside of tables; ``rows``: of all tables, one after the other; ``notes``: (row, cell) of
    those that call a real footnote; ``merged``: rows with a cell that reaches over several rows.
    """

    lines: list[str] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    notes: set[tuple[int, int]] = field(default_factory=set)
    merged: set[int] = field(default_factory=set)
    said: list[Said] = field(default_factory=list)


def read(data: bytes) -> Tables:
    """Raises Refused with what to do."""
    archive = Archive(data)
    body = archive.word("document")
    if body is None:
        raise Refused(_("This is no DOCX. Open it in the program that made it and save it as DOCX."))
    return _TableReader(archive).tables(body)


class _TableReader(Reader):
    def __init__(self, archive: Archive) -> None:
        super().__init__(archive)
        self.found = Tables()
        self.into: Cell = self.found.lines
        self.first = True  # the column of the codes, or outside of tables
        self.paragraphs = 0

    def tables(self, body: Any) -> Tables:
        self.read(body)
        self.found.said = [each for each in self.source.said if each.code != "contents"]
        return self.found

    def _table(self, table: Any, outer: int) -> None:
        if outer:
            # Within a cell it is text of that cell.
            for row in self._rows(table):
                for cell in parts(row, f"{W}tc"):
                    self._blocks(cell, outer)
            return
        for row in self._rows(table):
            cells: list[Cell] = []
            for cell in parts(row, f"{W}tc"):
                self.into = []
                cells.append(self.into)
                if cell.find(f"{W}tcPr/{W}vMerge") is not None:
                    self.found.merged.add(len(self.found.rows))
                self.first = len(cells) == 1
                self._blocks(cell, outer + 1)
                if any(CALL in text for text in self.into):
                    self.found.notes.add((len(self.found.rows), len(cells) - 1))
                self.into[:] = [OURS.sub("", text) for text in self.into]
            self.found.rows.append(cells)
        self.into, self.first = self.found.lines, True

    def _add(self, text: str, words: Any, label: str, depth: int, properties: Any, style: str) -> None:
        # "1." typed at the beginning is made a list by the program: whoever wrote it sees it and means it.
        self.into.append(text if self.first or label in {"", BULLET} else f"{label} {text}")
        self.paragraphs += 1
        if self.paragraphs > MOST_BLOCKS:
            raise too_many()

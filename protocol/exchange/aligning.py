"""Which provision of an edition each provision of a file is: by kind and number, letter, and order."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from protocol.exchange import ordering
from protocol.exchange.blocks import Level, Said
from protocol.exchange.pieces import Kind, Piece, Recognised
from protocol.models import Edition


@dataclass(frozen=True, slots=True)
class Row:
    """A provision of the edition."""

    pk: UUID
    code: str
    kind: str
    label: str
    titled: bool
    categories: list[str]
    cites: list[dict[str, Any]]
    parent: str | None
    place: int


def rows_of(edition: Edition) -> list[Row]:
    """The provisions in their order. One query."""
    columns = ("pk", "code", "kind", "label", "titled", "categories", "cites", "parent__code", "place")
    return [Row(*values) for values in edition.provisions.order_by("place").values_list(*columns)]


@dataclass(slots=True)
class Aligned:
    """``rows``: of each piece, by its place in the file; ``missing``: what the file does not have, in order."""

    pieces: Sequence[Piece]
    rows: list[Row | None]
    missing: list[Row] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)


def align(found: Recognised, rows: Sequence[Row]) -> Aligned:
    """Gives the pieces the codes of the provisions that they are. No query."""
    aligner = _Aligner(rows)
    if found.facts is None:
        aligner.document(found.pieces)
    else:
        aligner.by_code(found.pieces)
    matched = [aligner.matched.get(id(piece)) for piece in found.pieces]
    taken = {row.code for row in matched if row}
    missing = [row for row in rows if row.code not in taken]
    result = Aligned(found.pieces, matched, missing, aligner.said)
    if found.facts is not None:
        _order(result)
    return result


def _order(aligned: Aligned) -> None:
    before: Row | None = None
    for piece, row in zip(aligned.pieces, aligned.rows, strict=True):
        if row and before and row.place < before.place:
            message = _("%(code)s stands after %(before)s; in the edition it stands before.")
            said = message % {"code": row.code, "before": before.code}
            aligned.said.append(Said(Level.DOUBT, "order", said, piece.line))
        before = row or before


class _Aligner:
    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = {row.code: row for row in rows}
        self.parts: dict[str | None, list[Row]] = defaultdict(list)
        for row in rows:
            self.parts[row.parent].append(row)
        self.matched: dict[int, Row] = {}
        self.said: list[Said] = []

    def by_code(self, pieces: Sequence[Piece]) -> None:
        for piece in pieces:
            if row := self.rows.get(piece.code):
                self._match(piece, row)

    def document(self, pieces: Sequence[Piece]) -> None:
        self.under: dict[int, list[Piece]] = defaultdict(list)
        for piece in pieces:
            if piece.parent is not None:
                self.under[id(piece.parent)].append(piece)
        purpose = next((row for row in self.rows.values() if row.kind == Kind.PURPOSE), None)
        for piece in pieces:
            if piece.parent is None:
                row = purpose if piece.kind == Kind.PURPOSE else self.rows.get(piece.code)
                if row is not None and row.kind == piece.kind:
                    self._match(piece, row)
                    self._top(piece, row)
        for piece in pieces:
            # What is new hangs on what may have got another code
            if id(piece) not in self.matched and piece.parent is not None:
                tail = piece.code.rpartition(".")[2]
                base = (
                    piece.parent if piece.kind == Kind.NOTE or piece.parent.kind == Kind.POINT else piece.top
                )
                piece.code = f"{base.code}.{tail}"

    def _match(self, piece: Piece, row: Row) -> None:
        self.matched[id(piece)] = row
        piece.code = row.code
        if row.kind != Kind.NOTE:
            piece.label = row.label or piece.label

    def _top(self, piece: Piece, row: Row) -> None:
        """What is within a rule: headings by their order, points by their letters, else by order."""
        self._in_order(piece, row, Kind.HEADING)
        headings = self._pieces(piece, Kind.HEADING)
        pieces = [
            (each, own) for each in (piece, *headings) if (own := self.matched.get(id(each))) is not None
        ]
        for each, own in pieces:
            self._in_order(each, own, Kind.PARAGRAPH)
        self._points(piece, row)
        for each in self._all(piece):
            if own := self.matched.get(id(each)):
                self._in_order(each, own, Kind.NOTE)

    def _points(self, piece: Piece, row: Row) -> None:
        points = [each for each in self._all(piece) if each.kind == Kind.POINT and not _nested(each)]
        rows = [each for each in self._rows(row) if each.kind == Kind.POINT and not self._nested_row(each)]
        by_label = {each.label: each for each in rows}
        lettered = all(each.style == "letter" for each in points) or {each.label for each in points} <= set(
            by_label
        )
        if lettered and len(by_label) == len(rows) and all(each.label for each in rows):
            pairs = [(each, by_label.get(each.label)) for each in points]
        else:
            pairs = [(each, rows[place] if place < len(rows) else None) for place, each in enumerate(points)]
        for each, own in pairs:
            if own is None or own in self.matched.values():
                continue
            self._match(each, own)
            parent = self.matched.get(id(each.parent))
            if parent is not None and own.parent != parent.code:
                message = _("%(where)s stands under another heading than in the edition. There it stays.")
                said = message % {"where": ordering.where(each)}
                self.said.append(Said(Level.DOUBT, "other-heading", said, each.line))
            self._in_order(each, own, Kind.POINT)

    def _in_order(self, piece: Piece, row: Row, kind: str) -> None:
        for each, own in zip(self._pieces(piece, kind), self._of_kind(row, kind), strict=False):
            self._match(each, own)
            if kind == Kind.POINT:
                self._in_order(each, own, Kind.POINT)

    def _pieces(self, piece: Piece, kind: str) -> list[Piece]:
        return [each for each in self.under[id(piece)] if each.kind == kind]

    def _of_kind(self, row: Row, kind: str) -> list[Row]:
        return [each for each in self.parts[row.code] if each.kind == kind]

    def _all(self, piece: Piece) -> list[Piece]:
        """The piece and everything within it."""
        return [piece, *(one for each in self.under[id(piece)] for one in self._all(each))]

    def _rows(self, row: Row) -> list[Row]:
        return [one for each in self.parts[row.code] for one in (each, *self._rows(each))]

    def _nested_row(self, row: Row) -> bool:
        return row.parent is not None and self.rows[row.parent].kind == Kind.POINT


def _nested(piece: Piece) -> bool:
    return piece.parent is not None and piece.parent.kind == Kind.POINT

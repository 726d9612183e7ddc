"""Export: what the record says now, as CSV or JSON, piece by piece. The same record gives the same bytes.

In the order of addresses and days, not of writing. What was retracted or corrected away is not in it, nor are files.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import F, Func, IntegerField, Max, Window
from django.utils.translation import gettext_lazy as _

from associations.exchange.columns import Cells
from associations.exchange.kinds import Kind
from portal.tables.cells import plain
from portal.tables.writing import BOM, csv_lines

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "semicolons": "text/csv; charset=utf-8",
    "json": "application/json",
}
LABELS: dict[str, Any] = {"csv": "CSV", "semicolons": _("CSV for spreadsheets (semicolons)"), "json": "JSON"}
#: Where a comma parts the decimals, spreadsheets take a semicolon for the separator, and a comma for text.
SEPARATORS = {"csv": ",", "semicolons": ";"}
#: Rows read, and pieces joined, at a time.
AT_A_TIME = 500


def export(kind: Kind, format_: str) -> Iterator[bytes]:
    """The whole table. One query, by a cursor: the record of one moment, however long the reader takes."""
    column = kind.list_column
    length = Func(F(_list_field(kind)), function="jsonb_array_length", output_field=IntegerField())
    rows = kind.rows().annotate(most=Window(Max(length))).iterator(chunk_size=AT_A_TIME)
    first = next(rows, None)
    number = max(1, first.most or 0) if first is not None else 1
    cells = (_plain(kind.cells(row)) for row in _again(first, rows))
    if format_ in SEPARATORS:
        return as_csv(kind.names(min(number, column.most)), cells, SEPARATORS[format_])
    return as_json(kind, cells)


def empty(kind: Kind, format_: str = "csv", items: int = 3) -> bytes:
    """The first line alone, for somebody who fills in a new table: ``items`` places in the list."""
    return b"".join(as_csv(kind.names(items), (), SEPARATORS[format_]))


def file_name(name: str, format_: str) -> str:
    """Of a table, as a browser saves it: bodies.csv, bodies-semicolons.csv, bodies.json."""
    return f"{name}-{format_}.csv" if format_ == "semicolons" else f"{name}.{format_}"


def _list_field(kind: Kind) -> str:
    return "other_names" if kind.list_column.name == "other-name" else "sources"


def _again(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    if first is not None:
        yield first
    yield from rest


def _plain(cells: Cells) -> Cells:
    return {name: kept for name, text in cells.items() if (kept := plain(text))}


def as_csv(names: list[str], rows: Iterable[Cells], separator: str = ",") -> Iterator[bytes]:
    yield BOM.encode()
    yield from _joined(csv_lines(_with_head(names, rows), separator))


def _with_head(names: list[str], rows: Iterable[Cells]) -> Iterator[list[str]]:
    yield names
    for cells in rows:
        yield [cells.get(name, "") for name in names]


def as_json(kind: Kind, rows: Iterable[Cells]) -> Iterator[bytes]:
    """A list with an object on each line."""
    yield from _joined(_json_lines(kind, rows))


def _json_lines(kind: Kind, rows: Iterable[Cells]) -> Iterator[str]:
    before = "[\n"
    for cells in rows:
        yield before + json.dumps(kind.to_json(cells), ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _joined(lines: Iterable[str]) -> Iterator[bytes]:
    waiting: list[str] = []
    for line in lines:
        waiting.append(line)
        if len(waiting) == AT_A_TIME:
            yield "".join(waiting).encode()
            waiting.clear()
    if waiting:
        yield "".join(waiting).encode()

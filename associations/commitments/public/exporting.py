"""The scorecard as a table for researchers: CSV, one line for each body and commitment, streamed."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from associations.commitments.public.scorecard import Row
from associations.commitments.states import Position
from portal.tables.writing import BOM, csv_lines

#: Stable names in English: programs read them.
COLUMNS = (
    "as_of", "body", "name", "kind", "country", "commitment", "state", "since", "since_precision",
    "counts_until", "verified_for", "said_by", "claimed_since_by", "contested_by", "replied_by", "sources",
)  # fmt: skip
CONTENT_TYPE = "text/csv; charset=utf-8"
#: Raised when the columns change: what was stored before is another edition.
EDITION = 1


def lines(rows: Iterable[Row], as_of: date) -> Iterator[bytes]:
    """UTF-8 with a mark at the beginning, by which spreadsheets know it; quoted as in RFC 4180."""
    yield BOM.encode()
    yield from (line.encode() for line in csv_lines(_rows(rows, as_of)))


def _rows(rows: Iterable[Row], as_of: date) -> Iterator[list[str]]:
    yield list(COLUMNS)
    for row in rows:
        for position in row.cells:
            yield [one_line(each) for each in _cells(row, position, as_of)]


def one_line(value: Any) -> str:
    """Researchers read it line by line: no line breaks and no NUL in a cell."""
    return " ".join(str(value).replace("\0", "").splitlines()).strip()


def _cells(row: Row, position: Position, as_of: date) -> tuple[Any, ...]:
    body, entry, since = row.body, position.entry, position.since
    return (
        as_of.isoformat(),
        body.slug,
        body.names["en"],
        body.kind,
        body.country,
        position.commitment.value,
        position.state.value,
        since.earliest.isoformat() if since else "",
        since.precision if since else "",
        position.until.isoformat() if position.until else "",
        position.umbrella if position.until else "",
        entry.speaker if entry else "",
        position.claim.speaker if position.claim else "",
        "; ".join(each.speaker for each in position.contested),
        "; ".join(each.speaker for each in position.replies),
        "; ".join(_cited(source) for source in entry.sources) if entry else "",
    )


def _cited(source: dict[str, str]) -> str:
    return ", ".join(source[part] for part in ("title", "publisher", "date", "reference") if source.get(part))

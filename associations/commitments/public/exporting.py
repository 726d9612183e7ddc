"""The scorecard as a table for researchers: CSV, one line for each body and commitment, streamed."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from associations.commitments.public.scorecard import Row
from associations.commitments.states import Position

#: Stable names in English: programs read them.
COLUMNS = (
    "as_of", "body", "name", "kind", "country", "commitment", "state", "dropped", "since", "since_precision",
    "counts_until", "said_by", "contested_by", "sources",
)  # fmt: skip
#: What spreadsheets take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def lines(rows: Iterable[Row], as_of: date) -> Iterator[bytes]:
    """UTF-8 with a mark at the beginning, by which spreadsheets know it; quoted as in RFC 4180."""
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf" + str(writer.writerow(COLUMNS)).encode()
    for row in rows:
        for position in row.cells:
            cells = [harmless(each) for each in _cells(row, position, as_of)]
            yield str(writer.writerow(cells)).encode()


def harmless(value: Any) -> str:
    """A cell that no spreadsheet computes: what looks like a formula gets an apostrophe before it, and no line
    breaks or NUL stay in it (OWASP, CSV Injection).
    """
    text = " ".join(str(value).replace("\0", "").splitlines())
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text


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
        "yes" if position.dropped else "no",
        since.earliest.isoformat() if since else "",
        since.precision if since else "",
        position.until.isoformat() if position.until else "",
        entry.speaker if entry else "",
        "; ".join(each.speaker for each in position.contested),
        "; ".join(_cited(source) for source in entry.sources) if entry else "",
    )


def _cited(source: dict[str, str]) -> str:
    return ", ".join(source[part] for part in ("title", "publisher", "date", "reference") if source.get(part))

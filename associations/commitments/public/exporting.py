"""The scorecard as a table for researchers: CSV, one line for each body and commitment, streamed."""

from collections.abc import Iterable, Iterator
from datetime import date

from associations.commitments.public.scorecard import Line
from associations.commitments.states import Position, Told
from portal.tables.writing import BOM, csv_lines

#: Stable names in English: programs read them.
COLUMNS = (
    "as_of", "body", "name", "kind", "country", "commitment", "state", "since", "since_precision",
    "counts_until", "verified_for", "said_by", "claimed_since_by", "contested_by", "replied_by", "sources",
)  # fmt: skip
CONTENT_TYPE = "text/csv; charset=utf-8"
#: Raised when the columns change: what was stored before is another edition.
EDITION = 1
_PARTS = ("title", "publisher", "date", "reference")

Chunk = list[tuple[Line, list[Position[Told]]]]


def lines(chunks: Iterable[Chunk], as_of: date) -> Iterator[bytes]:
    """A chunk of bodies at a time. UTF-8 with a mark at the beginning, by which spreadsheets know it; quoted as in RFC
    4180.
    """
    yield _joined([list(COLUMNS)], BOM)
    day = as_of.isoformat()
    for chunk in chunks:
        yield _joined(_rows(chunk, day))


def _joined(rows: Iterable[list[str]], before: str = "") -> bytes:
    return (before + "".join(csv_lines(rows))).encode()


def _rows(chunk: Chunk, day: str) -> Iterator[list[str]]:
    for line, positions in chunk:
        about = [day, one_line(line.slug), one_line(line.name), line.kind, line.country]
        for position in positions:
            yield about + _cells(position)


def one_line(text: str) -> str:
    """Researchers read it line by line: no line breaks and no NUL in a cell."""
    return " ".join(text.replace("\0", "").splitlines()).strip()


def _cells(position: Position[Told]) -> list[str]:
    entry, since, until = position.entry, position.since, position.until
    return [
        position.commitment.value,
        position.state.value,
        since.earliest.isoformat() if since else "",
        since.precision if since else "",
        until.isoformat() if until else "",
        one_line(position.umbrella) if until else "",
        one_line(entry.speaker) if entry else "",
        one_line(position.claim.speaker) if position.claim else "",
        _speakers(position.contested),
        _speakers(position.replies),
        one_line("; ".join(map(_cited, entry.sources))) if entry else "",
    ]


def _speakers(entries: tuple[Told, ...]) -> str:
    return one_line("; ".join([each.speaker for each in entries])) if entries else ""


def _cited(source: dict[str, str]) -> str:
    return ", ".join([source[part] for part in _PARTS if source.get(part)])

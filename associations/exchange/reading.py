"""A file as lines of cells, as it streams by: CSV as spreadsheets write it, or JSON. Holds one line at a time.

What is wrong with the file as a whole ends the reading (``Unreadable``); what is wrong with a line goes with the line.
"""

from collections.abc import Iterable, Iterator

from associations.exchange import reading_json
from associations.exchange.headings import headings
from associations.exchange.kinds import Kind
from associations.exchange.line import Line, take_out
from portal.tables.detecting import Form
from portal.tables.headings import LEFT_OUT, under
from portal.tables.limits import too_wide
from portal.tables.rows import decoded, rows


def lines(pieces: Iterable[bytes], form: Form, kind: Kind) -> Iterator[Line]:
    """The lines of a file. Raises Unreadable."""
    text = decoded(pieces, form)
    return reading_json.objects(text, kind) if form.format == "json" else _csv(text, form, kind)


def _csv(text: Iterator[str], form: Form, kind: Kind) -> Iterator[Line]:
    head: list[str] | None = None
    present: frozenset[str] = frozenset()
    for number, row in rows(text, form):
        if head is None:
            first = Line(number, {}, frozenset(), is_head=True)
            head = headings(row, first, kind)
            present = frozenset(name for name in head if name not in {"", LEFT_OUT})
            if first.wrong:
                yield first
            continue
        yield _row(row, number, head, present)


def _row(row: list[str], number: int, head: list[str], present: frozenset[str]) -> Line:
    line = Line(number, {}, present)
    if wide := too_wide(row):
        line.tell("", wide)
        return line
    for name, text, problem in under(row, head):
        if problem:
            line.tell(name, problem)
            line.beside[name] = text
        else:
            line.cells[name] = text
    take_out(line)
    return line

"""JSON as lines of cells: each object of the list is a line."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from associations.exchange.columns import Numbered
from associations.exchange.headings import no_heading
from associations.exchange.kinds import Kind
from associations.exchange.line import MOST_WRONG, Line, take_out
from portal.tables.items import TooMany, Twice, items
from portal.tables.limits import MOST_CELLS, SURROGATE

#: Of so many unknown keys of an object it is said what resembles them.
_GUESSED = 5


def objects(text: Iterator[str], kind: Kind) -> Iterator[Line]:
    """Raises Unreadable."""
    for number, item in items(text):
        yield _wide(number) if isinstance(item, TooMany) else _object(item, number, kind)


def _wide(number: int) -> Line:
    message = _("An object has more than %(most)d keys here. Look which file it is.") % {"most": MOST_CELLS}
    return Line(number, {}, frozenset(), [("", message)])


def _object(item: Any, number: int, kind: Kind) -> Line:
    if not isinstance(item, dict):
        return Line(number, {}, frozenset(), [("", _("Each item of the list must be an object in braces."))])
    line = Line(number, {}, frozenset())
    columns = {column.name: column for column in kind.columns}
    present: set[str] = set()
    if isinstance(item, Twice):
        line.tell(_key(item.key), _("The object has this key twice. Take one out."))
    unknown = 0
    for key, value in item.items():
        column = columns.get(key)
        if column is None:
            if not key.startswith("#"):
                unknown += 1
                line.tell(_key(key), no_heading(key, kind, guess=unknown <= _GUESSED))
            continue
        present.update(column.names(column.most if isinstance(column, Numbered) else 1))
        line.cells |= column.from_json(value, line.wrong)
    line.present = frozenset(present)
    take_out(line)
    del line.wrong[MOST_WRONG + 1 :]
    return line


def _key(key: str) -> str:
    return SURROGATE.sub("\ufffd", key[:60].replace("\0", ""))

"""The first line of a table of the record: which columns it names, and what is wrong with one that it names."""

import difflib
import re

from django.utils.translation import gettext as _

from associations.exchange.columns import too_many
from associations.exchange.kinds import KINDS, Kind
from associations.exchange.line import Line
from portal.tables.headings import LEFT_OUT, LONGEST, heading, where
from portal.tables.limits import MOST_CELLS, Unreadable, too_wide

_NUMBERED = re.compile(r"([a-z-]+)-([0-9]{1,3}):([a-z]+)")


def headings(row: list[str], line: Line, kind: Kind) -> list[str]:
    """The names of the cells; "" for a column without one, ``LEFT_OUT`` for one whose name begins with #, or is wrong:
    the lines can be judged without it. ``line`` is told what is wrong. Raises Unreadable where they cannot.
    """
    found: list[str] = []
    number = line.number
    if wide := too_wide(row):
        raise Unreadable(number, wide)

    def wrong(place: int, cell: str, problem: str) -> None:
        name = where(cell, place)
        line.tell(name, problem)
        line.beside[name] = cell.strip()
        found.append(LEFT_OUT)

    for place, cell in enumerate(row[:MOST_CELLS]):
        name = heading(cell)
        if name.startswith("#") or not name:
            found.append(LEFT_OUT if name else "")
            continue
        if problem := no_heading(name, kind):
            if other := _of_another_table(row, kind):
                raise Unreadable(number, other, where(cell, place), cell.strip())
            wrong(place, cell, problem)
        elif name in found:
            wrong(place, name, _("Two columns have this name. Rename or delete one of them."))
        else:
            found.append(name)
    while found and not found[-1]:
        found.pop()  # a spreadsheet adds empty columns
    if not any(needed <= set(found) for needed in kind.needs):
        # Whoever gives no entry means new ones.
        lacking = (sorted(needed - set(found)) for needed in kind.needs)
        missing = min(lacking, key=lambda names: (names == ["entry"], len(names)))
        if line.wrong:  # one of them may be meant
            name, problem = line.wrong[0]
            raise Unreadable(number, str(problem), name, line.beside[name])
        raise Unreadable(
            number,
            _("The first line lacks a column that is needed: %(names)s.") % {"names": ", ".join(missing)},
            missing[0],
        )
    return found


def _is_heading(name: str, kind: Kind) -> bool:
    return not no_heading(name, kind, guess=False)


def no_heading(name: str, kind: Kind, *, guess: bool = True) -> str:
    """Why this is no name of a cell of the table; "" for one that is. ``guess``: say what resembles it."""
    column = kind.list_column
    name = name[:LONGEST]
    if numbered := _NUMBERED.fullmatch(name):
        fits = numbered[1] == column.name and numbered[3] in {part.name for part in column.parts}
        if fits and 1 <= int(numbered[2]) <= column.most and not numbered[2].startswith("0"):
            return ""
        if fits:
            return str(too_many(column.most))
    names = kind.names(1)
    if name in names:
        return ""
    near = difflib.get_close_matches(name, names, 1, 0.7) if guess else []
    if near:
        return _(
            "The table has no column of this name. Is %(name)s meant? A column whose name begins with # is left out."
        ) % {"name": near[0]}
    return _(
        "The table has no column of this name. Delete it, or let its name begin with #: then it is left out."
    )


def _of_another_table(row: list[str], kind: Kind) -> str:
    """Words for a first line that is not of this table at all; "" for one in which a column or two are wrong."""
    known = {
        other.name: sum(_is_heading(heading(cell), other) for cell in row[:MOST_CELLS] if cell.strip())
        for other in KINDS.values()
    }
    best = KINDS[max(known, key=lambda name: known[name])]
    if known[best.name] > known[kind.name] + 1:
        return _("The first line is that of another table: %(kind)s. Choose that one.") % {"kind": best.title}
    if known[kind.name]:
        return ""
    return _(
        "The first line must hold the names of the columns. This one has none of them: perhaps the separator or the "
        "encoding is another, or the line is missing."
    )

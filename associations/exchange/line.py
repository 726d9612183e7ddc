"""A line of a file as it was read."""

from dataclasses import dataclass, field
from typing import Any

from associations.exchange.columns import Cells, Wrong
from portal.tables.limits import unfit

#: Of one line so many errors are told; whoever has more has another table in hand, or another separator.
MOST_WRONG = 50


@dataclass(slots=True)
class Line:
    """``number``: as a spreadsheet numbers its rows (of JSON: the line of the file on which the object begins).

    ``present``: the cells that the file says something about, empty ones included; ``wrong``: what cannot be read.
    """

    number: int
    cells: Cells
    present: frozenset[str]
    wrong: list[Wrong] = field(default_factory=list)
    #: The first line, when it is told of because some of its names are wrong; the lines after it are read all the same.
    is_head: bool = False
    #: What stands in a cell that is no column of the table or holds no text, by the name by which ``wrong`` tells it.
    beside: dict[str, str] = field(default_factory=dict)

    def tell(self, name: str, message: Any) -> None:
        """One more than ``MOST_WRONG`` is kept, by which it is seen that there were more."""
        if len(self.wrong) <= MOST_WRONG:
            self.wrong.append((name, message))

    @property
    def size(self) -> int:
        """Characters that it holds."""
        return sum(map(len, self.cells.values())) + sum(map(len, self.beside.values()))


def take_out(line: Line) -> None:
    """What the database takes in no question is no longer among the cells."""
    for name, text in list(line.cells.items()):
        if problem := unfit(text):
            line.tell(name, problem)
            line.beside[name] = line.cells.pop(name)

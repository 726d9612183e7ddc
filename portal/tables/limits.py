"""How much of a table is read, and what ends the reading of a whole file."""

import re

from django.utils.translation import gettext as _

#: Characters of one line of a table, and of one object of JSON.
LONGEST = 1_000_000
#: Cells of a line, and keys of an object: the widest table has some 270 columns.
MOST_CELLS = 1_000
SURROGATE = re.compile("[\ud800-\udfff]")


class Unreadable(Exception):
    """The rest of the file cannot be read: ``line``, the cell's ``column`` ("" for the line), its ``value``."""

    def __init__(self, line: int, message: str, column: str = "", value: str = "") -> None:
        super().__init__(message)
        self.line, self.column, self.value, self.message = line, column, value, message


def too_wide(row: list[str]) -> str:
    """Words for a line of more cells than any table has; "" for others. Empty ones at the end are a spreadsheet's."""
    if not any(cell.strip() for cell in row[MOST_CELLS:]):
        return ""
    return _(
        "This line has more than %(most)d cells. Choose another separator, or look which file it is."
    ) % {"most": MOST_CELLS}


def unfit(text: str) -> str:
    """What makes a cell no text that can be kept, and what to do; "" for one that can."""
    if "\0" in text:
        return _("This cell holds a NUL character, which is no text. Delete it.")
    if SURROGATE.search(text):
        return _("Some bytes of this cell are no text in the chosen encoding. Choose another encoding.")
    return ""

"""The names in the first line of a table, and the cells that stand under them."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from portal.tables.cells import letter, plain, unguard
from portal.tables.limits import MOST_CELLS

#: Stands for a column whose name begins so: whoever fills in the table keeps something there for themselves.
LEFT_OUT = "#"
#: Characters of a heading that are looked at: of more the expressions would try at every blank.
LONGEST = 100


def heading(cell: str) -> str:
    """A heading as our tables write it - taken-back, name:en - whatever capitals, blanks or underscores it has."""
    name = unguard(plain(cell))[:LONGEST].casefold().replace("_", "-")
    return re.sub(r"\s+", "-", re.sub(r"\s*:\s*", ":", name))


def where(cell: str, place: int) -> str:
    """How a heading is named to its author: as it was written, with the letter that a spreadsheet shows above it."""
    return f"{cell.strip()[:60]} ({letter(place)})"


def under(row: list[str], head: list[str]) -> Iterator[tuple[str, str, str]]:
    """(name of its column, text, "") of each filled cell of a row. ``head``: "" for a column without a name,
    ``LEFT_OUT`` for one that is left out. A cell under no name comes with words for its place and with what to do.
    """
    for place, cell in enumerate(row[:MOST_CELLS]):
        text = plain(unguard(cell))
        name = head[place] if place < len(head) else ""
        if not text or name == LEFT_OUT:
            continue
        if name:
            yield name, text, ""
        else:
            yield _("column %(letter)s") % {"letter": letter(place)}, text, _no_name()


def _no_name() -> str:
    return _(
        "The first line has no name for this cell. Name the column there, or look whether a separator stands in a text "
        "without quotation marks."
    )

"""A long conversation in pages. Inside a page the oldest stands first; the page shown first is the last one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

PER_PAGE = 20
#: The parameter of the address.
PARAMETER = "messages"


@dataclass(frozen=True, slots=True)
class Page:
    """``rows``: the messages of this page; ``number`` of ``pages``; ``total``: of all pages.

    ``until``: when the first message of the next page was written; ``None`` on the last one.
    """

    rows: list[Any]
    number: int
    pages: int
    total: int
    until: datetime | None = None

    @property
    def earlier(self) -> int | None:
        """The number of the page before, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def later(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None

    def holds(self, at: datetime) -> bool:
        """Whether something that is no message, but happened ``at`` this moment, belongs onto this page."""
        begins = self.rows[0].at if self.rows and self.number > 1 else None
        return (begins is None or at >= begins) and (self.until is None or at < self.until)


def page_of(rows: QuerySet[Any], asked: str = "") -> Page:
    """The page that an address asks for, else the last. ``rows`` have ``at`` and stand in its order. Two queries."""
    total = rows.count()
    pages = max(1, -(-total // PER_PAGE))
    number = int(asked) if asked.isdecimal() and asked.isascii() and len(asked) < 9 else pages
    number = min(max(number, 1), pages)
    begin = (number - 1) * PER_PAGE
    found = list(rows[begin : begin + PER_PAGE + 1]) if total else []
    return Page(found[:PER_PAGE], number, pages, total, found[PER_PAGE].at if len(found) > PER_PAGE else None)

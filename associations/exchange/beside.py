"""A second connection to the database, for what must be seen, and stay, while a long transaction is open."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from associations.exchange.verdicts import Found

_PROGRESS = """
UPDATE exchange_import SET lines_done = %s, bytes_done = %s, seen_at = %s
WHERE id = %s AND claimed_by = %s AND claimed_at = %s
RETURNING cancel_asked
"""
_FOUND = """
INSERT INTO exchange_finding (of_id, line, level, code, "column", value, was, message)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""


class Beside:
    """Statements that are committed at once. Never touches what the first connection has locked."""

    def __init__(self, opened: Any) -> None:
        self._opened = opened

    def progress(
        self, pk: UUID, lines: int, count: int, at: datetime, worker: str, claimed_at: datetime
    ) -> bool | None:
        """Write how far the work is: whether somebody asked to cancel it, or None when it is no longer ours."""
        with self._opened.cursor() as cursor:
            cursor.execute(_PROGRESS, [lines, count, at, pk, worker, claimed_at])
            row = cursor.fetchone()
        return None if row is None else bool(row[0])

    def keep(self, pk: UUID, found: Iterable[Found]) -> None:
        rows = [
            (
                pk,
                each.line,
                each.level.value,
                each.code,
                fit(each.column, 80),
                fit(each.value, 300),
                fit(each.was, 300),
                fit(each.message, 2000),
            )
            for each in found
        ]
        if rows:
            with self._opened.cursor() as cursor:
                cursor.executemany(_FOUND, rows)


def fit(text: str, most: int) -> str:
    """A text as PostgreSQL takes it, cut to ``most`` characters with a mark that it was."""
    fitting = text.replace("\0", "\u2400").encode("utf-8", "replace").decode()
    return fitting if len(fitting) <= most else fitting[: most - 1] + "…"


@contextmanager
def beside() -> Iterator[Beside]:
    opened = connection.copy()
    try:
        yield Beside(opened)
    finally:
        opened.close()

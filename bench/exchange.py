"""Import and export of the public record: lines in a second, tried and written; memory for few lines and for many."""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.stack import Stack
from portal.prepare import ROOT

FEW, MANY = 2_000, 20_000
KINDS = ("bodies", "events")
NOW = datetime(2026, 2, 1, tzinfo=UTC)


def measure(stack: Stack) -> dict[str, Any]:
    """Each file is worked on by a process of its own, so that its peak of memory is its own. Events are about bodies
    that were imported before them.
    """
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number in (FEW, MANY):
            for kind in KINDS:
                path = Path(folder) / f"{kind}-{number}.csv"
                _write_file(path, kind, number)
                figures[f"{kind}, {number:,} lines"] = _apart(stack, kind, path)
    for kind in KINDS:
        few, many = (figures[f"{kind}, {number:,} lines"] for number in (FEW, MANY))
        figures[f"{kind}, memory of {MANY:,} to {FEW:,}"] = {
            name: round(many[name]["peak_mb"] / few[name]["peak_mb"], 2)
            for name in ("dry run", "write", "again", "export")
        }
    return figures


def _apart(stack: Stack, kind: str, path: Path) -> dict[str, Any]:
    found = {}
    for name in ("dry run", "write", "again", "export"):
        command = [sys.executable, "-m", "bench.exchange", kind, str(path), name]
        done = subprocess.run(
            command, env=stack.environment, cwd=ROOT, check=True, capture_output=True, text=True
        )
        found[name] = json.loads(done.stdout.splitlines()[-1])
    return found


# --- files ---------------------------------------------------------------------------------------------------------


def _write_file(path: Path, kind: str, number: int) -> None:
    from associations.exchange.kinds import KINDS as TABLES
    from associations.exchange.writing import as_csv

    rows = _bodies(number) if kind == "bodies" else _events(number)
    with path.open("wb") as file:
        for piece in as_csv(TABLES[kind].names(1), rows):
            file.write(piece)


def _bodies(number: int) -> Iterator[dict[str, str]]:
    from bench.directory import RUSSIAN, SYLLABLES
    from portal import countries

    chance, codes = random.Random(number), sorted(countries.names())
    for place in range(number):
        name = "".join(chance.choices(SYLLABLES, k=4)).title()
        kind = ("association", "service")[place % 2]
        yield {
            "slug": f"imported-{number}-{place}",
            "kind": kind,
            "country": codes[place % len(codes)],
            "acronym": name[:3].upper(),
            "name:en": f"Prosecutors of {name} {number} {place}",
            "name:ru": f"{RUSSIAN[kind]} {place}",
            "other-name-1:text": f"Procuracy of {name}",
            "other-name-1:language": "en",
            "other-name-1:kind": "former",
            "other-name-1:until": "1991",
            "active": "yes",
        }


def _events(number: int) -> Iterator[dict[str, str]]:
    kinds = ("admission", "statement", "agreement-signed", "renamed", "founded")
    for place in range(number):
        kind = kinds[place % 5]
        day = date(1990, 1, 1) + timedelta(days=place * 7 % 12_000)
        yield {
            "subject": f"imported-{number}-{place}",
            "kind": kind,
            "date": day.isoformat(),
            "standing": "statement",
            "said-by-name": "A minister",
            "text:en": "What happened, in a sentence of the usual length for such an entry.",
            "text:ru": "Что произошло, одним предложением обычной для такой записи длины.",
            "source-1:title": "Yearbook",
            "source-1:publisher": "The Union",
            "source-1:date": "2019-05",
        }


# --- one piece of work, in a process of its own --------------------------------------------------------------------


class _Silent:
    def found(self, found: list[Any]) -> None:
        assert not [each for each in found if each.level == "error"], found[:3]

    def progress(self, lines: int) -> None:
        pass


def _pieces(path: Path) -> Iterable[bytes]:
    with path.open("rb") as file:
        while piece := file.read(64 * 1024):
            yield piece


def _work(kind: str, path: Path, name: str) -> dict[str, Any]:
    from associations.exchange.kinds import KINDS as TABLES
    from associations.exchange.passing import Task, attempt, write
    from associations.exchange.verdicts import Who
    from associations.exchange.writing import export
    from portal.tables.detecting import Form

    table = TABLES[kind]
    busy = time.process_time()
    task = Task(table, Form(), Who(None, None), NOW, "Bench")
    if name == "export":
        start = time.perf_counter()
        lines = sum(piece.count(b"\r\n") for piece in export(table, "csv"))
    else:
        start = time.perf_counter()
        outcome = attempt(task, _pieces(path), _Silent())
        if name == "write":
            start, busy = time.perf_counter(), time.process_time()
            write(task, _pieces(path), _Silent(), shown=outcome.digest)
        lines = outcome.lines
    seconds = time.perf_counter() - start
    return {
        "rows_s": round(lines / seconds),
        "seconds": round(seconds, 2),
        # Of this process alone, without PostgreSQL: what a loaded machine does not change much.
        "processor_s": round(time.process_time() - busy, 2),
        "peak_mb": round(_peak(), 1),
    }


def _peak() -> float:
    """Of this process since it began. ``ru_maxrss`` would tell of the one that started it, too."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(_work(sys.argv[1], Path(sys.argv[2]), sys.argv[3])))

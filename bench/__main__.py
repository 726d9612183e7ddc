"""Runs the benches that were asked for, prints a table and writes JSON."""

import argparse
import json
import platform
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from bench import starts
from bench.stack import Stack, sibling, stack
from portal.prepare import ROOT

BENCHES = ("filing", "desk", "notices", "weight", "directory", "exchange", "protocol", "starts")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--stored", type=int, nargs="*", default=[1_000, 100_000], help="complaints stored")
    parser.add_argument("--only", default=",".join(BENCHES), help=f"some of {', '.join(BENCHES)}")
    asked = parser.parse_args()
    only = set(asked.only.split(","))
    if unknown := only - set(BENCHES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    figures: dict[str, Any] = {}
    if "starts" in only:
        figures["starts"] = starts.measure()
    if only - {"starts"}:
        with stack() as running:
            figures |= _on(running, only, asked.stored)
    for line in table(figures):
        print(line)
    target = ROOT / "bench" / "results" / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    target.parent.mkdir(exist_ok=True)
    about = {"python": platform.python_version(), "system": platform.platform(), "at": time.time()}
    target.write_text(json.dumps({"about": about, "figures": figures}, indent=2), encoding="utf-8")
    print(f"\n{target.relative_to(ROOT)}")


def _on(running: Stack, only: set[str], stored: Iterable[int]) -> dict[str, Any]:
    from bench import desk, directory, exchange, filing, fill, notices, people, protocol, weight
    from complaints.demonstration.bodies import make_bodies, make_people

    bodies = make_bodies()
    make_people(bodies)
    template = people.one_filed(str(bodies["prosecution-service-of-meridia"].pk))
    _create_bare_database(running)
    running.serve_portal()
    running.serve_bare()
    figures: dict[str, Any] = {}
    if "weight" in only:
        figures["weight"] = weight.measure(running)
    if "notices" in only:
        figures["notices"] = notices.measure(running)
    for number in sorted(stored):
        if not only & {"filing", "desk"}:
            break
        fill.multiply(template.pk, number)
        if "filing" in only:
            figures[f"filing, {number:,} stored"] = filing.measure(running)
        if "desk" in only:
            figures[f"desk, {number:,} stored"] = desk.measure(running)
    if "directory" in only:  # last: its bodies stay in the database
        figures["directory"] = directory.measure(running)
    if "exchange" in only:
        figures["exchange"] = exchange.measure(running)
    if "protocol" in only:
        figures["protocol"] = protocol.measure(running)
    return figures


def _create_bare_database(running: Stack) -> None:
    import psycopg

    with psycopg.connect(sibling(running.environment["DATABASE_URL"], "postgres"), autocommit=True) as server:
        server.execute("CREATE DATABASE bare")
    subprocess.run(
        [sys.executable, "-m", "bench.bare.project", "create"], env=running.environment, cwd=ROOT, check=True
    )


def table(figures: dict[str, Any]) -> Iterator[str]:
    """One line a figure, indented as it is nested."""
    for name, value in figures.items():
        yield f"\n{name}"
        yield from _lines(value, 1)


def _lines(value: dict[str, Any], depth: int) -> Iterator[str]:
    for name, item in value.items():
        if isinstance(item, dict) and "p50_ms" in item:
            flat = "  ".join(f"{key} {part}" for key, part in item.items() if not isinstance(part, dict))
            yield f"{'  ' * depth}{name:<28}{flat}"
            yield from _lines({key: part for key, part in item.items() if isinstance(part, dict)}, depth + 1)
        elif isinstance(item, dict):
            yield f"{'  ' * depth}{name}"
            yield from _lines(item, depth + 1)
        else:
            yield f"{'  ' * depth}{name:<28}{item}"


if __name__ == "__main__":
    main()

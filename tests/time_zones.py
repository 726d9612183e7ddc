"""Writes ``portal/time_zones.json`` from ``zone.tab`` of the IANA database: ``python -m tests.time_zones``."""

import json
from pathlib import Path

SOURCE = Path("/usr/share/zoneinfo/zone.tab")
TARGET = Path(__file__).parents[1] / "portal" / "time_zones.json"


def main() -> None:
    table: dict[str, list[str]] = {}
    for line in SOURCE.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            country, _place, zone, *comment = line.split("\t")
            zones = table.setdefault(country, [])
            # "most of Ukraine": the zone of nearly everybody there comes first
            zones.insert(0 if comment and comment[0].startswith("most") else len(zones), zone)
    rows = (f"{json.dumps(code)}: {json.dumps(zones)}" for code, zones in sorted(table.items()))
    TARGET.write_text("{\n" + ",\n".join(rows) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main()

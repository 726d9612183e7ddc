"""The instruments and the States they bind, as they lie in ``data/``: put into the database, and again when changed.

``instruments.json`` holds the instruments; ``states/<code>.json`` the periods of each State, with the sources of the
whole file or of the row. What a person changed since is left as it is: the instrument, or all periods of that State
under that instrument. Every row waits to be verified (``docs/decisions/instruments.md``).
"""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from simple_history.utils import bulk_create_with_history

from portal.web.forms import PartialDate
from protocol.models import Binding, Instrument

DATA = Path(__file__).parent / "data"
Rows = dict[str, dict[str, Any]]


def instruments() -> Rows:
    """{code: columns} of the file, the instruments that others point to first."""
    rows: Rows = {}
    for each in json.loads((DATA / "instruments.json").read_text("utf-8")):
        adopted = PartialDate.parse(each["adopted"])
        rows[each["code"]] = {
            "kind": each["kind"],
            "titles": each["titles"],
            "short_titles": each["short_titles"],
            "issuers": each["issuers"],
            "reference": each["reference"],
            "adopted_on": adopted.earliest,
            "adopted_precision": adopted.precision,
            "region": each.get("region"),
        }
    return dict(sorted(rows.items(), key=lambda row: row[1]["region"] is not None))


def bindings(ids: dict[str, UUID]) -> Rows:
    """{``loaded_as``: columns} of the files. ``ids``: of the instruments, by code."""
    rows: Rows = {}
    for path in sorted((DATA / "states").glob("*.json")):
        told = json.loads(path.read_text("utf-8"))
        for country, periods in told["states"].items():
            for number, each in enumerate(periods, 1):
                party = each.get("party", True)
                rows[f"{told['instrument']}/{country}/{number}"] = {
                    "instrument_id": ids[told["instrument"]],
                    "country": country,
                    "party": party,
                    "began": _day(each.get("from")),
                    "ended": _day(each.get("to")),
                    "act": each.get("act", ""),
                    "deposited_on": _day(each.get("deposited")),
                    "note": each.get("note") or (told.get("note", {}) if party else {}),
                    "sources": each.get("sources", told["sources"]),
                }
    return rows


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@transaction.atomic
def load(now: datetime) -> int:
    """Put the files into the database; gives how many rows were added, changed or taken off the record."""
    with connection.cursor() as cursor:
        # Two machines that start at once load one after the other.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('protocol.instruments'))")
    changed = _load_instruments(now)
    ids = dict(Instrument.objects.values_list("code", "pk"))
    return changed + _load_bindings(bindings(ids), now)


def _load_instruments(now: datetime) -> int:
    present = {each.code: each for each in Instrument.objects.all()}
    changed = 0
    for code, columns in instruments().items():
        region = present[columns["region"]].pk if columns["region"] else None
        wanted = {name: value for name, value in columns.items() if name != "region"} | {"region_id": region}
        row = present.get(code) or Instrument(code=code)
        if row.changed_by_id is None and _differs(row, wanted):
            _set(row, wanted, now)
            row.save()
            present[code] = row
            changed += 1
    return changed


def _load_bindings(wanted: Rows, now: datetime) -> int:
    rows = list(Binding.objects.all())
    touched = {(row.instrument_id, row.country) for row in rows if row.changed_by_id is not None}
    present = {
        row.loaded_as: row
        for row in rows
        if row.loaded_as and (row.instrument_id, row.country) not in touched
    }
    gone = [row for key, row in present.items() if key not in wanted and not row.withdrawn]
    new, other = [], []
    for key, columns in wanted.items():
        if (columns["instrument_id"], columns["country"]) in touched:
            continue
        row = present.get(key)
        if row is None:
            new.append(_set(Binding(loaded_as=key), columns, now))
        elif row.withdrawn or _differs(row, columns):
            other.append(_set(row, columns | {"withdrawn": False}, now))
    # First out of each other's way: two periods of a State may change places.
    Binding.objects.filter(pk__in=[row.pk for row in other]).update(withdrawn=True)
    for row in gone:
        _set(row, {"withdrawn": True}, now).save()
    for row in other:
        row.save()
    bulk_create_with_history(new, Binding, batch_size=500, default_date=now)
    return len(new) + len(other) + len(gone)


def _differs(row: Any, wanted: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in wanted.items())


def _set(row: Any, columns: dict[str, Any], now: datetime) -> Any:
    """What was verified was the row as it stood: a changed one waits again."""
    for name, value in columns.items():
        setattr(row, name, value)
    row.changed_at = now
    if isinstance(row, Binding):
        row.verified_on = None
    return row

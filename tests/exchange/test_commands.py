"""Import and export by a command on the machine."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from associations.models import Association, Event
from tests.exchange.tables import BODY, EVENT, Record, exported, table
from tests.people import body

pytestmark = pytest.mark.django_db


def run(path: Path, kind: str, *more: str) -> str:
    out = io.StringIO()
    call_command("import_record", str(path), "--kind", kind, *more, stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def test_a_dry_run_first(path: Path) -> None:
    path.write_bytes(table(BODY | {"slug": "x", "name:ru": "Прокуратура"}, separator=";", encoding="cp1251"))
    assert "1 new, 0 changed" in run(path, "bodies")
    assert not Association.objects.exists()
    assert "It is on record." in run(path, "bodies", "--confirm")
    row = Association.objects.get()
    assert (row.names["ru"], row.history.get().history_user) == ("Прокуратура", None)
    assert "1 unchanged" in run(path, "bodies", "--confirm")
    path.write_bytes(table(BODY | {"slug": "x", "acronym": "X"}))
    with pytest.raises(CommandError, match="--because"):
        run(path, "bodies", "--confirm")
    run(path, "bodies", "--confirm", "--because", "Its statutes.")
    assert Association.objects.get().history.first().history_change_reason == "Its statutes."


def test_errors_and_what_is_unusual_end_it(path: Path) -> None:
    body("meridia", "association", country="QM")
    path.write_bytes(table(EVENT, EVENT | {"kind": "party"}))
    with pytest.raises(CommandError, match="mend the errors"):
        run(path, "events", "--confirm")
    path.write_bytes(table(EVENT, EVENT | {"kind": "founded", "date": "2020"}))
    assert "error" not in run(path, "events").split(";")[0].replace("0 errors", "")
    with pytest.raises(CommandError, match="--accept-unusual"):
        run(path, "events", "--confirm")
    run(path, "events", "--confirm", "--accept-unusual")
    assert Event.objects.count() == 2


def test_no_such_file(path: Path) -> None:
    with pytest.raises(CommandError, match="There is no file"):
        run(path, "events")


@pytest.mark.parametrize("format_", ["csv", "json"])
def test_export(path: Path, format_: str, capfdbinary: Any) -> None:
    Record()
    call_command("export_record", "--kind", "events", "--format", format_, "--output", str(path))
    assert path.read_bytes() == exported("events", format_)
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert "0 new, 0 changed" in run(path, "events")

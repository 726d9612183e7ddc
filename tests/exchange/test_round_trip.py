"""What was exported and is imported into an empty record is exported again with the same bytes."""

import json

import pytest
from django.db import connection

from associations.models import Association, Event
from associations.recording import retract
from portal.tables.cells import guard, unguard
from tests.exchange.tables import NOW, Record, emptied, exported, imported, tried

pytestmark = pytest.mark.django_db
KINDS = ("bodies", "memberships", "events")


@pytest.fixture
def record() -> Record:
    return Record()


@pytest.mark.parametrize("format_", ["csv", "json"])
def test_the_bytes_are_the_same(record: Record, format_: str) -> None:
    before = {kind: exported(kind, format_) for kind in KINDS}
    _empty()
    assert all(exported(kind, format_) != before[kind] for kind in KINDS)
    for kind in KINDS:
        outcome = imported(kind, before[kind])
        assert outcome.fates["new"] == outcome.lines > 0
    assert {kind: exported(kind, format_) for kind in KINDS} == before


@pytest.mark.parametrize("format_", ["csv", "json"])
def test_a_second_time_nothing_changes(record: Record, format_: str) -> None:
    for kind in KINDS:
        outcome, heard = tried(kind, exported(kind, format_))
        assert (outcome.changes, outcome.fates["same"]) == (0, outcome.lines), kind
        assert not heard.all


def test_json_says_what_csv_says(record: Record) -> None:
    rows = {kind: json.loads(exported(kind, "json")) for kind in KINDS}
    meridia = next(row for row in rows["bodies"] if row["slug"] == "meridia")
    assert meridia["name"]["ru"] == "Меридия"
    assert meridia["invented"] is True
    assert [each["text"] for each in meridia["other-name"]] == ["Old Office", "=Older", "МО"]
    assert {row["text"]["en"] for row in rows["events"]} >= set(Record.WORDS) - {Record.WORDS[9]}
    csv = exported("events").decode()
    assert csv.startswith("\ufeffentry,subject,kind,date,")
    assert "'=HYPERLINK" in csv, "no spreadsheet calculates it"
    assert "''=1+1" in csv
    assert "\n=" not in csv.replace('"', "")


def test_what_was_taken_off_is_not_exported(record: Record) -> None:
    row = Event.objects.current().get(text__en="plain")
    retract(row, by=None, now=NOW, because="It was about another body.")
    for format_ in ("csv", "json"):
        assert str(row.entry).encode() not in exported("events", format_)
    _outcome, heard = tried("events", f"entry,text:en\r\n{row.entry},plain\r\n".encode())
    assert heard.errors == [(2, "entry")]


def test_nothing_on_record_is_an_empty_table() -> None:
    for kind in KINDS:
        assert exported(kind, "json") == b"[]\n"
        assert exported(kind).count(b"\r\n") == 1
        assert tried(kind, exported(kind))[0].lines == tried(kind, b"[]\n")[0].lines == 0


@pytest.mark.parametrize(
    "text", [*Record.WORDS, "", "'", "''", "'quoted'", "'-", "=", "\t=", "a=b", "@", "＠"]
)
def test_the_guard_against_formulas_comes_off_again(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"))


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    emptied()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = origin")
    assert not Association.objects.exists()

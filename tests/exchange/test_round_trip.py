"""What was exported and is imported into an empty record is exported again with the same bytes."""

import csv
import io
import json
import random
from itertools import product

import pytest

from associations.models import Event
from associations.recording import retract
from portal.tables.cells import guard, unguard
from portal.tables.detecting import SEPARATORS
from portal.tables.writing import csv_lines
from tests.exchange.tables import NOW, Record, emptied, exported, imported, tried

pytestmark = pytest.mark.django_db
KINDS = ("bodies", "memberships", "events")


@pytest.fixture
def record() -> Record:
    return Record()


@pytest.mark.parametrize("format_", ["csv", "json"])
def test_the_bytes_are_the_same(record: Record, format_: str) -> None:
    before = {kind: exported(kind, format_) for kind in KINDS}
    emptied()
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
    text = exported("events").decode()
    assert text.startswith("\ufeffentry,subject,kind,commitment,date,")
    assert "'=HYPERLINK" in text, "no spreadsheet calculates it"
    assert "''=1+1" in text
    assert "\n=" not in text.replace('"', "")


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


def test_the_guard_comes_off_every_text() -> None:
    for length in range(6):
        for letters in product("'=; \"\tx", repeat=length):
            text = "".join(letters)
            assert unguard(guard(text)) == text
            assert guard(text).count("'") >= text.count("'")


@pytest.mark.parametrize("separator", [code for code, _label in SEPARATORS])
def test_no_spreadsheet_of_any_country_calculates(separator: str) -> None:
    """The file that parts its cells at commas, read by a program that parts them elsewhere."""
    dice = random.Random(8)
    cells = [
        "a;=1+1",
        ";=1+1",
        'say "x";"=1+1"',
        "a|@x",
        "a\t+1",
        "two\n-lines",
        "a, =1",
        '";""=1',
        "x;'=1;=2",
    ]
    cells += ["".join(dice.choices("';,|\t\n\" =-x", k=dice.randrange(1, 12))) for _time in range(30_000)]
    rows = [cells[start : start + 3] for start in range(0, len(cells), 3)]
    text = "".join(csv_lines(rows))
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        for cell in row:
            assert not cell.lstrip(' "').startswith(("=", "-", "+", "@")), cell
    assert [[unguard(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))] == rows

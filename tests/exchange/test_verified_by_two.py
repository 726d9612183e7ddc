"""That a commitment is verified goes on record through two people: no editor's file is a way around them."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from associations.commitments import services
from associations.duties import Role
from associations.exchange import jobs
from associations.exchange.kinds import KINDS
from associations.exchange.models import Finding, Import, State
from associations.exchange.verdicts import Who
from associations.models import Event
from associations.record_permissions import Action, reach
from portal.accounts.models import User
from tests.associations.commitments import LOOKED, NOW, World, told
from tests.associations.record import a_period, session
from tests.exchange.tables import EVENT, Heard, emptied, exported, imported, table, tried
from tests.exchange.test_pages import page, send
from tests.people import body, holds, person

pytestmark = pytest.mark.django_db
VERIFIED = EVENT | {"kind": "commitment-verified", "commitment": "human-rights-policy"}


@pytest.fixture
def world() -> World:
    return World()


def by(user: User) -> Who:
    return Who(user, reach(user, Action.RECORD))


def refused(user: User, *rows: dict[str, str]) -> Heard:
    outcome, heard = tried("events", table(*rows), by(user))
    assert outcome.errors == len(heard.errors) > 0
    return heard


def established(world: World) -> Event:
    services.confirm(world.prepared().pk, LOOKED, by=world.bela, now=NOW)
    return Event.objects.current().get(kind="commitment-verified")


@pytest.mark.parametrize("role", [Role.PUBLISHER, Role.ADMINISTRATOR])
def test_a_new_one_is_refused_and_it_is_said_where_to_go(world: World, role: Role) -> None:
    editor = holds(person("ed"), world.union, role)
    named = VERIFIED | {"entry": "0f8fad5b-d9cb-469f-a165-70867728950e", "date": "2020"}
    heard = refused(editor, EVENT | {"other": "union"}, VERIFIED | {"entry": ""}, named)
    assert heard.errors == [(3, "kind"), (4, "kind")]
    assert "Verifications of commitments" in heard.message(3)


def test_a_statement_that_it_was_verified_is_anybodys(world: World) -> None:
    said = VERIFIED | {"standing": "statement", "said-by": "meridia"}
    assert imported("events", table(said), by(world.alma)).fates["new"] == 1


def test_what_makes_a_verified_fact_of_another_entry_is_refused(world: World) -> None:
    claim = told(world.meridia, "made", "2025", said_by=world.meridia)
    change = {"entry": str(claim.entry), "kind": "commitment-verified", "standing": "fact", "said-by": ""}
    assert refused(world.alma, change).errors == [(2, "kind")]


@pytest.mark.parametrize(
    "cell, value",
    [
        ("date", "2026-03-03"),
        ("date", "2026-03"),
        ("commitment", "focal-point"),
        ("other", ""),
        ("subject", "union"),
    ],
)
def test_what_two_people_established_is_not_changed_by_one(world: World, cell: str, value: str) -> None:
    row = established(world)
    assert refused(world.alma, {"entry": str(row.entry), cell: value}).errors == [(2, "kind")]


def test_unchanged_ones_and_their_words_are_fine_as_in_the_form(world: World) -> None:
    row = established(world)
    outcome, heard = tried("events", exported("events"), by(world.alma))
    assert (outcome.fates, heard.all) == ({"same": 1}, [])
    imported("events", table({"entry": str(row.entry), "text:en": "Looked at twice."}), by(world.alma))
    now = Event.objects.current().get()
    assert (now.words, now.commitment, now.day) == ("Looked at twice.", row.commitment, row.day)


def test_the_operator_restores_an_export_into_an_empty_record(tmp_path: Path) -> None:
    union, meridia = body("union"), body("meridia", "association", country="QM")
    a_period(meridia, union, "2001-01-01")
    row = told(meridia, "verified", "2026-03-02", other=union)
    files = {kind: tmp_path / f"{kind}.csv" for kind in KINDS}
    for kind, path in files.items():
        path.write_bytes(exported(kind))
    emptied()
    for kind, path in files.items():
        out = io.StringIO()
        arguments = ["import_record", str(path), "--kind", kind, "--confirm"]
        call_command(*arguments, stdout=out, stderr=io.StringIO())
        assert "It is on record." in out.getvalue()
    now = Event.objects.current().get()
    assert (now.entry, now.commitment, now.recorded_by) == (row.entry, row.commitment, None)
    assert {kind: exported(kind) for kind in KINDS} == {
        kind: path.read_bytes() for kind, path in files.items()
    }


@pytest.mark.django_db(transaction=True)
def test_at_the_desk_it_is_told_by_line_on_the_imports_page(world: World) -> None:
    client: Client = session(world.alma)
    send(client, "events", table(EVENT | {"other": "union"}, VERIFIED))
    row: Any = Import.objects.get()
    client.post(page(row, "check"))
    jobs.run_next("worker")
    row.refresh_from_db()
    assert (row.state, row.errors, row.new) == (State.CHECKED, 1, 1)
    finding = Finding.objects.get(of=row, level="error")
    assert (finding.line, finding.column) == (3, "kind")
    assert "Verifications of commitments" in client.get(page(row)).content.decode()

"""What a body put on record through its liaison: no editor's file makes or changes it, the operator puts it back."""

from typing import Any

import pytest

from associations.exchange.verdicts import Who
from associations.models import Event
from associations.record_permissions import Action, reach
from tests.associations.commitments import World
from tests.associations.record import an_event
from tests.exchange.tables import EVENT, exported, imported, table, tried

pytestmark = pytest.mark.django_db
SAID = EVENT | {
    "kind": "statement",
    "standing": "statement",
    "said-by": "meridia",
    "text:en": "It never was.",
}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def editor(world: World) -> Who:
    return Who(world.alma, reach(world.alma, Action.RECORD))


def reply(world: World, **more: Any) -> Event:
    fact = an_event(world.meridia, other=world.union)
    own: dict[str, Any] = {"kind": "statement", "said_by": world.meridia, "first_hand": True}
    return an_event(world.meridia, **own, answers=fact.entry, disputes=True, words="It never was.", **more)


def test_an_editors_file_makes_none(world: World, editor: Who) -> None:
    entry = str(an_event(world.meridia, other=world.union).entry)
    rows = (SAID | {"first-hand": "yes"}, SAID | {"reply-to": entry}, SAID | {"disputes": "yes"})
    outcome, heard = tried("events", table(*rows), editor)
    assert heard.errors == [(2, "first-hand"), (3, "reply-to")]
    assert "through its liaison" in heard.message(2)
    assert outcome.fates["new"] == 1, "that somebody disputes it, an editor may record"


@pytest.mark.parametrize("operator", [True, False])
@pytest.mark.parametrize("change", [{"text:en": "It was."}, {"first-hand": ""}, {"disputes": ""}])
def test_nobodys_file_changes_one(world: World, editor: Who, operator: bool, change: dict[str, str]) -> None:
    who = Who(None, None) if operator else editor
    line = {"entry": str(reply(world).entry)} | change
    assert tried("events", table(line), who)[1].errors == [(2, "first-hand")]


def test_an_unchanged_one_is_nothing(world: World, editor: Who) -> None:
    reply(world)
    outcome, heard = tried("events", exported("events"), editor)
    assert (outcome.fates["same"], heard.errors) == (outcome.lines, [])


@pytest.mark.parametrize(
    "cell, column",
    [
        ({"disputes": "yes"}, "disputes"),
        ({"first-hand": "yes"}, "first-hand"),
        ({"reply-to": "0f8fad5b-d9cb-469f-a165-70867728950e"}, "reply-to"),
        ({"reply-to": "the second line"}, "reply-to"),
        ({"disputes": "perhaps"}, "disputes"),
    ],
)
def test_a_fact_disputes_nothing_and_replies_to_nothing(
    world: World, cell: dict[str, str], column: str
) -> None:
    assert tried("events", table(EVENT | cell))[1].errors == [(2, column)]


def test_a_body_speaks_for_itself_alone(world: World) -> None:
    line = SAID | {"said-by": "union", "first-hand": "yes"}
    assert tried("events", table(line))[1].errors == [(2, "first-hand")]


def test_a_correction_without_the_column_keeps_that_it_is_disputed(world: World, editor: Who) -> None:
    row = an_event(world.meridia, other=world.union, said_by=world.meridia, disputes=True)
    imported("events", table({"entry": str(row.entry), "text:en": "Said otherwise."}), editor)
    assert Event.objects.current().get(entry=row.entry).disputes

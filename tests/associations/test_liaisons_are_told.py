"""Whatever goes on record about a body, its liaisons are told: by a mail that leads there and says nothing of it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from associations import editing
from associations.commitments import services
from associations.duties import Role
from associations.editing import Change
from associations.models import Event, Membership
from associations.recording import correct, put_many, retract
from portal.outbox.models import Message
from portal.outbox.registry import find
from portal.outbox.render import render
from tests.associations.commitments import LOOKED, NOW, World
from tests.associations.record import SOURCES, an_event
from tests.people import body

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Meridia has a liaison, Leo."""
    made = World()
    made.leo = made.holding("leo", Role.LIAISON, at=made.meridia)  # type: ignore[attr-defined]
    return made


def fresh(world: World, **more: Any) -> Event:
    values: dict[str, Any] = {
        "subject": world.meridia, "other": world.union, "kind": Event.Kind.EXPULSION, "day": NOW.date(),
        "standing": "fact", "text": {"en": "Expelled, in so many words."}, "sources": SOURCES,
    }  # fmt: skip
    return Event(**values | more)


def told() -> list[str]:
    """To whom each notice about the record goes."""
    kind = find("record.changed")
    notices = Message.objects.filter(kind=kind.name)
    return [each.address.partition("@")[0] for notice in notices for each in kind.recipients(notice)]


def _by_an_editor(world: World) -> None:
    editing.put_event(fresh(world), Change(world.alma, NOW))


def _verified(world: World) -> None:
    services.confirm(world.prepared().pk, LOOKED, by=world.bela, now=NOW)


def _imported(world: World) -> None:
    rows = [fresh(world), fresh(world, kind=Event.Kind.SUSPENSION)]
    for row in rows:
        row.entry = uuid4()
    put_many([(row, None) for row in rows], by=world.alma, now=NOW)


def _a_period(world: World) -> None:
    league = world.league
    editing.put_membership(
        Membership(member=world.meridia, umbrella=league, sources=SOURCES),
        Change(world.holding("dana", Role.ADMINISTRATOR), NOW, confirmed=_codes(world)),
    )


def _codes(world: World) -> list[str]:
    return [f"two:{row.pk}" for row in Membership.objects.filter(member=world.meridia)]


@pytest.mark.parametrize("way", [_by_an_editor, _verified, _imported, _a_period])
def test_told_once_whatever_way_it_came_in(world: World, way: Callable[[World], None]) -> None:
    way(world)
    assert told() == ["leo"]


def test_told_of_corrections_and_of_what_goes_off(world: World) -> None:
    row = an_event(world.meridia)
    better = correct(fresh(world), row, by=world.alma, now=NOW, because="Misread.")
    retract(better, by=world.alma, now=NOW, because="Not so.")
    assert told() == ["leo"] * 3


def test_told_when_an_entry_turns_out_to_be_about_another_body(world: World) -> None:
    row = an_event(world.meridia)
    Message.objects.all().delete()
    other = body("vesperia", "association", country="QV")
    correct(fresh(world, subject=other), row, by=world.alma, now=NOW, because="Wrong body.")
    assert told() == ["leo"]


def test_nobody_is_told_of_others(world: World) -> None:
    an_event(body("vesperia", "association", country="QV"))
    assert told() == []
    assert not Message.objects.filter(kind="record.changed").exists(), "no row for whom nobody would read"


def test_the_mail_leads_there_and_says_nothing_of_it(world: World) -> None:
    _by_an_editor(world)
    message = Message.objects.get(kind="record.changed")
    kind = find(message.kind)
    mail = render(kind, "en", kind.context(message))
    assert f"/admin/replies/request/about/{world.meridia.pk}/#entry-{Event.objects.get().entry}" in mail.body
    for word in ("xpel", "so many words", "Yearbook"):
        assert word not in mail.subject + mail.body


def test_in_whose_name_it_was_recorded(world: World) -> None:
    _by_an_editor(world)
    assert Event.objects.get().recorded_for == world.union
    assert an_event(world.meridia).recorded_for is None, "a command on the machine itself"

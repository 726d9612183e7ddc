"""A verification goes off the record by two people: proposed, confirmed, dropped; and no way around the second."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from associations import editing
from associations.commitments import notifications, services
from associations.commitments.models import TakingOff
from associations.commitments.states import State, of_bodies
from associations.commitments.taking_off import TAKING_OFF
from associations.duties import Role
from associations.models import Commitment, Event
from associations.two_persons import NothingWaits, Waits
from complaints.models import Interest
from portal.accounts.models import User
from portal.outbox.models import Message
from portal.outbox.registry import Pointless, find
from tests.associations.commitments import LOOKED, World
from tests.associations.record import session

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture
def world() -> World:
    return World()


def verified(world: World, **more: Any) -> Event:
    row = world.prepared(now=NOW - 2 * DAY, **more)
    services.confirm(row.pk, LOOKED, by=world.bela, now=NOW - DAY)
    return Event.objects.current().get()


def address(event: Event) -> str:
    return f"/admin/commitments/verification/entry/{event.entry}/take-off/"


def post(user: User, event: Event, act: str, **typed: str) -> Any:
    return session(user).post(address(event), {"act": act} | typed, follow=True)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def state(world: World) -> State:
    return of_bodies([world.meridia.pk], NOW.date())[world.meridia.pk][Commitment.POLICY].state


def propose(event: Event, by: User) -> TakingOff:
    change: TakingOff = TAKING_OFF.propose(event, {"about_another": False}, reason="Not so.", by=by, now=NOW)
    return change


def test_one_proposes_and_another_confirms(world: World, client: Client) -> None:
    event = verified(world)
    assert "Propose" in text(session(world.alma).get(address(event)))
    assert post(world.alma, event, "propose", reason=" ").status_code == 422
    mine = text(post(world.alma, event, "propose", reason="The policy was withdrawn before that day."))
    assert "You proposed it: a second person confirms it" in mine
    assert 'value="confirm"' not in mine
    assert state(world) == State.VERIFIED, "proposed is on record"
    message = Message.objects.get(kind=notifications.TO_TAKE_OFF)
    assert [each.address.partition("@")[0] for each in find(message.kind).recipients(message)] == ["bela"]
    assert address(event) in find(message.kind).context(message)["url"]
    row = services.Verification.objects.get()
    page = text(session(world.bela).get(f"/admin/commitments/verification/{row.pk}/change/"))
    assert "It is proposed to take it off the record" in page
    assert address(event) in page
    assert "The policy was withdrawn before that day." in text(session(world.bela).get(address(event)))
    done = text(post(world.bela, event, "confirm"))
    assert "It is off the record. Earlier days still show it." in done
    assert "This is no longer on record." in done
    assert state(world) == State.NOTHING
    off = Event.objects.get(retracted=True)
    assert (off.recorded_by, off.because) == (world.bela, "The policy was withdrawn before that day.")
    assert "It was decided already: see below." in text(post(world.bela, event, "confirm"))
    assert "The policy was withdrawn before that day." in text(
        client.get("/en/associations/meridia/timeline/")
    )
    with pytest.raises(Pointless):
        find(message.kind).recipients(message)


def test_it_is_dropped_and_stays(world: World) -> None:
    event = verified(world)
    propose(event, world.alma)
    with pytest.raises(Waits):
        propose(event, world.bela)
    assert "It was decided already" in text(post(world.bela, event, "propose", reason="Twice."))
    assert "The proposal is dropped." in text(post(world.alma, event, "drop"))
    assert state(world) == State.VERIFIED
    with pytest.raises(NothingWaits):
        TAKING_OFF.confirm(event, by=world.bela, now=NOW)
    propose(event, world.bela)  # anew


def test_nobody_does_it_alone(world: World) -> None:
    event = verified(world)
    with pytest.raises(ValidationError, match="a second person confirms it"):
        editing.take_off(event, editing.Change(world.alma, NOW, "Not so."))
    propose(event, world.alma)
    assert post(world.alma, event, "confirm").status_code == 403
    with pytest.raises(IntegrityError), transaction.atomic():
        TakingOff.objects.update(done_at=NOW, confirmed_by=world.alma)
    for name, changes in (
        ("kind", {"kind": "statement", "commitment": ""}),
        ("standing", {"standing": "statement", "said_by_name": "Somebody"}),
        ("day", {"day": event.day - DAY}),
    ):
        other = Event.objects.get(pk=event.pk)
        for field, value in changes.items():
            setattr(other, field, value)
        with pytest.raises(ValidationError, match="Two people established"):
            editing.put_event(other, editing.Change(world.alma, NOW, f"Another {name}."), of=event)
    assert state(world) == State.VERIFIED


@pytest.mark.parametrize(
    "role, at, proposes, confirms",
    [
        (Role.PUBLISHER, "union", True, True),
        (Role.ADMINISTRATOR, "union", True, True),
        (Role.SUPERVISOR, "union", False, True),
        (Role.EXTERNAL_REVIEWER, "union", False, False),
        (Role.AUDITOR, "union", False, False),
        (Role.PUBLISHER, "league", False, False),
        (Role.LIAISON, "meridia", False, False),
        (Role.INTAKE_OFFICER, "union", False, False),
    ],
)
def test_who(world: World, role: Role, at: str, proposes: bool, confirms: bool) -> None:
    event = verified(world)
    user = world.holding("somebody", role, at=getattr(world, at))
    assert TAKING_OFF.may_propose(user, event) is proposes
    change = propose(event, world.alma)
    assert TAKING_OFF.may_confirm(user, change) is confirms
    if not confirms:
        with pytest.raises(PermissionDenied):
            TAKING_OFF.confirm(event, by=user, now=NOW)
        assert post(user, event, "confirm").status_code in {403, 404}
        assert post(user, event, "drop").status_code in {403, 404}
    assert state(world) == State.VERIFIED


def test_of_an_umbrella_bodys_own_the_external_reviewer_confirms_too(world: World) -> None:
    reviewer = world.holding("rita", Role.EXTERNAL_REVIEWER)
    row = world.prepared(now=NOW - 2 * DAY, about=world.union)
    services.confirm(row.pk, LOOKED, by=reviewer, now=NOW - DAY)
    event = Event.objects.current().get()
    propose(event, world.alma)
    TAKING_OFF.confirm(event, by=reviewer, now=NOW)
    assert not Event.objects.current().exists()


def test_who_has_an_interest_has_no_part_in_it(world: World) -> None:
    event = verified(world)
    for user in (world.alma, world.bela):
        Interest.objects.create(user=user, association=world.meridia)
    alma, bela = (User.objects.get(pk=user.pk) for user in (world.alma, world.bela))
    assert not TAKING_OFF.may_propose(alma, event)
    carla = world.holding("carla", Role.PUBLISHER)
    assert not TAKING_OFF.may_confirm(bela, propose(event, carla))


def test_what_was_corrected_meanwhile_is_looked_at_again(world: World) -> None:
    event = verified(world)
    propose(event, world.alma)
    better = Event.objects.get(pk=event.pk)
    better.pk, better.text = uuid4(), {"en": "Looked at, with care."}
    latest = editing.put_event(better, editing.Change(world.bela, NOW, "A word."), of=event)
    with pytest.raises(ValidationError, match="changed this entry meanwhile"):
        TAKING_OFF.confirm(event, by=world.bela, now=NOW)
    assert "the entry was corrected meanwhile" in text(session(world.bela).get(address(event)))
    propose(latest, world.alma)
    TAKING_OFF.confirm(latest, by=world.bela, now=NOW)
    assert state(world) == State.NOTHING


def test_nothing_there(world: World) -> None:
    alma, event = session(world.alma), verified(world)
    claim = services.record(
        Event(
            subject=world.meridia, kind="commitment-made", commitment="focal-point", day=event.day,
            standing="statement", said_by=world.meridia, text={"en": "x"}, sources=event.sources,
        ),
        by=None,
        now=NOW,
    )  # fmt: skip
    assert alma.get(address(claim)).status_code == 404, "that takes one"
    assert alma.get(address(Event(entry=world.meridia.pk))).status_code == 404
    for act in ("", "x", "confirm\0"):
        assert post(world.alma, event, act).status_code == 200
    assert post(world.alma, event, "propose", reason="\0").status_code == 422
    assert not TakingOff.objects.exists()

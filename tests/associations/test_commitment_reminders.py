"""Before a verification lapses its publishers are told, once each; what was settled meanwhile tells nobody."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest

from associations.commitments import reminders, rules, services
from associations.commitments.models import LapseReminder
from associations.commitments.tasks import plan_reminders
from associations.duties import Role
from associations.models import Association, Commitment, Event, Membership
from associations.recording import retract
from portal.outbox.models import Message
from portal.outbox.registry import Pointless, find
from portal.outbox.render import render
from tests.associations.commitments import LOOKED, NOW, World, told
from tests.associations.test_two_at_once import together, wait_for_each_other

pytestmark = pytest.mark.django_db
ENDS = date(2028, 3, 2)  # 24 months after NOW


@pytest.fixture
def world() -> World:
    made = World()
    verify(made)
    return made


def verify(world: World, days: int = 0) -> Event:
    at = NOW + timedelta(days=days)
    row = services.confirm(world.prepared(now=at).pk, LOOKED, by=world.bela, now=at)
    return Event.objects.get(entry=row.entry)


def on(day: date, **more: int) -> datetime:
    return datetime.combine(day, time(9), UTC) + timedelta(**more)


def planned() -> Counter[str]:
    kinds = Message.objects.filter(kind__in=["commitments.runs-out", "commitments.ran-out"])
    return Counter(kinds.values_list("kind", flat=True))


def recipients() -> set[str]:
    message = Message.objects.filter(kind__in=["commitments.runs-out", "commitments.ran-out"]).latest(
        "created_at"
    )
    return {each.address.partition("@")[0] for each in find(message.kind).recipients(message)}


def test_each_once_however_often_beat_asks(world: World) -> None:
    for hours in range(0, 24 * 130, 11):
        reminders.plan_due(on(ENDS, days=-90, hours=hours))
    assert planned() == {"commitments.runs-out": 2, "commitments.ran-out": 1}
    assert sorted(LapseReminder.objects.values_list("offset", flat=True)) == [-60, -14, 1]


@pytest.mark.parametrize("offset", reminders.OFFSETS)
def test_on_its_day_and_not_before(world: World, offset: int) -> None:
    day = ENDS + timedelta(days=offset)
    earlier = [each for each in reminders.OFFSETS if each < offset]
    assert reminders.plan_due(on(day, days=-1)) == (1 if earlier else 0)
    assert reminders.plan_due(on(day)) == 1


def test_an_outage_gives_one_mail(world: World) -> None:
    assert reminders.plan_due(on(ENDS, days=5)) == 1
    assert planned() == {"commitments.ran-out": 1}


def test_what_lapsed_long_ago_is_not_told_of_any_more(world: World) -> None:
    assert reminders.plan_due(on(ENDS, days=61)) == 0


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2025, 8, 31), date(2025, 1, 1)])
@pytest.mark.parametrize("commitment", Commitment)
def test_the_database_finds_the_same_last_day(world: World, commitment: Commitment, day: date) -> None:
    event = told(world.meridia, "verified", day.isoformat(), commitment.value, other=world.union)
    found = Event.objects.filter(pk=event.pk).annotate(last=reminders._last_day()).get().last
    assert found == rules.until(commitment, day)


def test_the_publishers_of_the_umbrella_body_are_told(world: World) -> None:
    world.holding("other", Role.PUBLISHER, at=world.league)
    world.holding("dana", Role.ADMINISTRATOR)
    reminders.plan_due(on(ENDS, days=-60))
    assert recipients() == {"alma", "bela"}
    message = Message.objects.get(kind="commitments.runs-out")
    kind = find(message.kind)
    mail = render(kind, "en", kind.context(message))
    assert "Meridia" in mail.body
    assert "2 March 2028" in mail.body.replace("\n", " ")
    assert f"/prepare/{world.meridia.pk}/human-rights-policy/" in mail.body


def test_the_bodys_liaison_is_told_too_and_led_to_their_own_page(world: World) -> None:
    liaison = world.holding("leo", Role.LIAISON, at=world.meridia)
    reminders.plan_due(on(ENDS, days=1))
    message = Message.objects.get(kind="commitments.own-ran-out")
    kind = find(message.kind)
    assert [each.address for each in kind.recipients(message)] == [liaison.email]
    mail = render(kind, "en", kind.context(message)).body
    assert f"/admin/replies/request/about/{world.meridia.pk}/#commitment-human-rights-policy" in mail
    assert "Union has not looked again; it is not counted against" in mail.replace("\n", " ")


def test_verified_again_tells_nobody(world: World) -> None:
    reminders.plan_due(on(ENDS, days=-60))
    verify(world, days=690)
    with pytest.raises(Pointless):
        recipients()
    assert reminders.plan_due(on(ENDS, days=-14)) == 0
    assert reminders.plan_due(on(ENDS + timedelta(days=690), days=-50)) == 1, "but of the new one"


@pytest.mark.parametrize("by_itself", [True, False])
def test_dropped_tells_nobody_but_only_by_itself(world: World, by_itself: bool) -> None:
    said = {"said_by": world.meridia} if by_itself else {"said_by_name": "An observer"}
    told(world.meridia, "dropped", "2026-06-01", other=world.union, **said)
    assert reminders.plan_due(on(ENDS, days=-60)) == (0 if by_itself else 1)


def test_taken_off_the_record_tells_nobody(world: World) -> None:
    reminders.plan_due(on(ENDS, days=-60))
    retract(Event.objects.get(), by=None, now=NOW + timedelta(days=1), because="Another body.")
    with pytest.raises(Pointless):
        recipients()
    assert reminders.plan_due(on(ENDS, days=-14)) == 0


def test_who_left_or_is_gone_is_not_looked_at(world: World) -> None:
    Association.objects.filter(pk=world.meridia.pk).update(active=False)
    assert reminders.plan_due(on(ENDS, days=-60)) == 0
    Association.objects.filter(pk=world.meridia.pk).update(active=True)
    retract(Membership.objects.get(), by=None, now=NOW, because="Left.")
    assert reminders.plan_due(on(ENDS, days=-60)) == 0


def test_the_task_runs(world: World) -> None:
    assert plan_reminders() == 0


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_plan_one(monkeypatch: pytest.MonkeyPatch) -> None:
    verify(World())
    wait_for_each_other(monkeypatch, reminders, "_plan")
    together(*[lambda: reminders.plan_due(on(ENDS, days=-60))] * 2)
    assert planned() == {"commitments.runs-out": 1}

"""Before and after an answer's date and a call's time, once each; an outage gives one mail; what is done gives none."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from associations.contact.notifications import _officers, _staff_context
from associations.contact.services import calls, reminders, thread
from associations.contact.tasks import plan_reminders
from associations.duties import Role
from complaints.models import Interest
from portal.outbox.models import Message as Notice
from portal.outbox.registry import Pointless, find
from portal.outbox.render import render
from tests.complaints.cases import person
from tests.contact.prosecutors import NOW, World, Written, write

DUE = NOW + timedelta(days=2)  # a Monday's


def told() -> Counter[str]:
    kinds = Notice.objects.filter(params__has_key="about").values_list("kind", flat=True)
    return Counter(kind.partition("staff-")[2] for kind in kinds)


def addresses(kind: str) -> set[str]:
    return {
        recipient.address for recipient in _officers(Notice.objects.filter(kind=kind).latest("created_at"))
    }


def book(world: World, sent: Written, at: datetime) -> None:
    calls.book(sent.id, at=at, minutes=30, zone="Asia/Almaty", by=world.noor, now=NOW)


def test_each_once_however_often_beat_asks(world: World) -> None:
    write()
    for hours in range(0, 24 * 14, 3):
        reminders.plan_due(NOW + timedelta(hours=hours))
    assert told() == {"answer-close": 1, "answer-missed": 3}


def test_nothing_before_its_moment(world: World) -> None:
    write()
    assert reminders.plan_due(DUE - timedelta(days=1, seconds=1)) == 0
    assert reminders.plan_due(DUE - timedelta(days=1)) == 1


def test_an_outage_gives_one_mail(world: World) -> None:
    write()
    assert reminders.plan_due(DUE + timedelta(days=3)) == 1
    assert told() == {"answer-missed": 1}


def test_no_reminder_of_an_answer_that_was_given(world: World) -> None:
    sent = write()
    reminders.plan_due(DUE)
    thread.answer(sent.id, "Yes.", by=world.noor, now=DUE, vault=sent.desk)
    with pytest.raises(Pointless):
        addresses("contact.staff-answer-missed")
    assert reminders.plan_due(DUE + timedelta(days=30)) == 0


def test_a_call_reminds_before_and_after_until_it_is_logged(world: World) -> None:
    sent = write("call")
    at = NOW + timedelta(days=3)
    book(world, sent, at)
    for hours in range(24 * 7):
        reminders.plan_due(NOW + timedelta(hours=hours))
    assert told() == {"call-close": 2, "call-over": 1}
    assert addresses("contact.staff-call-over") == {"noor@example.org"}
    calls.log(sent.id, "We spoke.", took_place=True, by=world.noor, now=at, vault=sent.desk)
    with pytest.raises(Pointless):
        addresses("contact.staff-call-over")


def test_a_moved_call_reminds_anew(world: World) -> None:
    sent = write("call")
    book(world, sent, NOW + timedelta(hours=2))
    reminders.plan_due(NOW + timedelta(hours=1))
    book(world, sent, NOW + timedelta(hours=5))
    reminders.plan_due(NOW + timedelta(hours=4))
    assert told() == {"call-close": 2}


def test_the_call_stands_in_both_time_zones(world: World) -> None:
    world.noor.time_zone = "Europe/Lisbon"
    world.noor.save()
    sent = write("call")
    # In the night in which Lisbon's clocks go forward (29 March 2026, 01:00 UTC); Almaty has UTC+5 all year.
    for hour, here, there in ((0, "00:30", "05:30"), (1, "02:30", "06:30")):
        book(world, sent, datetime.fromisoformat(f"2026-03-29T0{hour}:30+00:00"))
        reminders.plan_due(datetime.fromisoformat(f"2026-03-29T0{hour}:00+00:00"))
        notice = Notice.objects.filter(kind="contact.staff-call-close").latest("created_at")
        body = render(find(notice.kind), "en", _staff_context(notice)).body
        assert f"{here} (Europe/Lisbon)" in body, body
        assert f"{there} (Asia/Almaty)" in body, body


def test_only_those_who_may_know_are_told(world: World) -> None:
    out = person(Role.ENGAGEMENT, at=world.umbrella)
    Interest.objects.create(user=out, association=world.service)
    sent = write(association=world.service.pk)
    assert addresses("contact.staff-new") == {"noor@example.org"}
    write(association=world.elsewhere.pk)
    assert addresses("contact.staff-new") == {"noor@example.org", out.email}
    world.lead(sent, "in-hand")
    reminders.plan_due(DUE)
    assert {r.address for r in _officers(Notice.objects.get(subject_id=sent.id, params__about="answer"))} == {
        "noor@example.org"
    }


def test_beat_asks_for_it(settings: object) -> None:
    planned = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}  # type: ignore[attr-defined]
    assert {plan_reminders.name, "contact.forget"} <= planned

"""Reminders: each once, whoever plans it; after an outage one; to the reviewer, the supervisor, the body."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from associations.diligence.models import Reminder, Review
from associations.diligence.notifications import _recipients
from associations.diligence.services import hands, reminders
from associations.diligence.services.change import vault_of
from complaints.models import Interest
from portal.outbox.models import Message as Notice
from portal.outbox.registry import Pointless
from tests.diligence.world import NOW, TODAY, World

DAY = timedelta(days=1)
DUE = 90  # days from NOW


def told(about: str) -> list[int]:
    return list(Reminder.objects.filter(about=about).order_by("offset").values_list("offset", flat=True))


def names() -> Counter[str]:
    kinds = Notice.objects.exclude(params__about="").values_list("kind", flat=True)
    return Counter(kind.partition(".")[2] for kind in kinds)


def run(first: int, last: int, step: int = 1) -> None:
    for days in range(first, last + 1, step):
        reminders.plan_due(NOW + days * DAY)
        reminders.plan_due(NOW + days * DAY)


def to(kind: str) -> set[str]:
    return {each.address for each in _recipients(Notice.objects.filter(kind=kind).latest("created_at"))}


def test_thirty_and_seven_days_before_on_the_day_then_weekly(world: World) -> None:
    world.lead(world.open(), "opened")
    run(0, DUE + 20)
    assert told("reviewer") == [-30, -7, 0, 7, 14]
    assert told("supervisor") == [0, 7, 14], "of an overdue one, from the day after"
    assert names() == {"staff-due-close": 3, "staff-overdue": 5}


def test_nothing_before_its_moment(world: World) -> None:
    world.lead(world.open(), "opened")
    assert reminders.plan_due(NOW + (DUE - 31) * DAY) == 0
    assert reminders.plan_due(NOW + (DUE - 30) * DAY) == 1


def test_an_outage_gives_one_mail_each(world: World) -> None:
    world.lead(world.open(), "opened")
    assert reminders.plan_due(NOW + (DUE + 40) * DAY) == 2
    assert told("reviewer") == told("supervisor") == [35]


def test_in_nobodys_hands(world: World) -> None:
    review = world.open()
    run(0, DUE + 1)
    assert told("reviewer") == []
    assert told("supervisor") == [-30, -7, 0]
    assert to("diligence.staff-unassigned") == {"sula@example.org"}
    hands.take(review.pk, by=world.reviewer, now=NOW)
    with pytest.raises(Pointless):
        to("diligence.staff-unassigned")


def test_a_moved_date_is_reminded_of_anew(world: World) -> None:
    review = world.lead(world.open(), "opened")
    run(DUE - 30, DUE - 7)
    hands.extend(
        review.pk,
        review.due_on + 40 * DAY,
        "sources",
        by=world.supervisor,
        now=NOW,
        vault=vault_of(review.pk),
        reason="The archive is shut.",
    )
    with pytest.raises(Pointless):
        to("diligence.staff-due-close")
    assert reminders.plan_due(NOW + (DUE - 6) * DAY) == 0
    run(DUE + 10, DUE + 33)
    assert told("reviewer") == [-30, -30, -7, -7]


def test_what_is_decided_or_withdrawn_is_not_reminded_of(world: World) -> None:
    world.lead(world.open(), "closed")
    world.lead(world.open(body=world.other), "withdrawn")
    assert reminders.plan_due(NOW + 400 * DAY) == 0


def test_the_body_before_and_after_its_answers_are_due(world: World) -> None:
    review = world.lead(world.open(due_on=TODAY + 300 * DAY), "asked")
    run(0, 45)
    assert told("answers") == [-7, 0, 7, 14]
    assert names() == {"answers-close": 2, "answers-missed": 2}
    assert to("diligence.answers-missed") == {"lia@example.org"}
    Review.objects.filter(pk=review.pk).update(state="no-answer")
    with pytest.raises(Pointless):
        to("diligence.answers-missed")


def test_the_body_before_its_time_to_comment_ends(world: World) -> None:
    review = world.lead(world.open(due_on=TODAY + 300 * DAY), "hearing")
    run(0, 40)
    assert told("comment") == [-7, 0]
    world.comment(review)
    with pytest.raises(Pointless):
        to("diligence.comment-close")


def test_who_is_out_of_it_is_told_nothing(world: World) -> None:
    review = world.lead(world.open(), "opened")
    Interest.objects.create(user=world.reviewer, association=world.member)
    reminders.plan_due(NOW + (DUE - 7) * DAY)
    assert to("diligence.staff-due-close") == set()
    Interest.objects.create(user=world.supervisor, country="QM")
    reminders.plan_due(NOW + (DUE + 1) * DAY)
    assert to("diligence.staff-overdue") == set(), "the message fails, which administrators see"
    assert review.reference not in str(Notice.objects.values_list("params", flat=True))


def test_the_reviewers_mail_goes_to_the_supervisor_when_the_reviewer_has_gone(world: World) -> None:
    world.lead(world.open(), "opened")
    world.reviewer.is_active = False
    world.reviewer.save()
    reminders.plan_due(NOW + (DUE - 7) * DAY)
    assert to("diligence.staff-due-close") == {"sula@example.org"}


@pytest.mark.parametrize("days", range(-40, 30, 3))
def test_the_moment_in_the_database_is_the_moment_in_days(world: World, days: int) -> None:
    review = world.lead(world.open(), "opened")
    found: Any = reminders.waiting(reminders.PLANS[0], review.due_on + days * DAY).first()
    expected = None if days < -30 else -30 if days < -7 else -7 if days < 0 else days // 7 * 7
    assert getattr(found, "offset", None) == expected
    assert isinstance(review.due_on, date)

"""Members whose next review comes due, opened by the portal; and reviews opened by hand."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from associations.diligence.models import Review, ReviewRule
from associations.diligence.services import hands, opening
from associations.diligence.services.change import Refused, vault_of
from associations.diligence.states import ReviewPurpose
from associations.diligence.tasks import forget, open_due, plan_reminders
from associations.models import Membership
from associations.recording import record
from portal.outbox.models import Message as Notice
from tests.complaints.cases import body
from tests.diligence.world import NOW, TODAY, World

DAY = timedelta(days=1)


def at(day: str) -> datetime:
    return NOW.replace(year=int(day[:4]), month=int(day[5:7]), day=int(day[8:]))


def withdraw(world: World, review: Review) -> None:
    words = {"by": world.supervisor, "now": NOW, "vault": vault_of(review.pk)}
    hands.withdraw(review.pk, "mistake", reason="x", **words)  # type: ignore[arg-type]


def due() -> dict[str, date]:
    return dict(Review.objects.open().values_list("body__slug", "due_on"))


def test_one_interval_after_the_day_since_when_or_after_admission(world: World) -> None:
    ReviewRule.objects.update(since=date(2026, 1, 15))
    newcomer = body("newcomer", country="QR")
    record(Membership(member=newcomer, umbrella=world.umbrella, began=date(2026, 2, 1)), by=None, now=NOW)
    old = body("old", country="QS")
    record(Membership(member=old, umbrella=world.umbrella), by=None, now=NOW)
    assert opening.open_due(at("2026-11-15")) == 0
    assert opening.open_due(at("2026-11-16")) == 3
    assert due() == dict.fromkeys(("member", "other", "old"), date(2027, 1, 15))
    assert opening.open_due(at("2026-12-03")) == 1
    assert due()["newcomer"] == date(2027, 2, 1)
    assert opening.open_due(at("2026-12-03")) == 0


def test_after_a_decision_at_the_date_that_it_set(world: World) -> None:
    review = world.lead(world.open(), "closed")
    Review.objects.filter(pk=review.pk).update(next_on=date(2026, 9, 30))
    opening.open_due(at("2026-07-31"))
    assert due()["other"] == date(2025, 1, 1), "never reviewed: due one interval after the day since when"
    assert "member" not in due()
    assert opening.open_due(at("2026-08-01")) == 1
    assert due()["member"] == date(2026, 9, 30)


def test_an_outage_loses_none(world: World) -> None:
    assert opening.open_due(at("2029-06-01")) == 2
    assert set(due().values()) == {date(2025, 1, 1)}
    assert Review.objects.overdue(date(2029, 6, 1)).count() == 2


def test_only_members_of_today_in_bodies_that_review(world: World) -> None:
    union = body("union", "umbrella")
    record(Membership(member=world.candidate, umbrella=union, began=date(2020, 1, 1)), by=None, now=NOW)
    gone = body("gone")
    left = Membership(member=gone, umbrella=world.umbrella, began=date(2019, 1, 1), ended=date(2025, 12, 31))
    record(left, by=None, now=NOW)
    opening.open_due(NOW)
    assert set(due()) == {"member", "other"}
    ReviewRule.objects.all().delete()
    withdraw(world, Review.objects.filter(body=world.member)[0])
    assert opening.open_due(NOW + 900 * DAY) == 0


def test_a_review_that_is_open_or_withdrawn(world: World) -> None:
    world.open()
    assert opening.open_due(NOW) == 1, "the other member's: of this one a review is open"
    review = Review.objects.get(body=world.member)
    withdraw(world, review)
    assert opening.open_due(NOW) == 1, "a withdrawn review was none"


def test_a_host_review_is_no_review_of_the_member(world: World) -> None:
    world.lead(world.open(ReviewPurpose.HOST), "closed")
    world.open(ReviewPurpose.HOST, event_name="Another meeting")
    assert opening.open_due(NOW) == 2


def test_a_new_members_admission_review_counts(world: World) -> None:
    review = world.lead(world.open(ReviewPurpose.NEW), "closed")
    assert review.next_on == TODAY + 365 * DAY
    joined = Membership(member=world.candidate, umbrella=world.umbrella, began=date(2024, 1, 1))
    record(joined, by=None, now=NOW)
    opening.open_due(NOW)
    assert "candidate" not in due()


@pytest.mark.parametrize(
    "changes, match",
    [
        ({"purpose": ReviewPurpose.NEW, "body": "member"}, "already"),
        ({"body": "candidate"}, "not on record as a member"),
        ({"body": "umbrella"}, "umbrella bodies are not"),
        ({"due_on": TODAY - DAY}, "from today on"),
        ({"due_on": TODAY + 3000 * DAY}, "from today on"),
        ({"purpose": ReviewPurpose.HOST, "event_name": " "}, "Name the event"),
        ({"purpose": ReviewPurpose.HOST, "event_from": TODAY + 10 * DAY}, "before the event"),
        (
            {
                "purpose": ReviewPurpose.HOST,
                "event_from": TODAY + 100 * DAY,
                "event_to": TODAY + 99 * DAY,
            },
            "last day",
        ),
        ({"purpose": ReviewPurpose.HOST, "event_to": TODAY + 99 * DAY}, "last day"),
    ],
)
def test_what_cannot_be_opened(world: World, changes: dict[str, Any], match: str) -> None:
    given = changes | ({"body": getattr(world, changes["body"])} if "body" in changes else {})
    purpose = given.pop("purpose", ReviewPurpose.CURRENT)
    if purpose == ReviewPurpose.HOST:
        given.setdefault("event_name", "Meeting")
    with pytest.raises(Refused, match=match):
        world.open(purpose, **given)
    assert not Review.objects.exists()


def test_one_open_review_of_a_body_but_several_of_a_host(world: World) -> None:
    world.open()
    with pytest.raises(Refused, match="under way"):
        world.open()
    for name in ("One meeting", "Another"):
        world.open(ReviewPurpose.HOST, event_name=name)
    assert Review.objects.count() == 3


def test_only_reviewers_and_supervisors_open(world: World) -> None:
    occasion = opening.Occasion(world.umbrella, world.member, ReviewPurpose.CURRENT, TODAY)
    for who in (world.decider, world.liaison, world.auditor):
        with pytest.raises(Refused, match="role"):
            opening.open_review(occasion, by=who, now=NOW)
    opening.open_review(occasion, by=world.reviewer, now=NOW)


def test_beat_asks_for_it(settings: Any) -> None:
    planned = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {open_due.name, plan_reminders.name, forget.name} <= planned


def test_conditions_are_asked_about_only_where_there_were_some(world: World) -> None:
    def asks(review: Review) -> bool:
        return any(each["group"] == "follow-up" for each in review.questions)

    assert not asks(world.open(body=world.other)), "never reviewed"
    assert not asks(world.lead(world.open(), "closed")), "never reviewed"
    second = world.open(now=NOW + DAY)
    assert not asks(second), "decided without conditions"
    world.lead(second, "decided", NOW + DAY)
    assert asks(world.open(now=NOW + 2 * DAY))


def test_the_body_is_told_that_one_was_opened(world: World) -> None:
    world.open()
    opening.open_due(NOW)
    assert Notice.objects.filter(kind="diligence.opened").count() == 2

"""A member leaves while it is reviewed: the review ends by itself, and the public page says why."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from associations.diligence.models import Review
from associations.diligence.notifications import _recipients
from associations.diligence.services import opening
from associations.diligence.services.leaving import withdraw_left
from associations.diligence.states import ReviewPurpose, Withdrawal
from associations.diligence.tasks import plan_reminders
from associations.models import Association, Membership
from associations.recording import correct, record
from portal.outbox.models import Message as Notice
from tests.diligence.world import NOW, TODAY, World, at_desk, of

DAY = timedelta(days=1)


def leaves(world: World, body: Association, ended: date = TODAY - DAY, precision: str = "day") -> None:
    row = Membership.objects.current().get(member=body, umbrella=world.umbrella)
    left = Membership(
        member=body, umbrella=world.umbrella, began=row.began, ended=ended, ended_precision=precision
    )
    correct(left, row, by=None, now=NOW, because="It left.")


@pytest.mark.parametrize("state", ["opened", "asked", "answered", "no-answer", "hearing", "proposed"])
def test_an_open_review_is_withdrawn_by_the_portal(world: World, state: str) -> None:
    review = world.lead(world.open(), state)
    leaves(world, world.member)
    assert withdraw_left(NOW + DAY) == 1
    assert withdraw_left(NOW + DAY) == 0
    review = world.again(review)
    assert (review.state, review.state_since) == ("withdrawn", NOW + DAY)
    assert review.withdrawn_because == Withdrawal.MEMBERSHIP
    last = review.events.last()
    assert last is not None
    assert (last.kind, last.actor_kind, last.actor, last.from_state) == ("withdraw", "system", None, state)
    assert opening.open_due(NOW + DAY) == 1, "of the other member alone"


def test_who_has_it_in_hand_is_told_else_the_supervisors(world: World) -> None:
    world.lead(world.open(), "asked")
    leaves(world, world.member)
    withdraw_left(NOW)
    notice = Notice.objects.get(kind="diligence.staff-left")
    assert [each.address for each in _recipients(notice)] == ["rana@example.org"]
    assert Notice.objects.filter(kind="diligence.ended").count() == 1
    world.open(body=world.other)
    leaves(world, world.other)
    withdraw_left(NOW)
    latest = Notice.objects.filter(kind="diligence.staff-left").latest("created_at")
    assert [each.address for each in _recipients(latest)] == ["sula@example.org"]


@pytest.mark.parametrize(
    "ended, precision", [(TODAY, "day"), (TODAY + DAY, "day"), (date(TODAY.year, 12, 31), "year")]
)
def test_who_may_still_be_a_member_is_one(world: World, ended: date, precision: str) -> None:
    world.open()
    leaves(world, world.member, ended, precision)
    assert withdraw_left(NOW) == 0


def test_who_came_back_is_a_member(world: World) -> None:
    world.open()
    leaves(world, world.member, TODAY - 300 * DAY)
    again = Membership(member=world.member, umbrella=world.umbrella, began=TODAY - 10 * DAY)
    record(again, by=None, now=NOW)
    assert withdraw_left(NOW) == 0


def test_a_membership_elsewhere_is_none_here(world: World) -> None:
    world.open()
    leaves(world, world.member)
    league = Association.objects.create(slug="league", kind="umbrella", names={"en": "League"}, invented=True)
    record(Membership(member=world.member, umbrella=league), by=None, now=NOW)
    assert withdraw_left(NOW) == 1


def test_hosts_and_what_is_decided_stay(world: World) -> None:
    host = world.open(ReviewPurpose.HOST)
    decided = world.lead(world.open(), "decided")
    leaves(world, world.member)
    assert withdraw_left(NOW + DAY) == 0
    assert (world.again(host).state, world.again(decided).state) == ("opened", "decided")


def test_a_candidate_that_was_a_member_once_is_reviewed_on(world: World) -> None:
    record(
        Membership(
            member=world.candidate, umbrella=world.umbrella, began=date(2001, 1, 1), ended=date(2009, 1, 1)
        ),
        by=None,
        now=NOW,
    )
    world.open(ReviewPurpose.NEW)
    assert withdraw_left(NOW) == 0
    brief = Membership(member=world.candidate, umbrella=world.umbrella, began=TODAY, ended=TODAY + DAY)
    record(brief, by=None, now=NOW)
    assert withdraw_left(NOW + DAY) == 0
    assert withdraw_left(NOW + 2 * DAY) == 1, "admitted before the review was over, and gone again"


def test_the_public_page_and_the_desk_say_why(world: World, client: Client) -> None:
    review = world.lead(world.open(), "asked")
    leaves(world, world.member)
    withdraw_left(NOW)
    page = client.get(reverse("reviews:one", args=[review.pk])).content.decode()
    assert "the body is no longer a member" in page
    assert "The reason given" not in page, "nobody gave it: the record says so"
    desk = at_desk(world.supervisor).get(of(review)).content.decode()
    assert "the body is no longer a member" in desk
    assert "The portal itself" in desk


def test_beat_does_it_before_it_plans_reminders(world: World) -> None:
    review = world.lead(world.open(), "opened")
    leaves(world, world.member)
    plan_reminders()
    assert Review.objects.get(pk=review.pk).state == "withdrawn"
    assert not Notice.objects.exclude(params__about="").exists()

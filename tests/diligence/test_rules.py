"""The numbers of reviews were promised to both sides: two people change them."""

import pytest
from django.test import Client

from associations.diligence.models import ReviewRule, ReviewRuleChange
from associations.duties import Role
from tests.complaints.cases import body, person
from tests.diligence.world import TODAY, World, at_desk

pytestmark = pytest.mark.django_db
GIVEN = {
    "since": "2024-01-01",
    "months": "24",
    "extendable_months": "6",
    "opens_days": "60",
    "answer_days": "30",
    "comment_days": "14",
    "correct_days": "7",
    "contest_days": "30",
    "reason": "Every second year.",
}


@pytest.fixture
def administrator(world: World) -> Client:
    return at_desk(person(Role.ADMINISTRATOR, at=world.umbrella, is_staff=True))


def address(world: World, name: str = "change") -> str:
    return f"/admin/diligence/reviewrule/{world.umbrella.pk}/{name}/"


def months() -> int:
    return ReviewRule.objects.get().months


def test_one_proposes_and_the_supervisor_of_that_body_confirms(world: World, administrator: Client) -> None:
    assert administrator.post(address(world), GIVEN | {"comment_days": "13"}).status_code == 200
    assert administrator.post(address(world), GIVEN).status_code == 302
    assert months() == 12, "proposed is not changed"
    assert administrator.post(address(world, "confirm"), {}).status_code == 403, "nobody confirms their own"
    elsewhere = person(Role.SUPERVISOR, at=body("elsewhere", "umbrella"), is_staff=True)
    for other in (elsewhere, world.reviewer, world.decider):
        assert at_desk(other).post(address(world, "confirm"), {}).status_code in {403, 404}
    page = at_desk(world.supervisor).get(address(world)).content.decode()
    assert "A change waits for a second person." in page
    assert "Every second year." in page
    assert at_desk(world.supervisor).post(address(world, "confirm"), {}).status_code == 302
    rule = ReviewRule.objects.get()
    assert (rule.months, rule.history.latest().history_change_reason) == (24, "Every second year.")
    assert rule.history.latest().history_user == world.supervisor


def test_a_dropped_one_changes_nothing(world: World, administrator: Client) -> None:
    administrator.post(address(world), GIVEN)
    assert administrator.post(address(world), GIVEN | {"months": "6"}).status_code == 409, "one at a time"
    assert administrator.post(address(world, "drop"), {}).status_code == 302
    late = at_desk(world.supervisor).post(address(world, "confirm"), {})
    assert (late.status_code, "was dropped already" in late.content.decode()) == (409, True)
    assert months() == 12


def test_the_same_numbers_are_no_change(world: World, administrator: Client) -> None:
    assert administrator.post(address(world), GIVEN | {"months": "12"}).status_code == 200
    assert not ReviewRuleChange.objects.exists()


def test_reviewers_propose_nothing(world: World) -> None:
    assert at_desk(world.reviewer).post(address(world), GIVEN).status_code == 403


def test_who_begins_to_review_begins_with_the_usual_numbers(world: World, administrator: Client) -> None:
    union = body("union", "umbrella")
    given = GIVEN | {"umbrella": str(union.pk), "since": TODAY.isoformat(), "months": "60"}
    assert administrator.post("/admin/diligence/reviewrule/add/", given).status_code == 302
    rule = ReviewRule.objects.get(umbrella=union)
    assert (rule.months, rule.answer_days, rule.since) == (12, 30, TODAY)

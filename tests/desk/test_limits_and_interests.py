"""The published limits, which administrators change for the future; interests, which everybody declares alone."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from associations.roles import Role
from complaints.models import Clock, ClockRule, Interest
from tests.complaints_factory import World
from tests.desk.addresses import LIST

pytestmark = pytest.mark.django_db
RULE = "/admin/complaints/clockrule/acknowledge/change/"
INTERESTS = "/admin/complaints/interest/"


def save_rule(client: Client, **typed: Any) -> Any:
    return client.post(
        RULE, {"number": 3, "urgent_number": "", "extendable_to": "", "reason": "By order."} | typed
    )


def test_a_changed_limit_holds_for_clocks_that_start_later(world: World, client: Client) -> None:
    before = world.file()
    client.force_login(world.people[Role.ADMINISTRATOR])
    assert save_rule(client, number=5).status_code == 302
    after = world.file()
    numbers = [Clock.objects.get(complaint_id=case.pk, rule="acknowledge").number for case in (before, after)]
    assert numbers == [3, 5]
    assert LogEntry.objects.filter(user=world.people[Role.ADMINISTRATOR], object_id="acknowledge").exists()
    said = ClockRule.history.filter(code="acknowledge").latest()
    assert (said.number, said.history_change_reason, said.history_user) == (
        5,
        "By order.",
        world.people[Role.ADMINISTRATOR],
    )


@pytest.mark.parametrize("page", ["/en/how-it-works/", "/en/", "/en/complaints/new/"])
def test_a_changed_limit_is_the_published_one(world: World, client: Client, page: str) -> None:
    before = client.get(page).content.decode()
    client.force_login(world.people[Role.ADMINISTRATOR])
    save_rule(client, number=23)
    after = Client().get(page).content.decode()
    assert ("23" in before, "23" in after) == (False, True)


def test_how_long_a_draft_lives_is_no_limit_to_change(world: World, client: Client) -> None:
    client.force_login(world.people[Role.ADMINISTRATOR])
    draft = RULE.replace("acknowledge", "draft")
    assert client.post(draft, {"number": 30, "reason": "Longer."}).status_code == 403


@pytest.mark.parametrize(
    "typed",
    [{"number": 0}, {"number": -1}, {"number": "x"}, {"number": 5, "extendable_to": 4}, {"reason": " "}],
)
def test_an_impossible_limit_is_refused(world: World, client: Client, typed: dict[str, Any]) -> None:
    client.force_login(world.people[Role.ADMINISTRATOR])
    assert save_rule(client, **typed).status_code == 200
    assert ClockRule.objects.get(pk="acknowledge").number == 3


def test_officers_read_the_limits_and_change_none(world: World, olena: Client) -> None:
    html = olena.get(RULE).content.decode()
    assert "Acknowledge the complaint or ask for particulars" in html
    assert save_rule(olena, number=30).status_code == 403
    for path in ("/admin/complaints/clockrule/add/", "/admin/complaints/clockrule/acknowledge/delete/"):
        assert olena.get(path).status_code == 403


def test_declaring_an_interest_takes_the_cases_away(world: World, olena: Client) -> None:
    world.file()
    assert olena.get(LIST).context["cl"].result_count == 1
    olena.post(f"{INTERESTS}add/", {"association": str(world.respondent.pk), "country": ""})
    assert Interest.objects.get().user == world.olena
    assert olena.get(LIST).context["cl"].result_count == 0


def test_an_interest_is_declared_for_oneself_in_something(world: World, olena: Client) -> None:
    answer = olena.post(f"{INTERESTS}add/", {"association": "", "country": "", "user": str(world.haruto.pk)})
    assert "Choose a body" in answer.content.decode()
    olena.post(f"{INTERESTS}add/", {"country": "QN", "user": str(world.haruto.pk)})
    assert Interest.objects.get().user == world.olena


def test_interests_of_others_are_not_seen(world: World, olena: Client) -> None:
    theirs = Interest.objects.create(user=world.haruto, country="QN")
    assert olena.get(INTERESTS).context["cl"].result_count == 0
    assert olena.get(f"{INTERESTS}{theirs.pk}/change/").status_code == 302
    assert olena.post(f"{INTERESTS}{theirs.pk}/delete/", {"post": "yes"}).status_code == 403
    assert timezone.now() > theirs.since

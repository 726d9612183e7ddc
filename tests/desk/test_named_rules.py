"""Staff see which rules of the Model Protocol the complainant names: never as the ground of a finding."""

from typing import Any

import pytest
from django.test import Client

from complaints.filing import Account
from protocol.models import Edition
from tests.complaints_factory import NARRATIVE, World
from tests.desk.addresses import of
from tests.named_rules import DELAY, TORTURE, an_edition

pytestmark = pytest.mark.django_db
TITLE = "Rules of the Model Protocol that the complainant names"


def named(world: World, *rules: str) -> Any:
    return world.file(account=Account(narrative=NARRATIVE, rules=[*rules]))


def html_of(client: Client, case: Any) -> str:
    return " ".join(client.get(of(case)).content.decode().split())


def test_they_lead_to_the_reader_and_ground_nothing(world: World, olena: Client) -> None:
    an_edition("small-1")
    html = html_of(olena, named(world, f"small-1/{TORTURE}"))
    assert TITLE in html
    address = f"http://localhost/en/protocol/editions/small-1/{TORTURE}/"
    assert f'<a href="{address}" lang="en">Rule 4. Evidence obtained by torture</a>' in html
    assert "The working text is not a ground of a decision" in html
    assert TITLE not in html_of(olena, world.file())


def test_what_a_later_edition_drops_stays_readable(world: World, olena: Client) -> None:
    an_edition("small-1")
    case = named(world, f"small-1/{TORTURE}", f"gone-1/{DELAY}")
    Edition.objects.update(status="superseded")
    an_edition("small-2", without=TORTURE)
    html = html_of(olena, case)
    assert "Rule 4. Evidence obtained by torture" in html
    assert f"gone-1/{DELAY} (no longer on record)" in html


def test_whoever_may_not_read_sees_none(world: World, client: Client) -> None:
    an_edition("small-1")
    client.force_login(world.amina)
    html = html_of(client, named(world, f"small-1/{TORTURE}"))
    assert TITLE not in html
    assert "Evidence obtained by torture" not in html


def test_they_cost_one_query(world: World, olena: Client, django_assert_num_queries: Any) -> None:
    an_edition("small-1")
    with_rules, without = named(world, f"small-1/{TORTURE}", f"small-1/{DELAY}"), named(world)
    for case in (with_rules, without):
        olena.get(of(case))
    with django_assert_num_queries(22):
        olena.get(of(without))
    with django_assert_num_queries(23):
        olena.get(of(with_rules))

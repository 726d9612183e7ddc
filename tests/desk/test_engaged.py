"""An officer sees what bound the respondent's State on the days of the facts, what not, and what is not on record."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from complaints.desk.engaged import days_of
from complaints.filing import Account, RespondentInput
from protocol.instruments import loading
from protocol.instruments.applying import Days
from tests.complaints_factory import NARRATIVE, World
from tests.desk.addresses import of

pytestmark = pytest.mark.django_db
FILED = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _record(db: None) -> None:
    loading.load(timezone.now())


def about(world: World, *states: str, **facts: str) -> Any:
    """A complaint about unlisted bodies of these States."""
    named = [
        RespondentInput(unlisted_name=f"Office of {state}", country=state, categories=["A07"])
        for state in states
    ]
    return world.file(respondents=named, account=Account(narrative=NARRATIVE, **facts))


def html_of(client: Client, case: Any) -> str:
    return " ".join(client.get(of(case)).content.decode().split())


def test_what_bound_it_then(world: World, olena: Client) -> None:
    html = html_of(olena, about(world, "RU", began="2023-02-14", ended="2023-02-14"))
    assert "Possibly engaged by facts of 14 February 2023" in html
    bound, _, rest = html.partition("Soft law, which binds no State")
    assert "Bound the State then" in bound
    assert "ICCPR 7, 14(3)(g)" in bound
    assert "CAT 15" in bound
    soft, _, not_bound = rest.partition("Did not bind it then")
    assert "UN Guidelines on Prosecutors 16" in soft
    assert "ECHR 3, 6" in not_bound
    assert "from 5 May 1998 to 15 September 2022; to be verified" in not_bound


def test_facts_on_both_sides_of_the_end(world: World, olena: Client) -> None:
    html = html_of(olena, about(world, "RU", began="2022-09"))
    assert "facts of 1 September 2022 to 30 September 2022" in html
    assert "Bound it on some of these days" in html


def test_an_invented_country_has_no_treaty_on_record(world: World, olena: Client) -> None:
    html = html_of(olena, world.file())
    assert "Not on record whether it did" in html
    assert "Bound the State then" not in html


def test_without_a_day_nothing_is_said_of_it(world: World, olena: Client) -> None:
    html = html_of(olena, about(world, "RU"))
    assert "which the account does not give" in html
    assert "Bound the State then" not in html


def test_whoever_may_not_read_sees_no_suggestion(world: World, client: Client) -> None:
    case = about(world, "RU", began="2023-02-14")
    client.force_login(world.amina)
    html = html_of(client, case)
    assert "14 February 2023" not in html
    assert "Possibly engaged" not in html


@pytest.mark.parametrize(
    "facts, days",
    [
        ({}, None),
        ({"began": "some time"}, None),
        ({"began": "2026-03"}, Days(date(2026, 3, 1), date(2026, 3, 31))),
        ({"began": "2026-03-14", "ended": "2026-04"}, Days(date(2026, 3, 14), date(2026, 4, 30))),
        ({"ended": "2026-04-02"}, Days(date(2026, 4, 2), date(2026, 4, 2))),
        ({"began": "2026-03-14", "is_ongoing": "yes"}, Days(date(2026, 3, 14), FILED)),
        ({"began": "2026"}, Days(date(2026, 1, 1), FILED)),
        ({"began": "2026-12-01"}, Days(date(2026, 12, 1), date(2026, 12, 1))),
        ({"began": "2026-05-01", "ended": "2026-04-01"}, Days(date(2026, 5, 1), date(2026, 5, 1))),
    ],
)
def test_the_days_of_the_facts(facts: dict[str, str], days: Days | None) -> None:
    assert days_of(Account(**facts), FILED) == days


def test_several_respondents_cost_two_queries(
    world: World, olena: Client, django_assert_num_queries: Any
) -> None:
    dated = about(world, "RU", "KZ", "FR", began="2023-02-14")
    undated = about(world, "RU", "KZ", "FR")
    for case in (dated, undated):
        olena.get(of(case))
    with django_assert_num_queries(21):
        olena.get(of(undated))
    with django_assert_num_queries(23):
        olena.get(of(dated))

"""On a complaint's page: was the respondent a member on the day of the facts, and when the complaint was filed?"""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from associations.models import Membership
from associations.recording import correct
from complaints.filing import Account, RespondentInput
from tests.complaints_factory import NARRATIVE, World
from tests.desk.addresses import of
from tests.people import body

pytestmark = pytest.mark.django_db


def ended(world: World, day: date, precision: str = "day") -> None:
    """The respondent's membership, from 2001 to ``day``."""
    row = Membership.objects.current().get(member=world.respondent)
    better = Membership(
        member=world.respondent,
        umbrella=world.umbrella,
        began=date(2001, 1, 1),
        ended=day,
        ended_precision=precision,
    )
    correct(better, row, by=None, now=timezone.now(), because="It left.")


def test_who_left_after_the_facts_was_a_member_then(world: World, olena: Client) -> None:
    ended(world, date(2024, 5, 31))
    case = world.file(account=Account(narrative=NARRATIVE, began="2024-03-14"))
    html = olena.get(of(case)).content.decode()
    today = date_format(case.complaint.filed_at.date())
    facts = html.index("Member on the first possible day of the facts, 14 March 2024")
    filing = html.index(f"Member when the complaint was filed, on {today}")
    assert "Union" in html[facts:filing]
    assert "no membership on record" in html[filing : filing + 300]


def test_doubt_is_said(world: World, olena: Client) -> None:
    ended(world, date(2024, 12, 31), "year")
    case = world.file(account=Account(narrative=NARRATIVE, began="2024-03"))
    html = olena.get(of(case)).content.decode()
    assert "1 March 2024" in html
    assert "perhaps Union: 2024 is all that the record knows of the end." in html


def test_whoever_may_not_read_sees_only_the_day_of_filing(world: World, client: Client) -> None:
    case = world.file(account=Account(narrative=NARRATIVE, began="2024-03-14"))
    client.force_login(world.amina)
    html = client.get(of(case)).content.decode()
    assert "Member when the complaint was filed" in html
    assert "day of the facts" not in html
    assert "14 March 2024" not in html, "the day of the facts is part of the sealed account"


def test_a_body_that_is_not_listed_has_no_membership(world: World, olena: Client) -> None:
    case = world.file(respondents=[RespondentInput(unlisted_name="Somebody", country="QN")])
    assert "Member when" not in olena.get(of(case)).content.decode()


def test_one_query_however_many_respondents(
    world: World, olena: Client, django_assert_num_queries: Any
) -> None:
    services = [body(f"service-{n}", "service", country="QN", member_of=world.umbrella) for n in range(4)]
    few = world.file()
    many = world.file(
        respondents=[
            RespondentInput(association=str(one.pk), country="QN", categories=["A05"]) for one in services
        ]
    )
    for case in (few, many):
        olena.get(of(case))
    for case in (few, many):
        with django_assert_num_queries(23):
            olena.get(of(case))

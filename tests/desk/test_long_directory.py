"""Staff pages that ask for a body, with a directory too long to choose from: short, and the body is typed."""

from typing import Any

import pytest
from django.test import Client

from associations.duties import Role
from associations.models import Association, RoleGrant
from complaints.filing import RespondentInput
from complaints.models import Interest
from tests.complaints_factory import World
from tests.desk.addresses import LIST
from tests.people import person

pytestmark = pytest.mark.django_db

GRANTS, INTERESTS = "/admin/associations/rolegrant/", "/admin/complaints/interest/"


@pytest.fixture(autouse=True)
def _many(world: World) -> None:
    bodies = [
        Association(
            slug=f"norland-{number}",
            kind="service",
            country="QN",
            invented=True,
            names={"en": f"Norland Office {number:03}"},
            acronym=f"NO{number:03}",
        )
        for number in range(600)
    ]
    for body in bodies:
        body.index()
    Association.objects.bulk_create(bodies)


@pytest.fixture
def administrator(world: World) -> Client:
    client = Client()
    client.force_login(world.people[Role.ADMINISTRATOR])
    return client


@pytest.mark.parametrize("path", [GRANTS, f"{GRANTS}add/", f"{INTERESTS}add/", INTERESTS])
def test_no_page_carries_the_directory(administrator: Client, olena: Client, path: str) -> None:
    page = (olena if path.startswith(INTERESTS) else administrator).get(path).content.decode()
    assert "Norland Office 599" not in page
    assert len(page) < 60_000


def test_the_lists_of_complaints_and_contacts_carry_none(olena: Client) -> None:
    page = olena.get(LIST).content.decode()
    assert "Norland Office" not in page
    assert 'name="respondent"' in page


@pytest.mark.parametrize(
    "typed", ["Norland Office 599", "no599", "norland-599", "Norland Office 599 [norland-599]"]
)
def test_a_role_is_proposed_at_a_body_that_is_typed(world: World, administrator: Client, typed: str) -> None:
    answer = administrator.post(
        f"{GRANTS}add/",
        {"user": str(person("nora").pk), "association": typed, "role": Role.PUBLISHER, "reason": "x"},
    )
    assert answer.status_code == 302
    assert RoleGrant.objects.get(role=Role.PUBLISHER, association__slug="norland-599").user.username == "nora"


@pytest.mark.parametrize("typed", ["", "Norland Ofice", "\0", "🦉", "zzz"])
def test_what_is_no_one_body_is_asked_again(world: World, administrator: Client, typed: str) -> None:
    answer = administrator.post(
        f"{GRANTS}add/", {"user": str(person("nora").pk), "association": typed, "role": Role.LIAISON}
    )
    assert answer.status_code == 200
    assert "errornote" in answer.content.decode() or "errorlist" in answer.content.decode()


def test_an_interest_is_declared_by_an_acronym(world: World, olena: Client) -> None:
    olena.post(f"{INTERESTS}add/", {"association": "no123", "country": ""})
    assert Interest.objects.get().association == Association.objects.get(slug="norland-123")


def test_the_filter_of_roles_names_bodies_with_roles_only(administrator: Client) -> None:
    page = administrator.get(GRANTS)
    (by_body,) = (spec for spec in page.context["cl"].filter_specs if spec.title == "association")
    assert 1 <= len(by_body.lookup_choices) < 10


@pytest.mark.parametrize("typed", ["Norland Office 007", "NO007", "norland ofice 007", "{pk}"])
def test_complaints_are_filtered_by_a_name_that_is_typed(world: World, olena: Client, typed: str) -> None:
    body = Association.objects.get(slug="norland-7")
    about = world.file(respondents=[RespondentInput(association=str(body.pk), categories=["A05"])])
    world.file()
    answer: Any = olena.get(LIST, {"respondent": typed.format(pk=body.pk)})
    assert [row.reference for row in answer.context["cl"].result_list] == [about.complaint.reference]
    shown = body.name if typed == "{pk}" else typed
    assert f'value="{shown}"' in answer.content.decode()


def test_a_name_that_nobody_has_finds_nothing(world: World, olena: Client) -> None:
    world.file()
    assert not olena.get(LIST, {"respondent": "qqqqq"}).context["cl"].result_list

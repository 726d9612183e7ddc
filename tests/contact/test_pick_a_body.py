"""A prosecutor finds their own service in a long directory, and nothing typed is lost on the way."""

import re
from typing import Any

import pytest

from associations.contact.models import Contact
from associations.models import Association
from tests.contact.prosecutors import World
from tests.contact.visitor import ABOUT, MESSAGE, TEXT, Visitor, read, text_of


@pytest.fixture(autouse=True)
def _many(world: World) -> None:
    bodies = [
        Association(
            slug=f"norland-{number}",
            kind="service",
            country="QN",
            invented=True,
            names={"en": f"Norland Office {number:03}"},
        )
        for number in range(40)
    ]
    for body in bodies:
        body.index()
    Association.objects.bulk_create(bodies)


def found(visitor: Visitor, response: Any) -> Any:
    assert response.status_code == 302
    assert response.headers["Location"] == f"{ABOUT}?find=association#id_association_found"
    return visitor.client.get(f"{ABOUT}?find=association")


def test_looked_for_picked_and_sent(visitor: Visitor, world: World) -> None:
    page = visitor.client.get(ABOUT)
    assert "Norland Office" not in text_of(page)
    page = found(
        visitor,
        visitor.post(
            ABOUT, page, go="find-association", association_find=world.service.names["en"], name="Grey Heron"
        ),
    )
    assert str(world.service.pk) in text_of(page)
    assert read(page).values["name"] == "Grey Heron"
    assert "error-summary" not in text_of(page)
    response = visitor.post(
        ABOUT, page, go="on", association=world.service.pk, purpose="advice", answer_by="mailbox"
    )
    assert response.headers["Location"] == MESSAGE
    back = text_of(visitor.client.get(ABOUT))
    assert f'type="hidden" name="association" value="{world.service.pk}"' in back
    assert visitor.post(MESSAGE, visitor.client.get(MESSAGE), go="send", message=TEXT).status_code == 302
    assert Contact.objects.get().association == world.service


def test_the_enter_key_looks(visitor: Visitor) -> None:
    given = {"purpose": "advice", "answer_by": "mailbox", "association_in": "QN", "go": "on"}
    page = found(visitor, visitor.post(ABOUT, visitor.client.get(ABOUT), **given))
    assert text_of(page).count('type="radio" class="form-check-input" name="association"') == 12
    assert visitor.post(ABOUT, page, **given).headers["Location"] == MESSAGE


def test_changed_to_not_saying(visitor: Visitor, world: World) -> None:
    visitor.about(association=world.service.pk)
    response = visitor.post(ABOUT, visitor.client.get(ABOUT), go="change-association")
    page = visitor.client.get(response.headers["Location"].partition("#")[0])
    assert re.search(rf'value="{world.service.pk}"[^>]*checked', text_of(page))
    visitor.post(ABOUT, page, go="on", association="")
    visitor.post(MESSAGE, visitor.client.get(MESSAGE), go="send", message=TEXT)
    assert Contact.objects.get().association is None


def test_the_country_of_the_browser_is_offered(visitor: Visitor) -> None:
    visitor.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en-QN"
    page = visitor.client.get(ABOUT)
    page = found(visitor, visitor.post(ABOUT, page, go="near-QN-association"))
    assert read(page).values["association_in"] == "QN"


def test_queries(visitor: Visitor, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):  # whether they are few, the countries
        visitor.client.get(ABOUT)

"""A short complaint is completed through the steps, from the receipt's page."""

import pytest
from django.test import Client
from django.utils import timezone

from complaints.filing import Account
from tests.complaints.cases import Case, World, file
from tests.follow_up.pages import CASE, COMPLETE, ENTER, text_of


@pytest.fixture
def short(world: World) -> Case:
    account = Account(urgent_details="Taken this morning.")
    return file(timezone.now(), about=world.north, is_short=True, urgency="detained", account=account)


def test_the_steps_open_with_what_was_told(client: Client, short: Case) -> None:
    client.post(ENTER, {"secret": short.secret})
    assert "Complete the complaint" in text_of(client.get(CASE))
    response = client.post(COMPLETE, follow=True)
    assert response.status_code == 200
    assert "/complaints/new/" in response.redirect_chain[-1][0]
    assert client.get(CASE).status_code == 200


def test_only_a_short_one(visitor: Client, case: Case) -> None:
    assert "Complete the complaint" not in text_of(visitor.get(CASE))
    assert visitor.post(COMPLETE).headers["Location"] == CASE
    assert visitor.get(COMPLETE).headers["Location"] == CASE

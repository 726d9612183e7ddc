"""Closing the complaint closes the draft that completes it: it was filled with everything the complaint says."""

import pytest
from django.test import Client
from django.utils import timezone

from complaints.filing import Account
from tests.complaints.cases import Case, World, file
from tests.follow_up.pages import COMPLETE, ENTER, LEAVE, text_of

TOLD = "Taken this morning from the ferry."
FIRST_ANSWERS = "/en/complaints/new/review/"


@pytest.fixture
def short(world: World) -> Case:
    account = Account(urgent_details=TOLD)
    return file(timezone.now(), about=world.north, is_short=True, urgency="detained", account=account)


def test_only_the_secret_opens_it_again(client: Client, short: Case) -> None:
    client.post(ENTER, {"secret": short.secret})
    client.post(COMPLETE)
    assert TOLD in text_of(client.get(FIRST_ANSWERS))
    client.post(LEAVE)
    assert TOLD not in text_of(client.get(FIRST_ANSWERS))


def test_a_draft_of_another_complaint_stays_open(client: Client, short: Case) -> None:
    client.post("/en/complaints/new/urgency/", {"urgency": "none", "go": "on"})
    client.post(ENTER, {"secret": short.secret})
    client.post(LEAVE)
    assert client.get(FIRST_ANSWERS).status_code == 200

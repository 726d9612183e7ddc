"""A new secret: shown first, in force when kept, the old one dead at once everywhere."""

import re

import pytest
from django.test import Client

from complaints.models import Event
from portal.receipts import code as codes
from portal.receipts import find
from tests.complaints.cases import Case
from tests.follow_up.pages import CASE, ENTER, SECRET, text_of


def shown(client: Client) -> str:
    found = re.search(r'data-secret="([^"]+)"', text_of(client.get(SECRET)))
    assert found
    return found[1]


def test_replacing(visitor: Client, case: Case) -> None:
    elsewhere = Client()
    elsewhere.post(ENTER, {"secret": case.secret})
    fresh = shown(visitor)
    assert codes.normalise(fresh) != case.secret
    assert shown(visitor) == fresh  # reloading the page changes nothing
    assert find(case.secret)  # the old one is in force until the new one is kept
    assert find(codes.normalise(fresh)) is None

    page = text_of(visitor.post(SECRET, follow=True))
    assert "The old one opens nothing any more" in page
    assert case.reference in page
    assert fresh not in page
    assert elsewhere.get(CASE).status_code == 302
    assert "replaced" in text_of(Client().post(ENTER, {"secret": case.secret}))
    assert Client().post(ENTER, {"secret": fresh}).status_code == 302
    assert Event.objects.filter(complaint_id=case.id, kind="secret-replaced").count() == 1
    assert case.desk.read_json(case.complaint, "account")


def test_two_clicks(visitor: Client, case: Case) -> None:
    fresh = shown(visitor)
    session = dict(visitor.session.items())
    visitor.post(SECRET)
    double = Client()
    store = double.session
    store.update(session)
    store.save()
    double.cookies["session"] = store.session_key
    assert double.post(SECRET).headers["Location"] == CASE
    assert double.get(CASE).status_code == 200
    assert find(codes.normalise(fresh))
    assert Event.objects.filter(complaint_id=case.id, kind="secret-replaced").count() == 1


def test_a_post_without_having_seen_it_only_shows_it(visitor: Client, case: Case) -> None:
    response = visitor.post(SECRET)
    assert "data-secret" in text_of(response)
    assert find(case.secret)


def test_somebody_was_faster(visitor: Client, case: Case) -> None:
    thief = Client()
    thief.post(ENTER, {"secret": case.secret})
    fresh = shown(visitor)
    shown(thief)
    thief.post(SECRET)
    assert visitor.post(SECRET).status_code == 403
    assert find(codes.normalise(fresh)) is None


def test_leaving_forgets_the_secret_that_was_shown(visitor: Client, case: Case) -> None:
    first = shown(visitor)
    visitor.post("/en/complaints/follow-up/leave/")
    visitor.post(ENTER, {"secret": case.secret})
    assert shown(visitor) != first


@pytest.mark.parametrize("address", [SECRET])
def test_no_store(visitor: Client, address: str) -> None:
    assert visitor.get(address).headers["Cache-Control"] == "no-store"

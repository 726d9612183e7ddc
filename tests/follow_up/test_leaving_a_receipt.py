"""Whoever leaves the complaint leaves no receipt behind that shows the secret which opens it."""

import pytest
from django.test import Client
from django.utils import timezone

from associations.models import Association
from complaints.models import Draft
from complaints.services import drafts
from tests.follow_up.pages import CASE, ENTER, LEAVE, text_of
from tests.intake.visitor import NEW, Visitor, bodies

RECEIPT, AS_FILE = f"{NEW}receipt/", f"{NEW}receipt/file/"


@pytest.fixture
def umbrella(db: None) -> Association:
    return bodies()[0]


@pytest.fixture
def filed(umbrella: Association) -> Visitor:
    """Sent; the receipt is on the screen and was not confirmed."""
    visitor = Visitor()
    visitor.fill()
    visitor.send()
    return visitor


def _secret(visitor: Visitor) -> str:
    return visitor.secret(visitor.get("receipt/"))


def test_whoever_entered_the_secret_is_not_shown_it_again(filed: Visitor) -> None:
    secret = _secret(filed)
    resume_code = filed.code
    filed.client.post(ENTER, {"secret": secret})
    assert filed.get("receipt/").status_code == 410
    assert filed.post("receipt/file/").status_code == 410
    assert drafts.find(resume_code) is None
    assert filed.client.get(CASE).status_code == 200


def test_nor_does_another_browser_show_it(filed: Visitor) -> None:
    Client().post(ENTER, {"secret": _secret(filed)})
    assert filed.get("receipt/").status_code == 410


def test_after_leaving_it_is_gone(filed: Visitor) -> None:
    secret = _secret(filed)
    filed.client.post(ENTER, {"secret": secret})
    filed.client.post(LEAVE)
    for address in (RECEIPT, AS_FILE, NEW, f"{NEW}urgency/"):
        assert secret not in text_of(filed.client.get(address)).replace("-", "").replace(" ", "")
    assert filed.get("receipt/").status_code == 410
    assert "data-secret" not in text_of(filed.client.get(RECEIPT))


def test_a_receipt_of_another_complaint_is_closed_and_opens_with_its_code(filed: Visitor) -> None:
    first = _secret(filed)
    filed.post("receipt/", {"go": "kept"})
    filed.fill()
    filed.send()
    second, resume_code = _secret(filed), filed.code
    filed.client.post(ENTER, {"secret": first})
    assert _secret(filed) == second
    filed.client.post(LEAVE)
    assert filed.get("receipt/").status_code == 410
    filed.post("resume/", {"code": resume_code})
    assert _secret(filed) == second


def test_leaving_closes_a_receipt_also_where_no_complaint_is_open(filed: Visitor) -> None:
    filed.client.post(LEAVE)
    assert filed.get("receipt/").status_code == 410
    assert Draft.objects.filter(filed_at__lte=timezone.now()).exists()


def test_a_draft_that_was_not_sent_stays_open(umbrella: Association, filed: Visitor) -> None:
    secret = _secret(filed)
    filed.post("receipt/", {"go": "kept"})
    filed.answer("urgency")
    filed.client.post(ENTER, {"secret": secret})
    filed.client.post(LEAVE)
    assert filed.get("review/").status_code == 200

"""The receipt: shown again after a lost response or a double click, and never after it was confirmed."""

from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format

from associations.models import Association
from complaints.models import Clock, Complaint, Draft
from complaints.services import drafts
from portal.receipts import code as codes
from tests.intake.visitor import NEW, Visitor


def _filed(visitor: Visitor) -> str:
    visitor.fill()
    visitor.send()
    return visitor.secret(visitor.get("receipt/"))


def test_it_says_what_happens_next_and_when(visitor: Visitor) -> None:
    secret = _filed(visitor)
    page = visitor.get("receipt/")
    text = page.content.decode()
    assert f'data-secret="{codes.group(secret)}"' in text
    assert Complaint.objects.get().reference in text
    for clock in Clock.objects.filter(rule__in=("acknowledge", "assess")):
        assert date_format(timezone.localtime(clock.due_at), "DATE_FORMAT") in text
    assert "Filing here stops no legal deadline" in text
    assert page.headers["Cache-Control"] == "no-store"


def test_sending_again_shows_the_same_receipt(visitor: Visitor) -> None:
    """Back button, reload, resubmission, lost response."""
    secret = _filed(visitor)
    assert visitor.send().url == f"{NEW}receipt/"
    assert visitor.get("review/").url == f"{NEW}receipt/"
    assert visitor.get("urgency/").url == f"{NEW}receipt/"
    assert visitor.secret(visitor.get("receipt/")) == secret
    assert Complaint.objects.count() == 1


def test_once_confirmed_it_is_never_shown(visitor: Visitor) -> None:
    secret = _filed(visitor)
    code = visitor.code
    assert visitor.post("receipt/", {"go": "kept"}).url == f"{NEW}done/"
    for page in ("done/", "receipt/", "receipt/file/", ""):
        text = visitor.get(page).content.decode()
        assert secret not in text
        assert codes.group(secret) not in text
    assert visitor.get("receipt/").status_code == 410
    assert visitor.post("receipt/", {"go": "kept"}).status_code == 410
    assert visitor.send().status_code == 404
    assert Complaint.objects.count() == 1
    assert drafts.find(code) is None


def test_after_half_an_hour_it_is_never_shown(visitor: Visitor) -> None:
    _filed(visitor)
    Draft.objects.update(filed_at=timezone.now() - timedelta(minutes=31))
    assert visitor.get("receipt/").status_code == 410
    assert visitor.send().url == f"{NEW}receipt/"
    assert Complaint.objects.count() == 1


def test_another_browser_sees_no_receipt(visitor: Visitor) -> None:
    _filed(visitor)
    assert Visitor().get("receipt/").status_code == 410


def test_before_sending_there_is_none(visitor: Visitor) -> None:
    visitor.answer("urgency")
    assert visitor.get("receipt/").url == f"{NEW}review/"


def test_the_file_is_asked_for_and_says_nothing_by_its_name(visitor: Visitor) -> None:
    secret = _filed(visitor)
    assert codes.group(secret) not in visitor.get("receipt/file/").content.decode()
    response = visitor.post("receipt/file/")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="notes.txt"'
    assert response.headers["Cache-Control"] == "no-store"
    text = response.content.decode()
    assert codes.group(secret) in text
    assert Complaint.objects.get().reference in text
    assert "/en/complaints/follow-up/" in text


def test_the_file_is_saved_in_every_language_not_shown(visitor: Visitor) -> None:
    _filed(visitor)
    response = visitor.client.post("/ru/complaints/new/receipt/file/")
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")


def test_the_name_of_the_file_is_told_with_its_reason(visitor: Visitor) -> None:
    _filed(visitor)
    page = visitor.get("receipt/file/").content.decode()
    assert "“notes.txt”, so that its name does not say what it is" in page


def test_it_can_be_found_again_where_complaints_are_followed(visitor: Visitor) -> None:
    follow_up = "/en/complaints/follow-up/"
    visitor.fill()
    assert "Show the receipt" not in visitor.client.get(follow_up).content.decode()
    visitor.send()
    assert "Show the receipt" in visitor.client.get(follow_up).content.decode()
    assert "Show the receipt" not in Visitor().client.get(follow_up).content.decode()
    Draft.objects.update(filed_at=timezone.now() - timedelta(minutes=31))
    assert "Show the receipt" not in visitor.client.get(follow_up).content.decode()


def test_before_sending_the_same_is_said_as_after(visitor: Visitor) -> None:
    visitor.fill()
    review = visitor.get("review/").content.decode()
    visitor.send()
    receipt = visitor.get("receipt/").content.decode()
    for page in (review, receipt):
        assert "can be shown again in this browser for 30 minutes" in page
        assert "Then never." in page


def test_begin_another_leaves_the_first(visitor: Visitor) -> None:
    _filed(visitor)
    assert "Show the receipt" in visitor.get().content.decode()
    visitor.post(data={"go": "new"})
    visitor.fill()
    visitor.send()
    assert Complaint.objects.count() == 2


def test_without_a_handling_body_the_draft_is_kept(visitor: Visitor) -> None:
    visitor.fill()
    Association.objects.update(handles_complaints=False)
    visitor.answer("consents", handler="")
    assert visitor.send().url == f"{NEW}saved/"
    assert "not ready to receive" in visitor.get("saved/").content.decode()
    assert visitor.answers.first("mode") == "confidential"
    assert not Complaint.objects.exists()

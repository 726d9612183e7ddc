"""The draft that completes a complaint was filled with everything the complaint says: it is open only with it."""

import time
from base64 import b64decode
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from complaints import opened
from complaints.filing import Account, VictimInput
from complaints.intake import keeping
from complaints.intake.answers import Answers
from complaints.models import Complaint, Draft
from complaints.services import drafts
from complaints.services.replacing import replace_secret
from portal import receipts
from portal.receipts import code as codes
from tests.complaints.cases import Case, World, file
from tests.follow_up.pages import COMPLETE, ENTER, LEAVE, text_of

TOLD = "Taken this morning from the ferry."
NEW = "/en/complaints/new/"
REVIEW, URGENCY, SAVED, RESUME = f"{NEW}review/", f"{NEW}urgency/", f"{NEW}saved/", f"{NEW}resume/"
KEPT = "They are kept. Enter the secret of its receipt"
End = Callable[[Client], None]


@pytest.fixture
def short(world: World) -> Case:
    account = Account(urgent_details=TOLD)
    people = [VictimInput(name="Tomas Halloway"), VictimInput(name="Ada Halloway")]
    return file(
        timezone.now(), about=world.north, is_short=True, urgency="detained", account=account, victims=people
    )


@pytest.fixture
def completing(client: Client, short: Case) -> Client:
    """A browser in which the complaint is being completed."""
    client.post(ENTER, {"secret": short.secret})
    client.post(COMPLETE)
    assert TOLD in text_of(client.get(REVIEW))
    return client


def _idle(client: Client) -> None:
    session = client.session
    session[opened.SESSION_KEY] |= {"seen": time.time() - opened.IDLE.total_seconds() - 1}
    session.save()


def _leave(client: Client) -> None:
    client.post(LEAVE)


def _replace(client: Client) -> str:
    receipt = receipts.Receipt.objects.get(pk=client.session[opened.SESSION_KEY]["receipt"])
    fresh = codes.new_code()
    private = b64decode(client.session[opened.SESSION_KEY]["private"])
    replace_secret(receipt, private, fresh, now=timezone.now())
    return fresh


def _replaced(client: Client) -> None:
    _replace(client)


def _code(client: Client) -> str:
    return str(client.session[keeping.SESSION_KEY])


def _unsent() -> QuerySet[Draft]:
    return Draft.objects.filter(filed_at=None)


def _answers(code: str) -> Answers:
    draft = drafts.find(code)
    assert draft is not None
    return Answers(draft.payload)


@pytest.mark.parametrize("end", [_idle, _leave, _replaced])
@pytest.mark.parametrize("page", ["review/", "urgency/", "saved/", "discard/", "receipt/"])
def test_nothing_of_it_is_shown_once_the_complaint_is_closed(completing: Client, end: End, page: str) -> None:
    code = _code(completing)
    end(completing)
    response = completing.get(f"{NEW}{page}")
    assert response.headers["Location"] == ENTER
    text = text_of(completing.get(ENTER))
    assert KEPT in text
    start = text_of(completing.get(NEW))
    assert "Answers wait here for the secret" in start
    for shown in (text, start):
        assert TOLD not in shown
        assert codes.group(code) not in shown


@pytest.mark.parametrize("end", [_idle, _leave])
def test_the_secret_leads_back_to_the_answers(completing: Client, short: Case, end: End) -> None:
    end(completing)
    response = completing.post(ENTER, {"secret": short.secret}, follow=True)
    assert response.redirect_chain[-1][0] == URGENCY
    assert "Here are the answers you had begun" in text_of(response)
    assert TOLD in text_of(completing.get(REVIEW))


def test_after_the_secret_was_replaced_only_the_new_one_leads_back(completing: Client, short: Case) -> None:
    fresh = _replace(completing)
    assert completing.post(ENTER, {"secret": short.secret}).status_code == 422
    assert TOLD not in text_of(completing.get(REVIEW, follow=True))
    assert completing.post(ENTER, {"secret": fresh}).headers["Location"] == URGENCY
    assert TOLD in text_of(completing.get(REVIEW))


@pytest.mark.parametrize("go", ["on", "back", "later", "remove-victims-0"])
def test_what_is_posted_meanwhile_is_kept_unseen_and_empties_nothing(completing: Client, go: str) -> None:
    code = _code(completing)
    before = dict(_answers(code).data.lists())
    _idle(completing)
    blank = {"victims-count": "1", "victims-0-name": "", "respondents-count": "1", "go": go}
    response = completing.post(f"{NEW}concerned/", blank | {"respondents-0-office": "District office 7"})
    assert response.headers["Location"] == ENTER
    completing.post(f"{NEW}happened/", {"narrative": "He called at noon.", "go": go})
    completing.post(URGENCY, {"go": go})
    after = _answers(code)
    assert after.first("narrative") == "He called at noon."
    assert after.first("respondents-0-office") == "District office 7"
    assert after.first("victims-0-name") == "Tomas Halloway"
    assert after.first("victims-1-name") == "Ada Halloway"
    assert after.count("victims") == 2
    kept = dict(after.data.lists())
    unposted = set(before) - {"respondents-0-office", "narrative"}
    assert {name: kept.get(name) for name in unposted} == {name: before[name] for name in unposted}
    assert _unsent().count() == 1


def test_a_file_sent_meanwhile_is_kept_and_none_removed(completing: Client, short: Case) -> None:
    letter = SimpleUploadedFile("letter.txt", b"A letter.", "text/plain")
    completing.post(f"{NEW}evidence/", {"go": "addfile", "file": letter})
    code = _code(completing)
    _idle(completing)
    (first,) = _answers(code).files
    later = SimpleUploadedFile("later.txt", b"A later letter.", "text/plain")
    completing.post(f"{NEW}evidence/", {"go": f"removefile-{first.file_id}"})
    completing.post(f"{NEW}evidence/", {"go": "addfile", "file": later})
    assert [kept.name for kept in _answers(code).files] == ["letter.txt", "later.txt"]
    text = text_of(completing.get(ENTER))
    assert "letter.txt" not in text


def test_it_is_neither_sent_nor_deleted(completing: Client, short: Case) -> None:
    _idle(completing)
    assert completing.post(REVIEW, {"go": "send"}).headers["Location"] == ENTER
    assert completing.post(f"{NEW}discard/").headers["Location"] == ENTER
    assert _unsent().count() == 1
    assert short.complaint.is_short


def test_it_can_be_let_go_and_another_complaint_begun(completing: Client) -> None:
    _leave(completing)
    assert completing.post(NEW, {"go": "new"}).headers["Location"] == URGENCY
    assert TOLD not in text_of(completing.get(URGENCY))
    assert completing.post(URGENCY, {"urgency": "none", "go": "on"}).status_code == 302
    assert _unsent().count() == 2


def test_the_resume_code_opens_it_only_with_the_secret(completing: Client, short: Case) -> None:
    code = _code(completing)
    for address, field in ((RESUME, "code"), (ENTER, "secret")):
        other = Client()
        response = other.post(address, {field: code}, follow=True)
        assert [url for url, _status in response.redirect_chain] == [ENTER]
        assert KEPT in text_of(response)
        assert TOLD not in text_of(response)
        assert TOLD not in text_of(other.get(REVIEW, follow=True))
        other.post(ENTER, {"secret": short.secret})
        assert TOLD in text_of(other.get(REVIEW))


def test_another_complaint_s_secret_does_not_open_it(completing: Client, case: Case) -> None:
    _idle(completing)
    completing.post(ENTER, {"secret": case.secret})
    assert TOLD not in text_of(completing.get(REVIEW, follow=True))
    assert completing.get(REVIEW).status_code == 302


def test_filling_in_the_steps_keeps_the_complaint_open(completing: Client) -> None:
    session = completing.session
    session[opened.SESSION_KEY] |= {"seen": time.time() - opened.IDLE.total_seconds() + 60}
    session.save()
    completing.get(URGENCY)
    assert time.time() - completing.session[opened.SESSION_KEY]["seen"] < 30


def test_once_sent_the_page_names_the_complaint_only_while_it_is_open(
    completing: Client, short: Case
) -> None:
    _unsent().update(filed_as=Complaint.objects.get(pk=short.id), filed_at=timezone.now())
    assert short.complaint.reference in text_of(completing.get(f"{NEW}receipt/"))
    _leave(completing)
    assert completing.get(f"{NEW}receipt/").headers["Location"] == ENTER
    assert not Draft.objects.filter(completes=short.id).exists()

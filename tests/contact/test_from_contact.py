"""This is a complaint: agreed at the desk, begun in the mailbox by its holder, and nowhere else."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from associations.contact.services import thread
from complaints.models import Draft
from complaints.services import drafts
from portal.outbox.models import Message as Notice
from tests.contact.desk import at_desk, do, of
from tests.contact.prosecutors import MESSAGE, World, Written, write
from tests.contact.visitor import LETTERS, MAILBOX

BEGIN = "/en/contact/mailbox/complaint/"
AGREED = {"consent": "on", "reason": "said so in the call", "message": "Below is the button."}


@pytest.fixture
def noor(world: World) -> Client:
    world.noor.is_staff = True
    world.noor.save()
    return at_desk(world.noor)


def opened(sent: Written) -> Client:
    client = Client()
    assert client.post(MAILBOX, {"secret": sent.secret}).headers["Location"] == LETTERS
    return client


def narrative(client: Client) -> str:
    draft = drafts.find(client.session["intake"])
    assert draft is not None
    return str(draft.payload["answers"]["narrative"][0])


def test_the_mailbox_begins_a_complaint_with_ones_own_words(world: World, noor: Client) -> None:
    sent = write()
    now = timezone.now()
    thread.answer(sent.id, "Is it a complaint?", by=world.noor, now=now, vault=sent.desk)
    thread.write_from_prosecutor(sent.id, "Yes, it is.", now=now, vault=sent.by_secret)
    prosecutor = opened(sent)
    assert BEGIN not in prosecutor.get(LETTERS).content.decode()
    assert prosecutor.post(BEGIN).headers["Location"] == LETTERS, "nobody agreed on it yet"
    assert do(noor, sent, "hand-over", **AGREED).status_code == 302
    page = prosecutor.get(LETTERS).content.decode()
    assert BEGIN in page
    assert "Below is the button." in page
    for _twice in range(2):
        assert prosecutor.post(BEGIN).headers["Location"] == "/en/complaints/new/urgency/"
    assert narrative(prosecutor) == f"{MESSAGE}\n\nYes, it is."
    assert Draft.objects.count() == 1
    contact = sent.contact
    assert (contact.state, contact.closed_because) == ("closed", "complaint")
    said = noor.get(of(sent)).content.decode()
    assert "said so in the call" in said
    assert str(Draft.objects.get().pk) not in said


def test_consent_is_recorded_first(world: World, noor: Client) -> None:
    sent = write()
    for missing in AGREED:
        assert do(noor, sent, "hand-over", **(AGREED | {missing: ""})).status_code == 422, missing
    assert sent.contact.state == "new"


def test_without_a_mailbox_the_answer_names_the_form(world: World, noor: Client) -> None:
    sent, by_call = write("email"), write("call")
    assert "/en/complaints/new/" in noor.get(of(sent)).content.decode()
    do(noor, sent, "hand-over", **AGREED)
    assert Notice.objects.filter(kind="contact.answer").count() == 1
    assert 'id="hand-over-message"' not in noor.get(of(by_call)).content.decode()
    do(noor, by_call, "hand-over", consent="on", reason="in the call")
    assert by_call.contact.closed_because == "complaint"


def test_a_draft_that_was_open_is_kept_and_named(world: World, noor: Client) -> None:
    sent = write()
    do(noor, sent, "hand-over", **AGREED)
    prosecutor = opened(sent)
    first = drafts.start(timezone.now(), {"answers": {"narrative": ["Something else."]}})
    session = prosecutor.session
    session["intake"] = first.code
    session.save()
    answer: Any = prosecutor.post(BEGIN, follow=True)
    assert narrative(prosecutor) == MESSAGE
    assert drafts.find(first.code) is not None
    assert first.code[:4] in answer.content.decode()


def test_without_the_secret_nothing_begins(world: World, noor: Client) -> None:
    do(noor, write(), "hand-over", **AGREED)
    assert Client().post(BEGIN).status_code == 403
    assert Client().get(BEGIN).status_code == 302
    assert not Draft.objects.exists()

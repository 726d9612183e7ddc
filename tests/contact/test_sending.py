"""Sent once whatever is clicked; the secret shown until it is kept; machines and floods held up, no word lost."""

import time
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from associations.contact.models import Contact
from associations.contact.public import robots, writing
from portal.receipts import code as codes
from portal.receipts import find
from portal.web import pausing
from tests.contact.prosecutors import World
from tests.contact.visitor import ABOUT, LETTERS, MAILBOX, MESSAGE, SENT, TEXT, Visitor, read, text_of


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    at = time.time() + seconds
    monkeypatch.setattr(time, "time", lambda: at)


def test_the_same_form_sent_twice_makes_one_contact_and_one_secret(visitor: Visitor) -> None:
    page = visitor.begin("mailbox")
    held = dict(visitor.client.session.items())
    first = visitor.post(MESSAGE, page, go="send", message=TEXT)
    shown = visitor.secret()
    # The second of two clicks: its session is that of before the first one's answer.
    session = visitor.client.session
    session.update(held)
    session.save()
    second = visitor.post(MESSAGE, page, go="send", message=TEXT)
    assert first.headers["Location"] == second.headers["Location"] == SENT
    assert Contact.objects.count() == 1
    assert visitor.secret() == shown
    receipt = find(shown)
    assert receipt is not None
    assert receipt.owner_id == Contact.objects.get().pk


def test_the_secret_is_shown_until_it_is_kept(visitor: Visitor) -> None:
    visitor.write()
    shown = visitor.secret()
    assert visitor.secret() == shown, "a lost answer, a reload"
    assert codes.normalise(shown)
    visitor.client.post(SENT, {"go": "kept"})
    assert visitor.secret() == ""
    assert visitor.client.post(MAILBOX, {"secret": shown}).headers["Location"] == LETTERS


def test_half_an_hour_and_then_never(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor.write()
    shown = visitor.secret()
    later(monkeypatch, 31 * 60)
    response = visitor.client.get(SENT)
    assert response.status_code == 410
    assert shown not in text_of(response)
    assert Visitor().client.get(SENT).status_code == 410


def test_what_is_typed_lies_sealed(visitor: Visitor) -> None:
    page = visitor.begin("mailbox", name="Grey Heron")
    visitor.post(MESSAGE, page, go="back", message=TEXT)
    for data in Session.objects.values_list("session_data", flat=True):
        assert "Heron" not in data
        assert "dictated" not in data


def test_a_new_letter_after_the_first_is_another_one(visitor: Visitor) -> None:
    visitor.write()
    first = visitor.secret()
    assert read(visitor.begin("mailbox")).values["message"] == ""
    visitor.write()
    assert visitor.secret() != first
    assert Contact.objects.count() == 2


def test_a_field_that_nobody_sees(visitor: Visitor) -> None:
    page = visitor.begin("mailbox")
    response = visitor.post(MESSAGE, page, go="send", message=TEXT, **{robots.TRAP: "https://casino.example"})
    assert response.status_code == 422
    assert "press “Send” once more" in text_of(response)
    assert read(response).values[robots.TRAP] == ""
    assert not Contact.objects.exists()
    assert visitor.post(MESSAGE, response, go="send").status_code == 302


def test_faster_than_people(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Visitor()
    response = machine.write()
    assert response.status_code == 422
    assert TEXT in text_of(response)
    assert not Contact.objects.exists()
    later(monkeypatch, robots.FASTEST + 1)
    assert machine.post(MESSAGE, response, go="send").status_code == 302


@pytest.mark.parametrize("began", ["", "forged:1:x", "\u202eнет"])
def test_a_stamp_that_is_not_ours(visitor: Visitor, monkeypatch: pytest.MonkeyPatch, began: str) -> None:
    page = visitor.begin()
    response = visitor.post(MESSAGE, page, go="send", message=TEXT, began=began)
    assert response.status_code == 422
    later(monkeypatch, 1)
    assert visitor.post(MESSAGE, response, go="send").status_code == 302, "the page brings a good one"


def test_a_flood_pauses_and_nobody_is_refused(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST", 2)
    for _each in range(2):
        assert Visitor().write().status_code == 302
    response = visitor.write()
    assert response.status_code == 429
    assert TEXT in text_of(response)
    assert Visitor(REMOTE_ADDR="203.0.113.9").write().status_code == 302
    later(monkeypatch, pausing.PAUSE.total_seconds() + 1)
    assert visitor.post(MESSAGE, response, go="send").status_code == 302
    assert visitor.secret()


def test_a_court_house_is_no_flood() -> None:
    assert writing.MOST >= 20


def test_a_portal_that_is_not_set_up_loses_nothing(visitor: Visitor, world: World) -> None:
    type(world.umbrella).objects.filter(pk=world.umbrella.pk).update(active=False)
    response = visitor.write()
    assert response.status_code == 503
    assert "nobody is set up" in text_of(response)
    assert TEXT in text_of(response)
    assert not Contact.objects.exists()


def test_a_cookie_that_somebody_else_set_sees_nothing(visitor: Visitor) -> None:
    visitor.client.get(ABOUT)
    session: Any = visitor.client.session
    session["planted"] = "1"
    session.save()
    visitor.client.cookies["session"] = session.session_key
    thief = Visitor()
    thief.client.cookies["session"] = session.session_key
    visitor.begin("mailbox", name="Grey Heron")
    assert "Grey Heron" not in text_of(thief.client.get(ABOUT))

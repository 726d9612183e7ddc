"""A stolen sessions table opens nothing; a draft whose time is over takes no word with it that is on the page."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from complaints.models import Draft, DraftFile
from complaints.services import drafts
from portal.receipts import code as codes
from portal.web.sessions import SessionStore, row_key
from tests.complaints_factory import World
from tests.faults.browser import CASE, ENTER, NEW, Browser
from tests.intake.visitor import NARRATIVE
from tests.leaks import found
from tests.people import PASSWORD


@pytest.fixture
def victims(live_portal: str) -> dict[str, Browser]:
    """Three people in the middle of something: at the form, at a receipt's page, at the desk."""
    world = World()
    world.olena.set_password(PASSWORD)
    world.olena.save()
    at_form, at_receipt, at_desk = Browser(live_portal), Browser(live_portal), Browser(live_portal)
    at_form.step("happened")
    assert at_receipt.post(ENTER, {"secret": world.file().secret}).leads_to == CASE
    assert at_desk.post("/admin/login/", {"username": "olena", "password": PASSWORD}).status == 302
    return {"form": at_form, "receipt": at_receipt, "desk": at_desk}


PAGES = {"form": f"{NEW}happened/", "receipt": CASE, "desk": "/admin/complaints/complaint/"}


def opens(browser: Browser, what: str) -> bool:
    answer = browser.get(PAGES[what])
    if what == "form":
        return NARRATIVE.splitlines()[0] in answer.text
    return answer.status == 200 and "log-in" not in answer.text and "PHR-" in answer.text


def test_the_table_opens_nothing(victims: dict[str, Browser], live_portal: str) -> None:
    rows = list(Session.objects.all())
    assert len(rows) >= 3
    for what, victim in victims.items():
        assert opens(victim, what), "the counter-check: its owner's cookie opens it"
        for row in rows:
            thief = Browser(live_portal)
            for value in (row.session_key, row.session_data[:32], row.session_key.upper()):
                thief.cookies = {"session": value}
                assert not opens(thief, what)


def test_a_row_s_content_does_not_open_under_another_cookie(
    victims: dict[str, Browser], live_portal: str
) -> None:
    """The thief can even write to the table."""
    for what, victim in victims.items():
        stolen = Session.objects.get(pk=row_key(victim.cookies["session"]))
        thief = Browser(live_portal)
        thief.step("happened", narrative="Something else.")
        own = thief.cookies["session"]
        Session.objects.filter(pk=row_key(own)).update(session_data=stolen.session_data)
        assert not opens(thief, what)
        assert SessionStore(own).decode(stolen.session_data) == {}


def test_cookies_codes_and_names_are_in_no_row(victims: dict[str, Browser]) -> None:
    cookies = [victim.cookies["session"] for victim in victims.values()]
    code = codes.normalise(victims["form"].get(PAGES["form"]).resume_code)
    assert found([*cookies, code]) == []
    assert not [row for row in Session.objects.all() if "olena" in json.dumps([row.session_data])]


def test_words_sent_to_an_expired_draft_begin_a_new_one(live_portal: str, umbrella: Any) -> None:
    browser = Browser(live_portal)
    browser.step("happened", narrative="What was told in time.")
    old = codes.normalise(browser.get(f"{NEW}happened/").resume_code)
    browser.step("evidence", go="addfile", files={"file": ("letter.txt", b"A letter.")})
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert browser.get(f"{NEW}review/").status == 404
    answer = browser.step("happened")
    assert answer.status == 302
    page = browser.get(answer.leads_to)
    assert "kept in a new one" in page.text
    assert NARRATIVE.splitlines()[0] in browser.get(f"{NEW}happened/").text
    assert drafts.find(old) is None

    assert drafts.sweep(timezone.now()) == 1
    assert (Draft.objects.count(), DraftFile.objects.count()) == (1, 0)
    browser.file()


def test_an_expired_draft_is_not_sent(
    start_portal: Callable[..., str], live_portal: str, umbrella: Any
) -> None:
    browser = Browser(live_portal)
    browser.fill()
    browser.get(f"{NEW}review/")
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = browser.send()
    assert answer.status == 404
    assert "draft" in answer.text.lower()
    assert browser.step("happened").status == 302

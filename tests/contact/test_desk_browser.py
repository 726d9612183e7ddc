"""Two browsers: a prosecutor asks, the officer takes, books a call, is reminded, logs it and answers; the prosecutor
reads the answer in the mailbox, and begins a complaint there. Then axe on every page of the desk.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from associations.contact.letter import Reach
from associations.contact.models import Contact
from associations.contact.services import calls, closing, erasure, reminders
from portal.accounts.models import User
from tests.browser.conftest import bodies, browse, static_root
from tests.browser.looker import Looker
from tests.browser.sides import Officer
from tests.contact.desk import LIST, night_of_change, of
from tests.contact.prosecutors import Written, write
from tests.contact.test_browser import ANSWER, MAILBOX, PHONE, TEXT, begin, press, send
from tests.live import Sink, eventually

if TYPE_CHECKING:
    from associations.models import Association

__all__ = ["bodies", "browse", "static_root"]
Browse = Callable[..., Any]
LOG = "Spoke for twenty minutes. Wants the order in writing first."


@pytest.fixture
def at_desk(browse: Browse, bodies: "dict[str, Association]") -> Officer:
    somebody = Officer(browse(java_script_enabled=False))
    somebody.log_in("engagement", settings.PORTAL_DEMO_PASSWORD)
    return somebody


def tomorrow() -> str:
    there = timezone.now().astimezone(ZoneInfo("Europe/Paris"))
    return (there.date() + timedelta(days=1)).isoformat()


def test_from_the_letter_to_the_answer(
    browse: Browse, at_desk: Officer, worker: Any, smtp_sink: Sink
) -> None:
    prosecutor = browse(**PHONE)
    begin(prosecutor, "mailbox")
    prosecutor.fill("[name=message]", TEXT)
    send(prosecutor)
    secret = prosecutor.locator("[data-secret]").get_attribute("data-secret")
    press(prosecutor)

    contact = Contact.objects.get()
    desk = at_desk.page
    at_desk.desk()
    expect(desk.locator("#contacts-new")).to_contain_text(contact.reference)
    at_desk.open(contact.reference)
    expect(desk.locator(".told").first).to_contain_text(TEXT)
    at_desk.act("take")
    expect(desk.locator(".case__stage")).to_have_text("in hand")
    _book(at_desk, "book", tomorrow(), "09:30")
    expect(desk.locator(".call--booked")).to_contain_text("Asia/Almaty")
    call = contact.appointments.get()
    assert reminders.plan_due(call.at - timedelta(minutes=50)) == 1
    told = _mail(smtp_sink, "a call is near")
    assert told["To"] == "engagement@demonstration.invalid"
    assert "(Europe/Paris)" in told.get_content()
    assert "(Asia/Almaty)" in told.get_content()
    assert contact.reference in told["Subject"]
    for word in (TEXT, "Grey Heron"):
        assert word not in told.as_string()
    desk.locator("#act-log summary").click()
    desk.check("#act-log [name=outcome][value=done]")
    desk.fill("#act-log [name=message]", LOG)
    desk.click("#act-log button[type=submit]")
    expect(desk.locator("#calls ~ .notes")).to_contain_text(LOG)
    at_desk.act("answer", message=ANSWER)
    expect(desk.locator(".case__stage")).to_have_text("answered")
    desk.locator("#act-hand-over summary").click()
    desk.check("#act-hand-over [name=consent]")
    desk.fill("#act-hand-over [name=reason]", "In the call of today.")
    desk.click("#act-hand-over button[type=submit]")
    expect(desk.locator(".case__stage")).to_have_text("closed")

    later = browse(**PHONE)
    later.goto(MAILBOX)
    later.fill("[name=secret]", secret)
    press(later)
    expect(later.locator(".talk")).to_contain_text(ANSWER)
    assert LOG not in later.content()
    later.get_by_role("button", name="Begin a complaint with these words").click()
    expect(later).to_have_url(re.compile("/en/complaints/new/urgency/"))


def _mail(sink: Sink, subject: str) -> Any:
    """The mail about this, once the worker has sent it."""
    return eventually(
        lambda: next((each for each in sink.messages if subject in str(each["Subject"])), None), within=60
    )


def _book(somebody: Officer, act: str, day: str, clock: str) -> None:
    form = somebody.page.locator(f"#act-{act}")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    form.locator("[name=day]").fill(day)
    form.locator("[name=clock]").fill(clock)
    form.locator("[name=zone]").select_option("Asia/Almaty")
    form.locator("button[type=submit]").click()


def test_the_night_when_an_hour_comes_twice(at_desk: Officer) -> None:
    sent = write("call", now=timezone.now())
    at_desk.page.goto(of(sent))
    _book(at_desk, "book", night_of_change(forward=False).isoformat(), "02:30")
    expect(at_desk.page.locator("#error-summary")).to_contain_text("comes twice")
    at_desk.page.check("#act-book [name=which][value=second]")
    at_desk.page.click("#act-book button[type=submit]")
    expect(at_desk.page.locator(".call--booked")).to_contain_text("UTC+1")


def test_axe_finds_nothing(browse: Browse, bodies: "dict[str, Association]", static_root: Any) -> None:
    page = browse()
    Officer(page).log_in("engagement", settings.PORTAL_DEMO_PASSWORD)
    noor, now = User.objects.get(username="engagement"), timezone.now()
    reach = Reach(
        phone="+77172123456",
        zone="Asia/Almaty",
        safe_hours="after seven",
        code_word="heron",
        do_not_leave_message=True,
    )
    one, closed, erased = write("call", reach=reach, now=now - timedelta(days=5)), write(), write()
    calls.book(one.id, at=now + timedelta(hours=3), minutes=30, zone="Asia/Almaty", by=noor, now=now)
    for sent in (closed, erased):
        closing.close(sent.id, "referred", by=noor, now=now, vault=sent.desk, reason="to their council")
    erasure.erase_now(erased.id, "call", by=noor, now=now)
    look = Looker(page, "contact-desk")
    for name, address in _pages(one, closed, erased).items():
        page.goto(address)
        look(name)
    page.goto(of(write(), "act", "book"))
    page.locator("#act-book button[type=submit]").click()
    look("booking, errors")
    assert not look.found, "\n".join(look.found)


def _pages(one: Written, closed: Written, erased: Written) -> dict[str, str]:
    return {
        "desk": "/admin/",
        "list": LIST,
        "filtered": f"{LIST}?state=new&received_from=nonsense",
        "table": f"{LIST}who-may-do-what/",
        "contact": of(one),
        "moving": of(one, "act", "move"),
        "closed": of(closed),
        "erased": of(erased),
    }

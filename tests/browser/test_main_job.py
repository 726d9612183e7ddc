"""The main job from end to end, in two browsers without script, on real servers: a complaint is filed with a file,
read at the desk, answered, and found admissible, while the worker and beat send what must be sent.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.sides import FOLLOW, LETTER, NARRATIVE, PICTURE, Complainant, Officer
from tests.live import ROOT, Sink, eventually

if TYPE_CHECKING:
    from associations.models import Association

Browse = Callable[..., Any]
PHONE = {"width": 360, "height": 740}
MIRA = "mira@post.example"
QUESTION = "Thank you. In which court was it,\nand on which day?"
ANSWER = "The court of Qumar, on 14 March. Спасибо."
HAS_RUSSIAN = (ROOT / "locale/ru/LC_MESSAGES/django.po").exists()


@pytest.fixture
def complainant(browse: Browse) -> Complainant:
    return Complainant(browse(java_script_enabled=False, viewport=PHONE))


@pytest.fixture
def officer(bodies: "dict[str, Association]", browse: Browse) -> Officer:
    officer = Officer(browse(java_script_enabled=False, viewport={"width": 1280, "height": 860}))
    officer.log_in("officer", settings.PORTAL_DEMO_PASSWORD)
    return officer


def mails(sink: Sink, to: str, count: int) -> list[Any]:
    """The mails to ``to``, once there are ``count`` of them."""
    return eventually(
        lambda: (
            len(found := [mail for mail in sink.messages if mail["To"] and to in mail["To"]]) >= count
            and found
        ),
        within=60,
    )


def test_a_complaint_is_filed_read_asked_about_answered_and_found_admissible(
    bodies: "dict[str, Association]", complainant: Complainant, officer: Officer, worker: Any, smtp_sink: Sink
) -> None:
    expect(officer.page.locator("#main, #content").first).not_to_contain_text("Successfully signed in")

    complainant.fill_all(str(bodies["prosecution-service-of-meridia"].pk), MIRA)
    for told in (NARRATIVE.splitlines()[0], "Tomas Halloway", "March 2024", LETTER["name"], MIRA):
        expect(complainant.page.locator("main")).to_contain_text(told)
    reference, secret = complainant.send()
    complainant.confirm()
    for shown in (reference, secret):
        assert shown not in complainant.page.content()

    complainant.come_back(secret)
    expect(complainant.stage).to_contain_text("Received")
    expect(complainant.page.locator(".dues__next")).to_contain_text("3 days")

    officer.desk()
    expect(officer.queue("new")).to_contain_text(reference)
    expect(officer.queue("new")).to_contain_text("Prosecution Service of Meridia")
    officer.open(reference)
    for told in (NARRATIVE.splitlines()[0], "Tomas Halloway", "District office 7"):
        expect(officer.page.locator("#content-main")).to_contain_text(told)
    assert MIRA not in officer.page.content()
    assert "Mira Halloway" not in officer.page.content()
    assert officer.download(LETTER["name"]) == LETTER["buffer"]
    officer.act("acknowledge")
    officer.act("take")
    officer.act("ask-particulars", message=QUESTION)

    complainant.visit(f"{FOLLOW}complaint/")
    expect(complainant.page.get_by_role("heading", name="We need an answer from you")).to_be_visible()
    expect(complainant.page.locator(".asked")).to_have_text(QUESTION)
    complainant.write(ANSWER)
    expect(complainant.page.locator("main")).to_contain_text("The assessment goes on")
    complainant.add(PICTURE)

    officer.desk()
    expect(officer.queue("unread")).to_contain_text(reference)
    expect(officer.queue("new")).not_to_contain_text(reference)
    officer.open(reference)
    expect(officer.page.locator("section[aria-labelledby=conversation]")).to_contain_text(ANSWER)
    assert officer.download(PICTURE["name"]) == PICTURE["buffer"]
    officer.desk()
    expect(officer.queue("unread")).not_to_contain_text(reference)
    expect(officer.queue("mine")).to_contain_text(reference)
    officer.open(reference)
    officer.act(
        "find-admissible", reason="Concerns a member; a right is engaged.", message="It can be examined."
    )

    complainant.visit(f"{FOLLOW}complaint/")
    expect(complainant.stage).to_contain_text("Admissible")
    assert "Concerns a member" not in complainant.page.content()

    told = mails(smtp_sink, MIRA, 4)
    officers = mails(smtp_sink, "officer@demonstration.invalid", 2)
    assert any(reference in mail["Subject"] for mail in officers)
    for mail in told:
        text = f"{mail['Subject']} {mail.get_content()}"
        for secret_word in (
            reference,
            secret,
            "Halloway",
            "Meridia",
            "Qumar",
            "complaint about",
            QUESTION[:9],
        ):
            assert secret_word not in text, text
        assert f"/en{FOLLOW}" in text
    assert len({mail["Message-ID"] for mail in told}) == len(told)


def test_an_urgent_complaint_is_sent_short_and_completed_later(
    bodies: "dict[str, Association]", complainant: Complainant, officer: Officer
) -> None:
    complainant.language = "ru" if HAS_RUSSIAN else "en"
    page = complainant.page
    complainant.begin(urgency="detained")
    complainant.go_on()
    complainant.stands_at("short")
    assert page.locator("html").get_attribute("lang") == complainant.language
    if HAS_RUSSIAN:
        assert any("а" <= letter <= "я" for letter in page.locator("h1").inner_text().lower())
    page.fill("[name=urgent_details]", "Её увезли ночью. Адвоката не пускают.")
    page.check("[name=mode][value=anonymous]")
    complainant.go_on()
    reference, secret = complainant.receipt()
    complainant.confirm()

    officer.desk()
    expect(officer.queue("urgent")).to_contain_text(reference)
    officer.open(reference)
    expect(officer.page.locator(".case__marks")).to_contain_text("Short filing, to be completed")
    officer.act("acknowledge")

    complainant.come_back(secret)
    page.click("form[action$='/complete/'] button")
    complainant.stands_at("you")
    expect(page.locator("[name=mode][value=anonymous]")).to_be_checked()
    complainant.go_on()
    complainant.stands_at("contact")
    complainant.go_on()
    complainant.say_about_whom(str(bodies["prosecution-service-of-meridia"].pk))
    complainant.tell()
    complainant.attach()
    complainant.ask_for()
    page.click("button[value=send]")
    complainant.stands_at("receipt")
    assert page.locator("[data-secret]").count() == 0, "there is no second secret"
    expect(page.locator("main")).to_contain_text(reference)

    officer.desk()
    expect(officer.queue("urgent")).to_contain_text(reference)
    officer.open(reference)
    expect(officer.page.locator(".case__marks")).not_to_contain_text("Short filing")
    expect(officer.page.locator("#content-main")).to_contain_text(NARRATIVE.splitlines()[0])
    assert officer.download(LETTER["name"]) == LETTER["buffer"]
    complainant.visit(f"{FOLLOW}complaint/")
    expect(page.locator(".files__name", has_text=LETTER["name"])).to_be_visible()

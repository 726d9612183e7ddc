"""Nothing typed is lost and nothing secret is found again: back, double click, another language, expired cookies."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from complaints.models import Complaint
from tests.browser.sides import FOLLOW, NARRATIVE, NEW, Complainant, Officer

if TYPE_CHECKING:
    from associations.models import Association

Browse = Callable[..., Any]


def ready(somebody: Complainant) -> None:
    """At the review, with the little that a complaint cannot do without."""
    page = somebody.page
    somebody.begin()
    somebody.go_on()
    page.check("[name=mode][value=anonymous]")
    somebody.go_on()
    somebody.go_on()
    page.fill("[name=respondents-0-office]", "District office 7")
    somebody.go_on()
    page.fill("[name=narrative]", NARRATIVE)
    for _step in ("happened", "alleged", "tried", "evidence", "remedy", "consents"):
        somebody.go_on()
    somebody.stands_at("review")


@pytest.mark.parametrize("script", [True, False])
def test_back_shows_no_secret_once_the_receipt_is_confirmed(
    bodies: Any, browse: Browse, script: bool
) -> None:
    somebody = Complainant(browse(java_script_enabled=script))
    page = somebody.page
    ready(somebody)
    reference, secret = somebody.send()
    page.go_back()
    page.go_forward()
    assert somebody.receipt() == (reference, secret), "until it is confirmed it can be seen again"
    somebody.confirm()
    for _step in range(5):
        page.go_back()
        assert secret not in page.content(), page.url
        assert secret.replace("-", "") not in page.content(), page.url
        assert reference not in page.content(), page.url
        assert "He was taken" not in page.content(), page.url
    assert Complaint.objects.count() == 1


def test_back_after_the_complaint_was_closed_shows_nothing_of_it(bodies: Any, browse: Browse) -> None:
    somebody = Complainant(browse())
    page = somebody.page
    ready(somebody)
    reference, secret = somebody.send()
    somebody.confirm()
    somebody.come_back(secret)
    page.goto(f"/en{FOLLOW}told/")
    expect(page.locator("main")).to_contain_text("He was taken")
    page.click(".open-case button")
    expect(page.locator(".open-case")).to_have_count(0)
    for _step in range(3):
        page.go_back()
        assert reference not in page.content(), page.url
        assert "He was taken" not in page.content(), page.url


@pytest.mark.parametrize("script", [True, False])
def test_the_browsers_back_finds_every_answer(bodies: Any, browse: Browse, script: bool) -> None:
    somebody = Complainant(browse(java_script_enabled=script))
    page = somebody.page
    ready(somebody)
    answers = {
        "[name=narrative]": NARRATIVE,
        "[name=respondents-0-office]": "District office 7",
    }
    found = {}
    for _step in range(9):
        page.go_back()
        found |= {name: page.locator(name).input_value() for name in answers if page.locator(name).count()}
        if page.locator("[name=mode]").count():
            expect(page.locator("[name=mode][value=anonymous]")).to_be_checked()
    assert found == answers


def test_a_double_click_sends_one_complaint(bodies: Any, browse: Browse) -> None:
    somebody = Complainant(browse())
    ready(somebody)
    somebody.page.dblclick("button[value=send]")
    _, secret = somebody.receipt()
    assert Complaint.objects.count() == 1
    somebody.confirm()
    somebody.come_back(secret)


def test_two_windows_send_one_complaint_and_show_the_same_receipt(bodies: Any, browse: Browse) -> None:
    first = Complainant(browse(java_script_enabled=False))
    ready(first)
    second = Complainant(first.page.context.new_page())
    second.visit(f"{NEW}review/")
    first.page.click("button[value=send]", no_wait_after=True)
    second.page.click("button[value=send]", no_wait_after=True)
    assert first.receipt() == second.receipt()
    assert Complaint.objects.count() == 1


def test_another_language_half_way_keeps_the_draft_and_the_typed_text(bodies: Any, browse: Browse) -> None:
    somebody = Complainant(browse(java_script_enabled=False))
    page = somebody.page
    somebody.begin()
    somebody.go_on()
    page.check("[name=mode][value=open]")
    somebody.go_on()
    page.fill("[name=identity_name]", "Mira Halloway")
    for language in ("ru", "en", "ru"):
        page.click(f"button[name=switch_language][value={language}]")
        somebody.language = language
        somebody.stands_at("contact")
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("[name=identity_name]")).to_have_value("Mira Halloway")
    page.click("button[value=back]")
    expect(page.locator("[name=mode][value=open]")).to_be_checked()


@pytest.mark.parametrize("gone", ["session", "csrftoken", ""])
def test_expired_cookies_keep_the_text_of_a_step(bodies: Any, browse: Browse, gone: str) -> None:
    """``gone``: the cookie that expired; both where it is empty."""
    somebody = Complainant(browse(java_script_enabled=False))
    page = somebody.page
    somebody.begin()
    somebody.go_on()
    somebody.visit(f"{NEW}happened/")
    page.fill("[name=narrative]", NARRATIVE)
    page.fill("[name=began_2]", "2024")
    page.context.clear_cookies(**({"name": gone} if gone else {}))
    somebody.go_on()
    if gone == "session":
        somebody.stands_at("alleged")
        expect(page.locator("main")).to_contain_text("kept in a new one")
    else:
        expect(page.locator("main")).to_contain_text("Everything you typed is still here")
        expect(page.locator("[name=narrative]")).to_have_value(NARRATIVE)
        somebody.go_on()
        somebody.stands_at("alleged")
    page.click("button[value=back]")
    expect(page.locator("[name=narrative]")).to_have_value(NARRATIVE)
    expect(page.locator("[name=began_2]")).to_have_value("2024")


@pytest.mark.parametrize("gone", ["session", ""])
def test_expired_cookies_keep_the_words_of_a_message(bodies: Any, browse: Browse, gone: str) -> None:
    somebody = Complainant(browse(java_script_enabled=False))
    page = somebody.page
    ready(somebody)
    _, secret = somebody.send()
    somebody.confirm()
    somebody.come_back(secret)
    page.fill("[name=text]", "A word of mine")
    page.context.clear_cookies(**({"name": gone} if gone else {}))
    page.click("#message-form button.btn-primary")
    if not gone:
        expect(page.locator("[name=text]")).to_have_value("A word of mine")
        page.click("main form button[type=submit]")
    expect(page.locator("[name=kept_text]")).to_have_value("A word of mine")
    page.fill("[name=secret]", secret)
    page.click("main form button[type=submit]")
    expect(page).to_have_url(re.compile(rf"{FOLLOW}complaint/$"))
    expect(page.locator("[name=text]")).to_have_value("A word of mine")


@pytest.mark.parametrize("gone", ["session", ""])
def test_expired_cookies_keep_the_words_of_an_officer(
    bodies: "dict[str, Association]", browse: Browse, gone: str
) -> None:
    from tests.complaints_factory import file

    case = file()
    officer = Officer(browse(java_script_enabled=False))
    page = officer.page
    officer.log_in("officer", settings.PORTAL_DEMO_PASSWORD)
    officer.open(case.complaint.reference)
    page.locator("#act-ask-particulars summary").click()
    page.fill("#act-ask-particulars [name=message]", "A question that took an hour")
    page.context.clear_cookies(**({"name": gone} if gone else {}))
    page.click("#act-ask-particulars button[type=submit]")
    expect(page.locator("textarea").first).to_have_value("A question that took an hour")
    assert case.fresh().state == "received"

"""Whom it is about, in a long directory: found by two taps or a few keys, without script, and told to a reader."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from associations.models import Association
from complaints.models import Complaint
from tests.browser.looker import WIDTHS, Looker
from tests.browser.sides import NEW, Complainant

if TYPE_CHECKING:
    from collections.abc import Mapping

Browse = Callable[..., Any]
ANSWER = "respondents-0-association"


@pytest.fixture
def meridia(bodies: "Mapping[str, Association]") -> Association:
    """One of four hundred."""
    for number in range(400):
        Association.objects.create(
            slug=f"norland-{number}",
            kind="service",
            country="QN",
            invented=True,
            names={"en": f"Norland Office {number:03}", "ru": f"Отдел Норландии {number:03}"},
            acronym=f"NO{number:03}",
        )
    return bodies["prosecution-service-of-meridia"]


def at_concerned(page: Any) -> Complainant:
    somebody = Complainant(page)
    somebody.begin()
    somebody.go_on()
    somebody.visit(f"{NEW}concerned/")
    return somebody


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_two_taps_on_a_phone_without_script(browse: Browse, meridia: Association) -> None:
    width, height = WIDTHS["phone"]
    page = browse(
        java_script_enabled=False, locale="ru-QM", viewport={"width": width, "height": height}, has_touch=True
    )
    somebody = at_concerned(page)
    page.fill("[name=victims-0-details]", "Typed before.")
    page.tap(f"button[value='near-QM-{ANSWER}']")
    expect(page.locator(f"#id_{ANSWER}_found")).to_be_in_viewport()
    page.locator("label", has_text="Prosecution Service of Meridia").tap()
    somebody.go_on()
    somebody.stands_at("happened")
    page.click("button[value=back]")
    expect(page.locator(".picker__picked")).to_contain_text("Prosecution Service of Meridia")
    expect(page.locator("[name=victims-0-details]")).to_have_value("Typed before.")


def test_an_acronym_and_the_enter_key(browse: Browse, meridia: Association) -> None:
    page = browse()
    somebody = at_concerned(page)
    box = page.locator(f"[name={ANSWER}_find]")
    box.fill("no217")
    box.press("Enter")
    expect(page.locator(f"#id_{ANSWER}_found")).to_contain_text("1 found")
    assert focused(page) == f"id_{ANSWER}_found", "a reader goes on at what was found"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("Norland Office 217")).to_be_checked()
    somebody.go_on()
    somebody.stands_at("happened")
    page.click("button[value=back]")
    page.click(f"button[value='change-{ANSWER}']")
    assert focused(page) == f"id_{ANSWER}"
    expect(page.get_by_label("Norland Office 217")).to_be_checked()


def test_the_error_leads_to_the_box_and_a_complaint_is_sent(browse: Browse, meridia: Association) -> None:
    page = browse()
    somebody = Complainant(page)
    somebody.begin()
    somebody.go_on()
    somebody.say_who("mira@post.example")
    somebody.go_on()
    page.click("#error-summary a")
    assert focused(page) == f"id_{ANSWER}"
    page.keyboard.type("Prosecuton Servise Meridia")
    page.keyboard.press("Enter")
    page.get_by_label("Prosecution Service of Meridia").check()
    somebody.go_on()
    somebody.tell()
    somebody.attach()
    somebody.ask_for()
    expect(page.locator("main")).to_contain_text("Prosecution Service of Meridia")
    somebody.send()
    assert Complaint.objects.get().respondents.get().association == meridia


def test_axe(browse: Browse, meridia: Association) -> None:
    page = browse(locale="en-QN")
    look = Looker(page, "picker")
    at_concerned(page)
    look("asked")
    page.click(f"button[value='near-QN-{ANSWER}']")
    look("found")
    page.fill(f"[name={ANSWER}_find]", "qqqq")
    page.click(f"button[value='find-{ANSWER}']")
    look("nothing found")
    page.fill(f"[name={ANSWER}_find]", "no217")
    page.click(f"button[value='find-{ANSWER}']")
    page.get_by_label("Norland Office 217").check()
    page.click("button[value=add-respondents]")
    look("picked, and another")
    page.goto("/en/contact/write/")
    page.click("button[value='near-QN-association']")
    look("a prosecutor's")
    page.get_by_label("Norland Office 000").check()
    page.locator("main .buttons button").click()
    look("a prosecutor's, error")
    assert not look.found, "\n".join(look.found)

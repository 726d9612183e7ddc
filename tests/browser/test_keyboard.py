"""By the keyboard alone: file, and handle. Every stop is seen, in the order of the page, and nothing hides it."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from complaints.models import Complaint
from tests.browser.sides import LETTER, NEW, Complainant

if TYPE_CHECKING:
    from associations.models import Association

Browse = Callable[..., Any]
#: What stands where the focus is: whose ring is how wide, whether it is in view and on top.
STOP = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const x = box.left + box.width / 2, y = box.top + Math.min(box.height / 2, 20);
  const top = document.elementFromPoint(x, y);
  return {
    tag: at.tagName.toLowerCase(), name: at.getAttribute('name') || '', value: at.getAttribute('value') || '',
    text: (at.textContent || '').trim().slice(0, 60),
    ring: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    covered: Boolean(top && top.closest('.leave') && !at.closest('.leave')),
  };
}"""


class Keys:
    """A keyboard that looks where it is at each press of Tab."""

    def __init__(self, page: Page) -> None:
        self.page, self.press = page, page.keyboard.press
        page.set_default_timeout(15_000)
        # The browser is told only now and then who waits for a file dialog; asked early, it knows when one opens.
        page.on("filechooser", lambda _chooser: None)

    def tab(self) -> dict[str, Any]:
        self.press("Tab")
        stop: dict[str, Any] = self.page.evaluate(STOP)
        if stop["tag"] != "body":  # the browser's own bar
            assert stop["ring"] >= 3, f"{self.page.url}: no ring at {stop}"
            assert stop["seen"], f"{self.page.url}: out of view: {stop}"
            assert not stop["covered"], f"{self.page.url}: covered: {stop}"
        return stop

    def to(self, name: str = "", value: str = "", text: str = "") -> None:
        """Tab on until the focus is there; never backwards."""
        for _stop in range(120):
            stop = self.tab()
            found = stop["name"] == name if name else True
            if found and (not value or stop["value"] == value) and text in stop["text"]:
                return
        pytest.fail(f"{self.page.url}: Tab never comes to {name} {value} {text}")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def enter(self, step: str) -> None:
        """Enter, and the page it must lead to."""
        self.press("Enter")
        expect(self.page).to_have_url(re.compile(re.escape(step)))


@pytest.fixture
def keys(bodies: "dict[str, Association]", browse: Browse) -> Keys:
    return Keys(browse(viewport={"width": 1280, "height": 860}))


def test_a_complaint_is_filed_and_acknowledged_without_a_mouse(keys: Keys) -> None:
    reference = _file(keys)
    _handle(keys, reference)
    assert Complaint.objects.get(reference=reference).state == "particulars-asked"


def _file(keys: Keys) -> str:
    page = keys.page
    page.goto(f"/en{NEW}")
    keys.to("go", "on")
    keys.enter(f"{NEW}urgency/")
    keys.to("urgency")
    for _choice in range(3):
        keys.press("ArrowDown")
    assert page.locator("[name=urgency]:checked").get_attribute("value") == "none"
    keys.enter(f"{NEW}you/")
    keys.to("mode")
    keys.press("Space")
    keys.enter(f"{NEW}contact/")
    keys.to("email")
    keys.enter(f"{NEW}concerned/")
    keys.to("respondents-0-office")
    keys.type("District office 7")
    keys.enter(f"{NEW}happened/")
    keys.to("narrative")
    keys.type("He was taken away.\nNobody was told where.")
    keys.to("go", "on")
    keys.enter(f"{NEW}alleged/")
    keys.to("categories", "A05")
    keys.press("Space")
    keys.enter(f"{NEW}tried/")
    keys.to("go", "on")
    keys.enter(f"{NEW}evidence/")
    keys.to("file")
    with page.expect_file_chooser() as chooser:
        keys.press("Enter")
    chooser.value.set_files([LETTER])
    keys.to("go", "addfile")
    keys.enter("#notice")
    expect(page.locator("#files")).to_contain_text(LETTER["name"])
    keys.to("go", "on")
    keys.enter(f"{NEW}remedy/")
    keys.to("go", "on")
    keys.enter(f"{NEW}consents/")
    keys.to("go", "on")
    keys.enter(f"{NEW}review/")
    keys.to("go", "send")
    keys.enter(f"{NEW}receipt/")
    reference = page.locator(".receipt__reference").inner_text()
    keys.to("go", "kept")
    keys.enter(f"{NEW}done/")
    return reference


def _handle(keys: Keys, reference: str) -> None:
    page = keys.page
    page.goto("/admin/login/")
    page.locator("[name=username]").focus()
    keys.type("officer")
    keys.to("password")
    keys.type(settings.PORTAL_DEMO_PASSWORD)
    keys.enter("/admin/")
    expect(page.locator("#queue-new")).to_contain_text(reference)
    keys.to(text=reference)
    keys.enter("/admin/complaints/complaint/")
    expect(page.locator("h1")).to_have_text(reference)
    keys.to(text="Acknowledge")
    keys.press("Enter")
    expect(page.locator(".case__stage")).to_have_text("Acknowledged")
    keys.to(text="Ask for particulars")
    keys.press("Enter")
    keys.to("message")
    keys.type("Where was it?")
    keys.to(text="Ask for particulars")
    keys.press("Enter")
    expect(page.locator(".case__stage")).to_contain_text("articulars")


def test_the_first_stop_skips_to_the_text(keys: Keys) -> None:
    keys.page.goto(f"/en{NEW}urgency/")
    assert keys.tab()["text"] == "Skip to the main text"
    keys.press("Enter")
    assert keys.tab()["value"] == "back"


@pytest.mark.parametrize("script", [True, False])
def test_the_summary_of_errors_has_the_focus_and_leads_to_the_field(
    bodies: Any, browse: Browse, script: bool
) -> None:
    page = browse(java_script_enabled=script)
    page.goto(f"/en{NEW}happened/")
    page.click("main .buttons button[value=on]")
    expect(page.locator("#error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[name=narrative]")).to_be_focused()
    assert page.title().startswith("Error: ")


def test_escape_three_times_leaves_a_half_written_page(keys: Keys) -> None:
    page = keys.page
    page.goto(f"/en{NEW}happened/")
    page.route("**/leave/", lambda route: route.fulfill(body="<title>Left</title>", content_type="text/html"))
    page.fill("[name=narrative]", "He was taken")
    for _press in range(3):
        keys.press("Escape")
    page.wait_for_url("**/en/leave/")
    assert page.title() == "Left"


def test_escape_closes_nothing_for_who_types_it_twice(keys: Keys) -> None:
    somebody = Complainant(keys.page)
    somebody.visit(f"{NEW}happened/")
    for key in ("Escape", "Escape", "a", "Escape", "Escape"):
        keys.press(key)
    keys.page.wait_for_timeout(200)
    somebody.stands_at("happened")

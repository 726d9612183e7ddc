"""The public pages in a real browser: both themes, a small phone, large text, no script, forced colours, paper."""

import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.looker import COLOURS

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ["/en/", "/en/safety/", "/en/privacy/", "/en/how-it-works/", "/en/nowhere/", "/ru/"]
PAGES += ["/en/complaints/new/", "/en/complaints/follow-up/"]
OPEN = Callable[..., Any]


@pytest.fixture
def visit(live_portal: str, chromium: Any) -> Iterator[OPEN]:
    """``visit("/en/", color_scheme="dark")`` opens a page in a context of its own."""
    contexts = []

    def open_page(path: str, **options: Any) -> Any:
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()
        page.goto(live_portal + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(visit: OPEN, theme: str) -> None:
    page = visit(PAGES[0], color_scheme=theme)
    origin = page.url.split("/en/")[0]
    for path in PAGES:
        page.goto(origin + path)
        found = Axe().run(page, options=COLOURS if theme == "dark" else None)
        assert found.violations_count == 0, f"{path} {theme}\n{found.generate_report()}"


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_no_page_scrolls_sideways(visit: OPEN, width: int) -> None:
    """320 px is also what 1280 px at 400 % leaves (WCAG 2.2, 1.4.10); 640 px is 1280 px at 200 %."""
    page = visit(PAGES[0], viewport={"width": width, "height": 600})
    origin = page.url.split("/en/")[0]
    for path in PAGES:
        page.goto(origin + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_everything_is_there_without_script(visit: OPEN) -> None:
    page = visit("/en/", java_script_enabled=False)
    assert page.locator("h1").inner_text().startswith("Complaints about prosecutors")
    assert page.locator("a.leave").is_visible()
    page.get_by_role("link", name="Русский").click()
    assert page.url.endswith("/ru/")
    assert page.locator("html").get_attribute("lang") == "ru"


def test_the_first_press_of_tab_offers_to_skip(visit: OPEN) -> None:
    page = visit("/en/safety/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert page.locator("a.skip").bounding_box()["y"] >= 0


class TestQuickExit:
    """The way out leads through ``/leave/``, which is answered here by the test: no test leaves this machine."""

    @pytest.fixture
    def page(self, visit: OPEN) -> Any:
        page = visit("/en/safety/")
        page.route(
            "**/leave/", lambda route: route.fulfill(body="<title>Left</title>", content_type="text/html")
        )
        return page

    def test_the_button_leads_out(self, page: Any) -> None:
        page.locator("a.leave").click()
        page.wait_for_url("**/en/leave/")
        assert page.title() == "Left"

    def test_escape_three_times_leads_out(self, page: Any) -> None:
        for _press in range(3):
            page.keyboard.press("Escape")
        page.wait_for_url("**/en/leave/")

    def test_twice_does_not_and_another_key_starts_again(self, page: Any) -> None:
        for key in ("Escape", "Escape", "a", "Escape", "Escape"):
            page.keyboard.press(key)
        page.wait_for_timeout(300)
        assert "/en/safety/" in page.url

    @pytest.mark.parametrize("width", [320, 1280])
    def test_it_stays_in_view(self, visit: OPEN, width: int) -> None:
        page = visit("/en/how-it-works/", viewport={"width": width, "height": 600})
        page.evaluate("window.scrollTo(0, document.body.scrollHeight / 2)")
        box = page.locator("a.leave").bounding_box()
        assert 0 <= box["y"] <= 600 - box["height"]
        assert box["height"] >= 44
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        last = page.locator(".foot p").last.bounding_box()
        assert last["y"] + last["height"] <= 600
        if width == 320:
            assert last["y"] + last["height"] <= page.locator("a.leave").bounding_box()["y"]


def test_forced_colours_keep_the_mark_and_the_button(visit: OPEN) -> None:
    page = visit("/en/", forced_colors="active")
    read = "(name) => getComputedStyle(document.querySelector(name[0]), name[1]).borderTopWidth"
    assert page.evaluate(read, [".mark", "::before"]) not in {"0px", ""}
    assert page.evaluate(read, [".leave", None]) == "2px"


def test_paper_carries_the_text_and_not_the_controls(visit: OPEN) -> None:
    page = visit("/en/safety/", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    for name in (".leave", ".nav >> nth=0", ".languages"):
        assert not page.locator(name).is_visible(), name
    assert page.locator("h1").is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.pdf(format="A4")[:5] == b"%PDF-"


def test_nothing_comes_from_anyone_else_and_the_policy_is_kept(visit: OPEN) -> None:
    page = visit("/en/")
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.reload()
    assert {url.split("/")[2].split(":")[0] for url in asked if not url.startswith("data:")} == {"localhost"}
    assert [line for line in said if "Content Security Policy" in line or "Refused" in line] == []


def test_a_first_visit_is_light(live_portal: str, visit: OPEN) -> None:
    """At most 60 kB compressed for everything a first visit loads: 2G carries that in some ten seconds."""
    page = visit("/en/")
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    page.reload()
    weight = {}
    for url in asked | {page.url}:
        request = urllib.request.Request(url, headers={"Accept-Encoding": "br, gzip"})  # noqa: S310 - our own server
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            weight[url.rsplit("/", 1)[-1] or "page"] = len(response.read())
    assert sum(weight.values()) <= 60_000, weight
    assert len(weight) >= 5


def test_the_receipt_fits_a_small_phone(visit: OPEN) -> None:
    from django.template.loader import render_to_string

    context = {
        "secret": "4XQ7-K2M9-R0TB-W5HC-ZZ31-C",
        "reference": "PHR-2026-4XQ7K2M-C",
        "follow_url": "https://complaints.an-address-that-is-rather-long.example/en/complaints/follow-up/",
    }
    page = visit("/en/", viewport={"width": 320, "height": 600})
    page.evaluate(
        "(html) => { document.querySelector('#main .sheet').innerHTML = html }",
        render_to_string("portal/components/receipt.html", context),
    )
    assert page.locator(".receipt").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator("[data-secret]").inner_text() == context["secret"]

"""The desk in a real browser: it works without script, by keyboard, in both themes, and axe finds nothing."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page

from complaints.models import Complaint
from complaints.services.casework import add_note
from complaints.services.messages import write_from_complainant
from tests.complaints_factory import Case, World
from tests.people import PASSWORD

#: Pictures for the eye of whoever changes the look: DESK_SHOTS=/some/folder pytest tests/desk/test_browser.py
SHOTS = os.environ.get("DESK_SHOTS")
SIZES = {"phone": (360, 740), "desktop": (1280, 860)}


@pytest.fixture
def busy(live_database: None) -> tuple[World, Case]:
    """A desk with something in every queue, and one complaint with everything in it."""
    world = World()
    world.olena.set_password(PASSWORD)
    world.olena.save()
    now = timezone.now()
    case = world.file(
        now=now - timedelta(days=2),
        urgency="detained",
        urgent_on=timezone.localdate() + timedelta(days=4),
        files=[
            {"name": "letter to the prosecutor.pdf", "description": "The request, stamped."},
            {"name": "photograph.jpg", "content": b"MZ\x90\x00 no picture", "looks_like": "exe"},
        ],
    )
    case.step("acknowledge", world.olena, now - timedelta(days=1))
    case.step("begin-assessment", world.olena)
    write_from_complainant(
        case.pk, "He was moved again last night.\nPlease hurry.", now=now, vault=case.vault
    )
    add_note(case.pk, "Called the duty lawyer.", by=world.olena, now=now, vault=case.vault)
    for age in (0, 1, 5, 12):
        world.file(
            now=now - timedelta(days=age),
            urgency="hearing" if age == 1 else "none",
            urgent_on=timezone.localdate(),
        )
    world.file(language="ru", mode="anonymous", is_short=True)
    other = world.file(now=now - timedelta(days=30))
    other.step("acknowledge", world.olena, now - timedelta(days=29))
    Complaint.objects.filter(pk=other.pk).update(assigned_to=world.olena)
    return world, case


@pytest.fixture
def enter(live_portal: str, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """``enter("olena", theme="dark", size="phone")``: a page, logged in."""
    contexts: list[Any] = []

    def log_in(name: str, *, theme: str = "light", size: str = "desktop", script: bool = True) -> Page:
        width, height = SIZES[size]
        context = chromium.new_context(
            base_url=live_portal,
            viewport={"width": width, "height": height},
            color_scheme=theme,  # type: ignore[arg-type]
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/admin/login/")
        page.fill("[name=username]", name)
        page.fill("[name=password]", PASSWORD)
        page.click("#login-form [type=submit]")
        page.wait_for_url("**/admin/")
        return page

    yield log_in
    for context in contexts:
        context.close()


def look(page: Page, name: str) -> None:
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


PAGES = {
    "desk": "/admin/",
    "list": "/admin/complaints/complaint/",
    "filtered": "/admin/complaints/complaint/?state=received&urgency=none&filed_from=nonsense",
    "search": "/admin/complaints/complaint/search/",
    "table": "/admin/complaints/complaint/who-may-do-what/",
    "case": "/admin/complaints/complaint/{pk}/",
    "step": "/admin/complaints/complaint/{pk}/do/find-inadmissible/",
    "history": "/admin/complaints/complaint/{pk}/history/",
    "limits": "/admin/complaints/clockrule/",
    "limit": "/admin/complaints/clockrule/acknowledge/change/",
    "interest": "/admin/complaints/interest/add/",
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(
    busy: tuple[World, Case], enter: Callable[..., Page], theme: str, size: str
) -> None:
    case = busy[1]
    page = enter("olena", theme=theme, size=size)
    problems = []
    for name, path in PAGES.items():
        answer = page.goto(path.format(pk=case.pk))
        assert answer is not None
        assert answer.status == 200, path
        look(page, f"{name}-{size}-{theme}")
        found = Axe().run(page)
        problems += [
            f"{name}: {one['id']}: {[node['target'] for node in one['nodes']][:4]}"
            for one in found.response["violations"]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            problems.append(f"{name}: {wide} px wider than the screen")
    assert not problems, "\n".join(problems)


def test_an_officer_works_without_script(busy: tuple[World, Case], enter: Callable[..., Page]) -> None:
    """From the desk to the question put to the complainant, with nothing but HTML."""
    case = busy[1]
    page = enter("olena", script=False)
    page.click(f"#queue-urgent >> text={case.complaint.reference}")
    page.click("#act-ask-particulars summary")
    page.fill("#ask-particulars-message", "Where is he now?")
    page.click("#act-ask-particulars button[type=submit]")
    assert page.locator(".case__stage").inner_text() == "Particulars asked for"
    assert "Where is he now?" in page.locator(".talk").inner_text()
    with page.expect_download() as download:
        page.click("text=photograph.jpg")
    assert download.value.suggested_filename == "photograph.jpg"


def test_the_next_step_is_one_key_away(busy: tuple[World, Case], enter: Callable[..., Page]) -> None:
    page = enter("olena")
    page.click("#queue-new tbody tr:first-child a")
    assert page.locator(".case__stage").inner_text() == "Received"
    # Browsers driven by a test do not hear access keys; that the key is there, once, is what can be seen.
    assert page.locator("[accesskey='1']").count() == 1
    page.focus("[accesskey='1']")
    page.keyboard.press("Enter")
    page.wait_for_selector(".messagelist")
    assert page.locator(".case__stage").inner_text() == "Acknowledged"


def test_a_refusal_takes_the_focus_and_leads_to_the_field(
    busy: tuple[World, Case], enter: Callable[..., Page]
) -> None:
    case = busy[1]
    page = enter("olena")
    page.goto(f"/admin/complaints/complaint/{case.pk}/do/find-inadmissible/")
    page.fill("#find-inadmissible-reason", "A civil matter.")
    with page.expect_navigation():
        page.click("#act-find-inadmissible button[type=submit]")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.click("#error-summary a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "find-inadmissible-reason_code"
    assert page.input_value("#find-inadmissible-reason") == "A civil matter."
    look(page, "refused-desktop-light")
    assert Axe().run(page).violations_count == 0


def test_on_paper_there_is_the_case_and_no_tool(busy: tuple[World, Case], enter: Callable[..., Page]) -> None:
    case = busy[1]
    page = enter("olena")
    page.goto(f"/admin/complaints/complaint/{case.pk}/")
    page.emulate_media(media="print")
    assert page.is_visible(".told >> nth=0")
    assert page.is_visible("#history")
    for tool in ("#header", ".case__nav", "#act-find-admissible", "#act-message", ".demo"):
        assert not page.is_visible(tool), tool
    look(page, "paper")

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

"""In a real browser, without script: come back, answer, lose the database between two steps, leave. Then axe on
every page.
"""

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.utils import timezone

from complaints.filing import Account
from tests.complaints.cases import Case, Staff, World, file
from tests.follow_up.pages import CASE, ENTER, OF_A_CASE

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def enter(page: Any, portal: str, secret: str) -> None:
    page.goto(portal + ENTER)
    page.fill("[name=secret]", secret.lower())
    page.get_by_role("button", name="Open my complaint").click()


def test_follow_without_script(live_portal: str, chromium: Any) -> None:
    staff = Staff(World.make().umbrella)
    case = file(timezone.now() - timedelta(days=2))
    staff.take(case, "ask-particulars", message="Which court?")
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    try:
        enter(page, live_portal, case.secret)
        page.locator("text=We need an answer from you").wait_for()
        page.fill("[name=text]", "The court of Qumar.")
        _restart_connections()
        page.get_by_role("button", name="Send the answer").click()
        page.locator("text=The assessment goes on").wait_for()
        assert case.complaint.state == "under-assessment"
        page.click("text=Add a file")
        page.set_input_files(
            "[name=file]", {"name": "gate.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff" * 50_000}
        )
        page.get_by_role("button", name="Add this file").click()
        page.locator(".files__name", has_text="gate.jpg").wait_for()
        page.get_by_role("button", name="Close it in this browser").click()
        page.locator("text=Only the secret opens it again").wait_for()
        page.go_back()
        page.goto(live_portal + CASE)
        assert page.url == live_portal + ENTER
        assert case.reference not in page.content()
    finally:
        context.close()


def _restart_connections() -> None:
    """What a restart of PostgreSQL does to a waiting web process: every connection is gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(live_portal: str, chromium: Any, scheme: str) -> None:
    world = World.make()
    staff = Staff(world.umbrella)
    now = timezone.now()
    asked = file(now - timedelta(days=5), about=world.north)
    staff.take(asked, "ask-particulars", message="Which court?")
    ended = file(now - timedelta(days=5))
    staff.lead(ended, "inadmissible", now)
    short = file(
        now - timedelta(days=5), is_short=True, urgency="danger", account=Account(urgent_details="x")
    )
    context = chromium.new_context(color_scheme=scheme, viewport={"width": 360, "height": 740})
    page = context.new_page()
    try:
        page.goto(live_portal + ENTER)
        _clean(page)
        enter(page, live_portal, "7777")
        _clean(page)
        for case, addresses in _visits(asked, ended, short):
            context.clear_cookies()
            enter(page, live_portal, case.secret)
            assert page.url == live_portal + CASE
            for address in addresses:
                page.goto(live_portal + address)
                _clean(page)
    finally:
        context.close()


def _visits(asked: Case, ended: Case, short: Case) -> list[tuple[Case, list[str]]]:
    review = next(address for address in OF_A_CASE if "review" in address)
    return [
        (asked, [address for address in OF_A_CASE if address != review]),
        (ended, [CASE, review]),
        (short, [CASE]),
    ]


def _clean(page: Any) -> None:
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{page.url} is {wider} px too wide"

"""The quick exit in a real browser with script off: one click, quickly away, and nothing left behind."""

import time
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_click_leads_away_and_clears_the_browser(
    start_portal: Callable[..., str], live_portal: str, chromium: Any
) -> None:
    outside = f"http://127.0.0.1:{live_portal.rsplit(':', 1)[1]}/healthz"  # another origin than localhost
    portal = start_portal(PORTAL_EXIT_URL=outside)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal}/en/language/?language=en&next=/en/safety/")
    assert [cookie["name"] for cookie in context.cookies(portal)] == ["language"]
    link = page.locator("a[href$='/leave/']").first
    started = time.monotonic()
    link.click()
    page.wait_for_url(outside)
    assert time.monotonic() - started < 5
    assert context.cookies(portal) == []
    context.close()

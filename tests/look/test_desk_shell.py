"""The shell of the desk in a real browser: ours to the eye, Django's to the hand."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "demo-portal-2026"
PATHS = ["", "accounts/user/", "accounts/user/?is_active__exact=1", "outbox/message/", "account/settings/"]


@pytest.fixture(params=["light", "dark"])
def desk(live_portal: str, chromium: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A browser that stands at the log-in page of the desk."""
    from portal.accounts.models import User

    User.objects.create_superuser("rosa", PASSWORD, email="rosa@example.org", full_name="Rosa Administrator")
    context = chromium.new_context(color_scheme=request.param, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{live_portal}/admin/login/")
    yield page
    context.close()


def log_in(page: Any) -> str:
    """Returns the address of the desk."""
    page.locator("[name=username]").fill("rosa")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/admin/")
    return str(page.url)


def test_axe_finds_nothing(desk: Any) -> None:
    found = Axe().run(desk)
    assert found.violations_count == 0, found.generate_report()
    base = log_in(desk)
    for path in PATHS:
        desk.goto(base + path)
        found = Axe().run(desk)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"


def test_the_look_is_ours_and_nothing_sticks_out(desk: Any) -> None:
    ground = "(name) => getComputedStyle(document.querySelector(name)).backgroundColor"
    paper = desk.evaluate(ground, "body")
    assert desk.evaluate(ground, "#header") == paper
    base = log_in(desk)
    for path in PATHS:
        desk.goto(base + path)
        assert desk.evaluate("document.documentElement.scrollWidth") <= 1280, path
        assert desk.evaluate(ground, "#header") == paper
        assert desk.locator(".theme-toggle").count() == 0


def test_a_hidden_problem_stays_hidden(desk: Any) -> None:
    """Django gives .errornote a display of its own, which would undo the attribute."""
    assert not desk.locator("#passkey-problem").is_visible()

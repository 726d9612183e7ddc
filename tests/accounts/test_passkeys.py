"""Passkeys in a real browser: add one, log in with it alone, and with script off log in without it."""

from collections.abc import Iterator
from typing import Any

import pytest

from associations.duties import Role
from portal.accounts import second_factor
from portal.accounts.models import User
from tests.people import PASSWORD, body, holds, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def vera(live_database: None) -> User:
    return holds(person("vera"), body(), Role.ADMINISTRATOR)


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A page with a security key in it that says yes to everything."""
    context = chromium.new_context()
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": options | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert not [text for text in complaints if "Content Security Policy" in text]


def log_in(page: Any, portal: str) -> None:
    page.goto(f"{portal}/admin/login/")
    page.fill("[name=username]", "vera")
    page.fill("[name=password]", PASSWORD)
    page.click("#login-form [type=submit]")


def test_a_passkey_is_added_and_then_logs_in_alone(page: Any, live_portal: str, vera: User) -> None:
    portal = live_portal.replace("127.0.0.1", "localhost")  # passkeys know names only
    log_in(page, portal)
    page.goto(f"{portal}/admin/account/second-factor/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.click("main [type=submit]")
    page.fill("[name=name]", "blue key")
    page.check("[name=passwordless]")
    page.click("#passkey-add")
    page.wait_for_url("**/recovery-codes/")
    assert second_factor.has_second_factor(vera)
    page.click("#logout-form button")
    page.goto(f"{portal}/admin/login/")
    page.click("#passkey-login")
    page.wait_for_url(f"{portal}/admin/")
    page.click("#logout-form button")
    log_in(page, portal)
    page.wait_for_url("**/authenticate/")  # the password alone is not enough any more
    page.click("#passkey-login")
    page.wait_for_url(f"{portal}/admin/")


def test_without_script_the_password_still_works(chromium: Any, live_portal: str, vera: User) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    log_in(page, live_portal)
    assert page.url.rstrip("/").endswith("/admin")
    page.click("#logout-form button")
    page.goto(f"{live_portal}/admin/login/")
    assert not page.is_visible("#passkey-login")
    context.close()

"""Changing one's password: the old one is asked for, and guessed no faster than at the log-in."""

from typing import Any

import pytest
from django.test import Client

from portal.accounts import throttling
from portal.accounts.models import User
from tests.people import PASSWORD, person

pytestmark = pytest.mark.django_db
ADDRESS, NEW = "/admin/password_change/", "another-long-phrase-2026"


@pytest.fixture
def vera() -> User:
    return person("vera")


@pytest.fixture
def browser(client: Client, vera: User) -> Client:
    client.force_login(vera)
    return client


def change(browser: Client, old: str) -> Any:
    return browser.post(ADDRESS, {"old_password": old, "new_password1": NEW, "new_password2": NEW})


def test_the_old_password_and_a_new_one(browser: Client, vera: User) -> None:
    assert browser.get(ADDRESS).status_code == 200
    assert change(browser, PASSWORD).headers["Location"] == f"{ADDRESS}done/"
    vera.refresh_from_db()
    assert vera.check_password(NEW)


def test_after_too_many_wrong_ones_even_the_right_one_waits(browser: Client, vera: User) -> None:
    for _ in range(throttling.HERE.limit):
        assert "Too many tries" not in change(browser, "wrong").text
    assert "Too many tries" in change(browser, PASSWORD).text
    vera.refresh_from_db()
    assert vera.check_password(PASSWORD)


def test_all_that_is_wrong_is_said_at_once(browser: Client) -> None:
    given = {"old_password": PASSWORD, "new_password1": "short", "new_password2": "shorter"}
    errors = browser.post(ADDRESS, given).context["form"].errors
    assert set(errors) == {"new_password1", "new_password2"}


def test_nobody_changes_it_without_being_logged_in() -> None:
    assert change(Client(), PASSWORD).headers["Location"].startswith("/admin/login/")

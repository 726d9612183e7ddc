"""Stored objects that were cut, or are gone: the download ends in an error, never in a part that looks whole."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from complaints.models import Evidence
from tests.complaints_factory import World, file, sealed_file
from tests.desk.addresses import of
from tests.faults.browser import Browser
from tests.people import PASSWORD

CONTENT = os.urandom(700_001)


@pytest.fixture
def desk(start_portal: Callable[..., str]) -> tuple[Browser, Any, Path]:
    """An officer logged in, a complaint with a file, and where its object lies."""
    world = World()
    world.olena.set_password(PASSWORD)
    world.olena.save()
    case = file(evidence=[sealed_file("photos.zip", CONTENT)])
    browser = Browser(start_portal())
    login = browser.post("/admin/login/", {"username": "olena", "password": PASSWORD})
    assert login.status == 302, login.text[:2000]
    row = Evidence.objects.get()
    return browser, of(case, "evidence", row.pk), Path(settings.PORTAL_DATA_DIR) / "sealed" / row.storage_name


def test_a_whole_object_arrives_whole(desk: tuple[Browser, Any, Path]) -> None:
    browser, address, _stored = desk
    answer = browser.get(address)
    assert (answer.status, answer.broken, answer.body == CONTENT) == (200, False, True)


@pytest.mark.parametrize("kept", [-1, -2, -70_000, 500_000, 66_000])
def test_a_cut_object_breaks_the_connection(desk: tuple[Browser, Any, Path], kept: int) -> None:
    browser, address, stored = desk
    os.truncate(stored, kept % stored.stat().st_size)
    answer = browser.get(address)
    assert answer.broken, "the browser knows that it has not got all"
    assert CONTENT.startswith(answer.body)
    assert len(answer.body) < len(CONTENT)


def test_a_changed_byte_breaks_the_connection(desk: tuple[Browser, Any, Path]) -> None:
    browser, address, stored = desk
    with stored.open("r+b") as handle:
        handle.seek(400_000)
        byte = handle.read(1)
        handle.seek(400_000)
        handle.write(bytes([byte[0] ^ 1]))
    answer = browser.get(address)
    assert answer.broken
    assert CONTENT.startswith(answer.body)


@pytest.mark.parametrize("left", ["nothing", "empty", "header"])
def test_an_object_of_which_nothing_opens_is_said_to_be_damaged(
    desk: tuple[Browser, Any, Path], left: str
) -> None:
    browser, address, stored = desk
    if left == "nothing":
        stored.unlink()
    else:
        os.truncate(stored, 0 if left == "empty" else 40)
    answer = browser.get(address)
    assert (answer.status, answer.body) == (302, b"")
    assert "This file cannot be opened" in browser.get(answer.leads_to.split("#")[0]).text

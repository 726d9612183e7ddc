"""Hundreds of messages of one complaint: the page of the case stays small, and what was not shown stays unread."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from complaints.models import Message
from tests.complaints_factory import World, message_from_complainant
from tests.desk.addresses import of

pytestmark = pytest.mark.django_db


def numbers(page: Any) -> list[int]:
    text = page.content.decode()
    return [number for number in range(45) if f"Message {number:03}." in text]


@pytest.fixture
def address(world: World) -> str:
    case = world.file(now=timezone.now() - timedelta(days=1))
    for number in range(45):
        message_from_complainant(case, f"Message {number:03}.")
    return of(case)


def test_the_last_page_comes_first(olena: Client, address: str) -> None:
    page = olena.get(address)
    assert numbers(page) == [40, 41, 42, 43, 44]
    assert 'href="?messages=2#conversation"' in page.content.decode()
    assert "Conversation (45)" in page.content.decode()
    assert numbers(olena.get(f"{address}?messages=2")) == list(range(20, 40))


def test_what_was_not_shown_stays_unread(olena: Client, address: str) -> None:
    page = olena.get(address).content.decode()
    assert "Something unread stands on another page." in page
    assert Message.objects.filter(read_at=None).count() == 40
    for number in (1, 2):
        olena.get(f"{address}?messages={number}")
    assert Message.objects.filter(read_at=None).count() == 0
    assert "Something unread" not in olena.get(address).content.decode()


@pytest.mark.parametrize("asked", ["x", "%00", "0", "-3", "9" * 30, "²"])
def test_pages_that_are_none(olena: Client, address: str, asked: str) -> None:
    assert olena.get(f"{address}?messages={asked}").status_code == 200


def test_queries_do_not_grow(olena: Client, address: str, django_assert_max_num_queries: Any) -> None:
    olena.get(address)
    with django_assert_max_num_queries(31):
        olena.get(address)

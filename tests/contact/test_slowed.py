"""A flood through one mailbox is slowed; a long thread has pages, in the mailbox and at the desk."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from associations.contact.models import ContactMessage
from associations.contact.services import thread
from portal.web import slowing, threads
from portal.web.models import Tally
from tests.contact.desk import of
from tests.contact.prosecutors import MESSAGE as LETTER
from tests.contact.prosecutors import World, Written, write
from tests.contact.visitor import ANSWER, LETTERS, MAILBOX, Visitor, text_of


@pytest.fixture
def sent(visitor: Visitor) -> Written:
    return write(now=timezone.now() - timedelta(days=1))


@pytest.fixture
def inside(visitor: Visitor, sent: Written) -> Client:
    visitor.client.post(MAILBOX, {"secret": sent.secret})
    return visitor.client


@pytest.fixture
def long(sent: Written) -> Written:
    start = timezone.now() - timedelta(hours=20)
    for number in range(45):
        thread.write_from_prosecutor(
            sent.id, f"Message {number:03}.", now=start + timedelta(minutes=number), vault=sent.desk
        )
    return sent


def say(client: Client, text: str, form: str = "") -> Any:
    return client.post(ANSWER, {"text": text, "submission": form or str(uuid.uuid4())})


def numbers(page: str) -> list[int]:
    return [number for number in range(45) if f"Message {number:03}." in page]


def test_too_much_waits_and_stays_on_the_page(
    inside: Client, sent: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slowing, "MOST", 2)
    form = str(uuid.uuid4())
    assert say(inside, "One").status_code == 302
    assert [say(inside, "Two", form).status_code for _click in range(2)] == [302, 302]
    response = say(inside, "Three")
    assert response.status_code == 429
    assert "Send this in" in text_of(response)
    assert "Three</textarea>" in text_of(response)
    assert sent.contact.messages.count() == 2
    Tally.objects.all().delete()
    assert say(inside, "Three").status_code == 302


def test_the_mailbox_shows_the_last_page_and_the_letter_on_the_first(inside: Client, long: Written) -> None:
    page = text_of(inside.get(LETTERS))
    assert numbers(page) == [40, 41, 42, 43, 44]
    assert LETTER[:20] not in page
    page = text_of(inside.get(f"{LETTERS}?messages=1"))
    assert numbers(page) == list(range(20))
    assert LETTER[:20] in page
    for nonsense in ("x", "%00", "0", "9" * 30):
        assert inside.get(f"{LETTERS}?messages={nonsense}").status_code == 200


def test_the_desk_shows_the_last_page_and_marks_no_more_as_read(
    world: World, long: Written, client: Client
) -> None:
    client.force_login(world.noor)
    page = text_of(client.get(of(long)))
    assert numbers(page) == [40, 41, 42, 43, 44]
    assert "Something unread stands on another page." in page
    assert ContactMessage.objects.filter(read_at=None).count() == 40
    assert long.contact.has_unread
    for number in (1, 2):
        assert len(numbers(text_of(client.get(f"{of(long)}?messages={number}")))) == threads.PER_PAGE
    assert not long.contact.has_unread


def test_queries_do_not_grow(
    world: World, long: Written, client: Client, inside: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(world.noor)
    for number in (1, 2, 3):
        client.get(f"{of(long)}?messages={number}")
    with django_assert_max_num_queries(16):
        client.get(of(long))
    with django_assert_max_num_queries(7):
        inside.get(LETTERS)

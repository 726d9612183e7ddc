"""The administrator sees what waits and what failed, and can try again or cancel; nobody else, and no content."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.outbox.models import Message, State

pytestmark = pytest.mark.django_db
LIST = "admin:outbox_message_changelist"


def person(name: str, **flags: bool) -> Any:
    manager = get_user_model().objects
    make = manager.create_superuser if flags.pop("superuser", False) else manager.create_user
    return make(username=name, email=f"{name}@example.org", full_name=name, **flags)


@pytest.fixture
def administrator() -> Client:
    client = Client()
    client.force_login(person("root", superuser=True))
    return client


def act(client: Client, action: str, *messages: Message) -> Any:
    return client.post(
        reverse(LIST),
        {"action": action, "_selected_action": [str(message.pk) for message in messages]},
        follow=True,
    )


def test_the_list_shows_state_and_age_but_no_subject(notices: Any, administrator: Client) -> None:
    notices.plan(params={"clock": "planted-word"})
    Message.objects.update(state=State.FAILED, error_kind="recipient-550")
    page = administrator.get(reverse(LIST)).text
    assert "recipient-550" in page
    assert "test.notice" in page
    assert "planted-word" not in page
    assert "0b9e8d0c-6c1b-4f0e-9a57-2f8f0e9c2a11" not in page


def test_one_message_can_be_read_but_not_changed(notices: Any, administrator: Client) -> None:
    message = notices.plan(params={"clock": "planted-word"})
    address = reverse("admin:outbox_message_change", args=[message.pk])
    page = administrator.get(address)
    assert page.status_code == 200
    assert "planted-word" not in page.text
    assert administrator.post(address, {"kind": "other"}).status_code == 403
    assert administrator.get(reverse("admin:outbox_message_add")).status_code == 403
    assert administrator.post(reverse("admin:outbox_message_delete", args=[message.pk])).status_code == 403


def test_try_again_brings_failed_ones_back_only(notices: Any, administrator: Client) -> None:
    failed, sent = notices.plan(), notices.plan()
    Message.objects.filter(pk=failed.pk).update(state=State.FAILED, error_kind="recipient-550", attempts=3)
    Message.objects.filter(pk=sent.pk).update(state=State.SENT, sent_at=timezone.now())
    assert act(administrator, "try_again", failed, sent).status_code == 200
    failed.refresh_from_db()
    sent.refresh_from_db()
    assert (failed.state, failed.attempts) == (State.PENDING, 0)
    assert failed.next_attempt_at <= timezone.now()
    assert sent.state == State.SENT


def test_cancel_stops_what_waits_or_failed_but_not_what_is_being_sent(
    notices: Any, administrator: Client
) -> None:
    waiting, claimed = notices.plan(), notices.plan()
    Message.objects.filter(pk=claimed.pk).update(
        state=State.CLAIMED, claimed_at=timezone.now(), claimed_by="w"
    )
    act(administrator, "cancel", waiting, claimed)
    waiting.refresh_from_db()
    claimed.refresh_from_db()
    assert waiting.state == State.CANCELLED
    assert claimed.state == State.CLAIMED


def test_staff_without_the_flag_see_nothing(notices: Any) -> None:
    message = notices.plan()
    client = Client()
    client.force_login(person("officer", is_staff=True))
    assert client.get(reverse(LIST)).status_code == 403
    assert act(client, "cancel", message).status_code == 403
    message.refresh_from_db()
    assert message.state == State.PENDING


@pytest.mark.parametrize(
    "query", ["state=nonsense", "created_at__gte=x", "p=-5", "p=abc", "o=99.z", "kind=%00", "e=1"]
)
def test_odd_queries_are_no_error(administrator: Client, query: str) -> None:
    assert administrator.get(reverse(LIST) + "?" + query, follow=True).status_code == 200


def test_the_list_takes_few_queries(
    notices: Any, administrator: Client, django_assert_max_num_queries: Any
) -> None:
    notices.many(50)
    with django_assert_max_num_queries(9):
        administrator.get(reverse(LIST))

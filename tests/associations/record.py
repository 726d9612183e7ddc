"""Memberships and events for tests, as an editor types them and as a command would record them."""

from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from associations.models import Association, Event, Membership
from associations.recording import record
from portal.accounts.models import User

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
SOURCES = [{"title": "Yearbook", "publisher": "The Union", "date": "2019-05"}]


def session(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def an_event(subject: Association, now: datetime = NOW, **more: Any) -> Event:
    """On record since ``now``: a fact unless ``said_by`` or ``said_by_name`` says whose statement it is."""
    said = bool(more.get("said_by") or more.get("said_by_name"))
    words = more.pop("words", "Admitted by the general meeting.")
    values: dict[str, Any] = {
        "kind": Event.Kind.ADMISSION,
        "day": date(2019, 5, 1),
        "standing": Event.Standing.STATEMENT if said else Event.Standing.FACT,
        "text": {"en": words},
        "sources": SOURCES,
    }
    return record(Event(subject=subject, **values | more), by=None, now=now)


def a_period(
    member: Association,
    umbrella: Association,
    began: str = "",
    ended: str = "",
    now: datetime = NOW,
    **more: Any,
) -> Membership:
    row = Membership(
        member=member,
        umbrella=umbrella,
        began=date.fromisoformat(began) if began else None,
        ended=date.fromisoformat(ended) if ended else None,
        **more,
    )
    return record(row, by=None, now=now)


def typed_event(**more: str) -> dict[str, str]:
    """What an editor types: a statement of a day in 2024."""
    return {
        "kind": "notice-of-withdrawal",
        "day_0": "23",
        "day_1": "3",
        "day_2": "2024",
        "other": "",
        "standing": "statement",
        "said_by": "",
        "said_by_name": "A minister",
        "matter": "",
        "text-en": "The service gave notice.",
        "source-0-title": "Letter",
        "source-0-publisher": "The service",
    } | more


def typed_period(umbrella: str, **more: str) -> dict[str, str]:
    return {"umbrella": umbrella, "kind": "organisational", "began_2": "2010"} | more

"""The desk's addresses, and officers who are logged in."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from associations.duties import Role
from associations.models import Association
from portal.accounts.models import User
from tests.complaints.cases import person

DESK = "/admin/"
LIST = "/admin/contact/contact/"
ZONE = "Europe/Paris"


def of(contact: Any, name: str = "change", *args: Any) -> str:
    """A page of one contact; ``contact`` has an ``id``."""
    return reverse(f"admin:contact_contact_{name}", args=[contact.id, *args])


def officer(at: Association, *roles: Role, **fields: Any) -> User:
    return person(*(roles or (Role.ENGAGEMENT,)), at=at, **{"is_staff": True, "time_zone": ZONE} | fields)


def at_desk(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client


def do(client: Client, contact: Any, name: str, **typed: Any) -> Any:
    return client.post(of(contact, "act", name), typed)


def night_of_change(forward: bool, zone: str = ZONE) -> date:
    """The next day on which the clocks of a zone go forward or back."""
    day = timezone.localdate() + timedelta(days=1)
    while True:
        before, after = (_midnight(day + timedelta(days=n), zone) for n in (0, 1))
        if (after > before) if forward else (after < before):
            return day
        day += timedelta(days=1)


def _midnight(day: date, zone: str) -> timedelta:
    offset = datetime.combine(day, time.min, tzinfo=ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return offset

"""People, their roles and bodies, each in one line, instead of piles of fixtures."""

from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.utils import timezone

from associations.duties import Role
from associations.models import Association, Membership, RoleGrant
from associations.recording import record
from portal.accounts.models import User

PASSWORD = "a long enough password"


def person(username: str, **fields: Any) -> User:
    """Somebody who may enter the staff pages with ``PASSWORD``, without any role."""
    return without_password(username, password=_hashed(tuple(settings.PASSWORD_HASHERS)), **fields)


def without_password(username: str, **fields: Any) -> User:
    """The same, who cannot log in. Stored as it is: a fixture's fields need not be checked a thousand times."""
    details: dict[str, Any] = {
        "full_name": username.title(),
        "email": f"{username}@example.org",
        "is_staff": True,
        "password": UNUSABLE_PASSWORD_PREFIX,
    }
    return User.objects.create(username=username, **details | fields)


@cache
def _hashed(hashers: tuple[str, ...]) -> str:
    """PASSWORD as the first of these stores it: hashing well is meant to be slow, so it is done once a process."""
    return make_password(PASSWORD)


def body(
    slug: str = "umbrella", kind: str = "umbrella", *, member_of: Association | None = None, **fields: Any
) -> Association:
    """An invented body; ``member_of``: since nobody knows when."""
    made = Association.objects.create(
        slug=slug, kind=kind, names={"en": slug.title()}, invented=True, **fields
    )
    if member_of is not None:
        record(Membership(member=made, umbrella=member_of), by=None, now=timezone.now())
    return made


def holds(user: User, association: Association, *roles: Role, ago: timedelta = timedelta(days=1)) -> User:
    """Gives the person roles in effect since yesterday, as a command on the machine would."""
    since = timezone.now() - ago
    for role in roles:
        RoleGrant.objects.create(
            user=user, association=association, role=role, since=since, confirmed_at=since
        )
    return user

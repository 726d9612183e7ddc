"""Three named people and a body, instead of piles of fixtures."""

from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from associations.duties import Role
from associations.models import Association, Membership, RoleGrant
from associations.recording import record
from portal.accounts.models import User

PASSWORD = "a long enough password"


def person(username: str, **fields: Any) -> User:
    """Somebody who may enter the staff pages, without any role."""
    details = {"full_name": username.title(), "email": f"{username}@example.org", "is_staff": True}
    user = User.objects.create_user(username, None, **details | fields)
    User.objects.filter(pk=user.pk).update(password=_hashed(tuple(settings.PASSWORD_HASHERS)))
    user.refresh_from_db(fields=["password"])
    return user


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

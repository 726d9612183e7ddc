"""Who imports texts of the Model Protocol: the publishers of an umbrella body; auditors and administrators look on."""

from typing import Any

from associations.duties import Role
from associations.models import Association
from associations.roles import is_administrator, is_auditor, roles_of

_CACHE = "_publishes_in_an_umbrella"


def may_import(user: Any) -> bool:
    """One query besides the user's roles, kept on this user object, for those who publish somewhere."""
    bodies = [body for body, roles in roles_of(user).items() if Role.PUBLISHER in roles]
    if not bodies:
        return False
    known: bool | None = getattr(user, _CACHE, None)
    if known is None:
        known = Association.objects.filter(pk__in=bodies, kind=Association.Kind.UMBRELLA).exists()
        setattr(user, _CACHE, known)
    return known


def may_read(user: Any) -> bool:
    return is_administrator(user) or is_auditor(user)

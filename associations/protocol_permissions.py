"""Who imports texts of the Model Protocol: the publishers of an umbrella body; auditors and administrators look on."""

from typing import Any

from associations.duties import Role
from associations.models import Association
from associations.roles import is_administrator, is_auditor, roles_of


def may_import(user: Any) -> bool:
    """One query besides the user's roles, for those who publish somewhere."""
    bodies = [body for body, roles in roles_of(user).items() if Role.PUBLISHER in roles]
    return bool(bodies) and Association.objects.filter(pk__in=bodies, kind=Association.Kind.UMBRELLA).exists()


def may_read(user: Any) -> bool:
    return is_administrator(user) or is_auditor(user)

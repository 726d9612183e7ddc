"""Who may do what with an invitation: role × action → where. Data, read by the code, the pages and the tests.

Inviting proposes a role, and roles are proposed by administrators (``docs/decisions/duties-of-three.md``): publishers
and engagement officers, who know the people of a body, tell an administrator whom to invite. The supervisor of the
umbrella body reads how somebody was verified before confirming the role.
"""

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from associations.duties import Role
from associations.record_permissions import Reach
from associations.roles import is_administrator, roles_of


class Action(models.TextChoices):
    READ = "read"
    INVITE = "invite"
    RESEND = "resend"
    PASS_CODE = "pass-code"  # noqa: S105 - the name of an act
    REVOKE = "revoke"


_ADMINISTRATOR = {Role.ADMINISTRATOR: Reach.EVERYWHERE}
TABLE: dict[Action, dict[Role, Reach]] = {
    Action.READ: {
        **_ADMINISTRATOR,
        Role.AUDITOR: Reach.EVERYWHERE,
        Role.SUPERVISOR: Reach.UMBRELLA,
    },
    Action.INVITE: _ADMINISTRATOR,
    Action.RESEND: _ADMINISTRATOR,
    Action.PASS_CODE: _ADMINISTRATOR,
    Action.REVOKE: _ADMINISTRATOR,
}


def reach(user: Any, action: Action) -> frozenset[UUID] | None:
    """The bodies on whose behalf invitations may so be acted on; None: all. No query besides the user's roles."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if is_administrator(user):
        return None
    found: set[UUID] = set()
    for body, roles in roles_of(user).items():
        for role in roles:
            match TABLE[action].get(role):
                case Reach.EVERYWHERE:
                    return None
                case Reach.UMBRELLA:
                    found.add(body)
    return frozenset(found)


def may(user: Any, action: Action, umbrella_id: UUID | None = None) -> bool:
    """Whether ``user`` may so act: on behalf of this body, or without one on behalf of any."""
    where = reach(user, action)
    return where is None or (bool(where) if umbrella_id is None else umbrella_id in where)


def within(user: Any, action: Action) -> Q:
    """The invitations of this reach, as a filter."""
    where = reach(user, action)
    return Q() if where is None else Q(umbrella__in=where)

"""Who may do what in the library: role × act, held in any body. Data, read by the code and the tests."""

from typing import Any

from associations.duties import Role
from associations.roles import has_role, is_administrator
from protocol.library.handed_in import Act

TABLE: dict[Act, frozenset[Role]] = {
    Act.SEE: frozenset({Role.PUBLISHER, Role.ADMINISTRATOR, Role.AUDITOR}),
    Act.WRITE: frozenset({Role.PUBLISHER, Role.ADMINISTRATOR}),
    Act.PUBLISH: frozenset({Role.PUBLISHER, Role.ADMINISTRATOR}),
}


def may(user: Any, act: Act) -> bool:
    """No query besides the user's roles."""
    if Role.ADMINISTRATOR in TABLE[act] and is_administrator(user):
        return True
    return bool(user.is_authenticated and user.is_active and has_role(user, *TABLE[act]))

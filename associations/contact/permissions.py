"""Who may do what with a prosecutor's contact at which stage: one table that code, desk, tests and documentation read.

``TABLE[action][role]`` is the set of states in which a person with that role, at the body that handles the contact, may
take the action. What is not in the table is refused. Who must not know of a contact at all is decided before:
``Contact.objects.visible_to``.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from associations.contact.states import OPEN, State
from associations.roles import Role, roles_of

if TYPE_CHECKING:
    from associations.contact.models import Contact
    from portal.accounts.models import User

ALL = frozenset(State)


class Action(StrEnum):
    LIST = "list"
    READ = "read"
    HISTORY = "history"
    TAKE = "take"
    ASSIGN = "assign"
    ANSWER = "answer"
    BOOK = "book"
    LOG_CALL = "log-call"
    CLOSE = "close"
    REOPEN = "reopen"
    NOTE = "note"
    HAND_OVER = "hand-over"
    ERASE = "erase"


_engagement, _auditor = Role.ENGAGEMENT, Role.AUDITOR
TABLE: dict[Action, dict[Role, frozenset[State]]] = {
    # An auditor sees that somebody wrote, how far it is and who did what when; never who wrote, nor what.
    Action.LIST: {_engagement: ALL, _auditor: ALL},
    Action.READ: {_engagement: ALL},
    Action.HISTORY: {_engagement: ALL, _auditor: ALL},
    Action.TAKE: {_engagement: OPEN},
    Action.ASSIGN: {_engagement: OPEN},
    Action.ANSWER: {_engagement: OPEN},
    Action.BOOK: {_engagement: OPEN},
    Action.LOG_CALL: {_engagement: OPEN},
    Action.NOTE: {_engagement: ALL},
    # A call that is booked is made or cancelled first.
    Action.CLOSE: {_engagement: OPEN - {State.CALL_BOOKED}},
    Action.REOPEN: {_engagement: frozenset({State.CLOSED})},
    Action.HAND_OVER: {_engagement: OPEN - {State.CALL_BOOKED}},
    # Only what is closed: an open contact is answered first, and its writer may ask for the erasure then.
    Action.ERASE: {_engagement: frozenset({State.CLOSED})},
}


def allowed(action: Action, roles: Iterable[Role], state: str) -> bool:
    """Whether any of ``roles`` may take ``action`` in ``state``. Pure: reads the table only."""
    row = TABLE[action]
    return any(state in row.get(role, frozenset()) for role in roles)


def roles_for(action: Action) -> frozenset[Role]:
    """The roles that may take ``action`` at some stage."""
    return frozenset(role for role, states in TABLE[action].items() if states)


def may(user: "User", action: Action, contact: "Contact") -> bool:
    """Whether ``user`` may take ``action`` now. The contact must come from ``Contact.objects.visible_to(user)``."""
    if not user.is_active:
        return False
    return allowed(action, roles_of(user).get(contact.handled_by_id, ()), contact.state)


def bodies_where(user: "User", action: Action) -> list[UUID]:
    """The bodies at which ``user`` has a role that may take ``action`` at some stage."""
    if not user.is_active:
        return []
    return [body for body, roles in roles_of(user).items() if roles & roles_for(action)]


def states_listed_by(user: "User") -> dict[UUID, frozenset[State]]:
    """The bodies whose contacts ``user`` can find, each with the stages in which they can be found."""
    if not user.is_active:
        return {}
    listing = TABLE[Action.LIST]
    found = {
        body: frozenset[State]().union(*(listing.get(role, ()) for role in roles))
        for body, roles in roles_of(user).items()
    }
    return {body: states for body, states in found.items() if states}

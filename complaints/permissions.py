"""Who may do what with a complaint at which stage: one table that code, admin, tests and documentation read.

``TABLE[action][role]`` is the set of states in which a person with that role, at the body that handles the
complaint, may take the action. What is not in the table is refused. The superuser flag is not in the table.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from associations.duties import never_in_one_case
from associations.roles import Role, roles_of
from complaints.states import BEFORE_ADMISSIBILITY, OPEN, State
from complaints.workflow import TRANSITIONS, By

if TYPE_CHECKING:
    from complaints.models import Complaint
    from portal.accounts.models import User

ALL = frozenset(State)


class Action(StrEnum):
    """What staff do with a complaint, besides the workflow's transitions (whose names are actions too)."""

    LIST = "list"
    HISTORY = "history"
    READ = "read"
    READ_IDENTITY = "read-identity"
    DOWNLOAD = "download"
    SEARCH = "search"
    MESSAGE = "message"
    NOTE = "note"
    ASSIGN = "assign"
    BE_ASSIGNED = "be-assigned"
    INFORM_SUPERVISOR = "inform-supervisor"
    EXTEND_CLOCK = "extend-clock"
    INTERIM_MEASURE = "interim-measure"
    STEP_OUT = "step-out"


_intake, _handler, _decider = Role.INTAKE_OFFICER, Role.CASE_HANDLER, Role.DECISION_MAKER
_supervisor, _reviewer, _auditor = Role.SUPERVISOR, Role.EXTERNAL_REVIEWER, Role.AUDITOR
_FROM_ASSESSMENT = ALL - {State.RECEIVED, State.ACKNOWLEDGED}
#: Once it is closed, only what had reached one of these stages (``CLOSED_TOO``).
_DECIDING = frozenset({State.DRAFT_FINDINGS, State.DECIDED, State.FOLLOW_UP, State.REVIEW_REQUESTED})
_REVIEWING = frozenset({State.REVIEW_REQUESTED})

TABLE: dict[str, dict[Role, frozenset[State]]] = {
    Action.LIST: {
        _intake: ALL,
        _handler: ALL,
        _supervisor: ALL,
        _decider: ALL,
        _reviewer: _REVIEWING,
        _auditor: ALL,
    },
    Action.HISTORY: {_intake: ALL, _handler: ALL, _supervisor: ALL, _decider: ALL, _auditor: ALL},
    Action.READ: {_intake: ALL, _handler: ALL, _supervisor: ALL, _decider: _DECIDING, _reviewer: _REVIEWING},
    # Open complaints only (``may_read_identity``); everything else is the custodian's.
    Action.READ_IDENTITY: {_intake: ALL, _handler: ALL},
    Action.DOWNLOAD: {_intake: ALL, _handler: ALL, _decider: _DECIDING, _reviewer: _REVIEWING},
    Action.SEARCH: {_intake: ALL, _handler: ALL},
    # At every stage, also after the end: a complainant may write then ("they forced me"), and must get an answer.
    Action.MESSAGE: {_intake: ALL, _handler: ALL},
    Action.NOTE: {_intake: ALL, _handler: ALL, _supervisor: ALL, _decider: _DECIDING, _reviewer: _REVIEWING},
    Action.ASSIGN: {_intake: BEFORE_ADMISSIBILITY, _supervisor: OPEN},
    Action.BE_ASSIGNED: {_intake: BEFORE_ADMISSIBILITY, _handler: OPEN},
    Action.INFORM_SUPERVISOR: {_intake: OPEN, _handler: OPEN},
    Action.EXTEND_CLOCK: {_handler: OPEN, _supervisor: OPEN},
    # Somebody detained or in danger does not wait until the complaint is admissible, nor for another role.
    Action.INTERIM_MEASURE: {_intake: BEFORE_ADMISSIBILITY, _handler: OPEN, _supervisor: OPEN},
    # Whoever works on a case can declare that they must not.
    Action.STEP_OUT: {
        _intake: OPEN,
        _handler: OPEN,
        _supervisor: OPEN,
        _decider: _DECIDING,
        _reviewer: _REVIEWING,
    },
}

_TRANSITION_ROLES: dict[str, tuple[Role, ...]] = {
    "acknowledge": (_intake, _handler),
    "begin-assessment": (_intake, _handler),
    "ask-particulars": (_intake, _handler),
    "resume-assessment": (_intake, _handler),
    "find-inadmissible": (_intake, _handler),
    "find-admissible": (_intake, _handler),
    "transmit": (_handler,),
    "record-reply": (_handler,),
    "record-no-reply": (_handler,),
    "examine": (_handler,),
    "seek-settlement": (_handler,),
    "resume-examination": (_handler,),
    "draft-findings": (_handler,),
    "settle": (_handler,),
    "decide": (_decider,),
    "follow-up": (_handler,),
    "close": (_intake, _handler, _supervisor),
    "discontinue": (_handler, _supervisor),
    # A review is never for those who decided before.
    "reopen": (_reviewer,),
    "uphold": (_reviewer,),
}
#: Once recusals leave nobody who may take a case (``recusal.nobody_left``), the body's external reviewer is called,
#: finds it, and may with it what these roles may.
CALLED_AS = frozenset({_intake, _handler})
#: Roles that keep, when a complaint is closed, what they could do with it before - and only then: a complaint that was
#: refused or withdrawn without ever coming before them does not open to them at its end.
CLOSED_TOO: dict[Role, frozenset[Action]] = {
    _decider: frozenset({Action.READ, Action.DOWNLOAD, Action.NOTE, Action.STEP_OUT})
}
for _transition in TRANSITIONS:
    if By.STAFF in _transition.by:
        TABLE[_transition.name] = dict.fromkeys(_TRANSITION_ROLES[_transition.name], _transition.sources)
#: Acts that are a part taken in a case: none is taken in a role that ``associations/duties.py`` keeps apart, in one
#: case, from a part that the same person took in it before.
PARTS = frozenset({*_TRANSITION_ROLES, Action.ASSIGN, Action.BE_ASSIGNED, Action.INFORM_SUPERVISOR})


def allowed(action: str, roles: Iterable[Role], state: str) -> bool:
    """Whether any of ``roles`` may take ``action`` in ``state``. Pure: reads the table only."""
    row = TABLE[action]
    return any(state in row.get(role, frozenset()) for role in roles)


def may(user: "User", action: str, complaint: "Complaint") -> bool:
    """Whether ``user`` may take ``action`` now. The complaint must come from ``Complaint.objects.visible_to(user)``:
    recusal is decided there, once. For ``PARTS`` the person's own earlier part in the case counts: one query, once for
    each object.
    """
    if not user.is_active:
        return False
    roles = {
        role
        for role in roles_in(user, complaint)
        if allowed(action, [role], complaint.state) or _kept(action, [role], complaint)
    }
    if not roles or action not in PARTS:
        return bool(roles)
    return any(fits_own_part(user, role, complaint) for role in roles)


def fits_own_part(user: "User", role: Role, complaint: "Complaint") -> bool:
    """Whether ``user`` may act as ``role`` in the case, after what they did in it before."""
    return not any(never_in_one_case({role, part}) for part in _own_parts(user, complaint))


def _own_parts(user: "User", complaint: "Complaint") -> frozenset[Role]:
    """The roles that ``user`` has exercised in the case, as its events show. What several roles that are kept apart may
    do alike (closing, giving the case to somebody) shows none.
    """
    known: dict[UUID, frozenset[Role]] = complaint.__dict__.setdefault("_own_parts", {})
    if user.pk not in known:
        acts = complaint.events.filter(actor=user).values_list("kind", "transition", "detail").distinct()
        shown = {role for kind, transition, detail in acts if (role := _part(kind, transition, detail, user))}
        known[user.pk] = frozenset(shown)
    return known[user.pk]


def _part(kind: str, transition: str, detail: str, user: "User") -> Role | None:
    if kind == "supervisor" or (kind == "assigned" and detail == str(user.pk)):
        return Role.CASE_HANDLER
    roles = frozenset(_TRANSITION_ROLES.get(transition, ()))
    if roles and roles <= CALLED_AS:
        return Role.CASE_HANDLER  # as an intake officer or as a handler: the same is kept apart from both
    return next(iter(roles)) if len(roles) == 1 else None


def roles_in(user: "User", complaint: "Complaint") -> frozenset[Role]:
    """The roles that count in this case: those held at the handling body and, for an external reviewer who was
    called, :data:`CALLED_AS`. One query for external reviewers, once for each object; none for others.
    """
    from complaints.recusal import is_nobody_left

    roles = roles_of(user).get(complaint.handled_by_id, frozenset())
    if Role.EXTERNAL_REVIEWER in roles and is_nobody_left(complaint):
        return roles | CALLED_AS
    return roles


def bodies_reviewed_by(user: "User") -> set[UUID]:
    """The bodies whose external reviewer ``user`` is."""
    return {body for body, roles in roles_of(user).items() if Role.EXTERNAL_REVIEWER in roles}


def _kept(action: str, roles: Iterable[Role], complaint: "Complaint") -> bool:
    """``CLOSED_TOO``. One query for a closed complaint, remembered on the object."""
    keeping = [role for role in roles if action in CLOSED_TOO.get(role, ())]
    if complaint.state != State.CLOSED or not keeping:
        return False
    reached: set[str] | None = getattr(complaint, "_reached", None)
    if reached is None:
        reached = set(complaint.events.exclude(to_state="").values_list("to_state", flat=True))
        complaint._reached = reached  # type: ignore[attr-defined]
    return any(reached & TABLE[action][role] for role in keeping)


def may_read_identity(user: "User", complaint: "Complaint") -> bool:
    """Officers see who files only where the complainant chose to be known to them (``Mode.OPEN``)."""
    return complaint.mode == "open" and may(user, Action.READ_IDENTITY, complaint)


def states_listed_by(user: "User") -> dict[UUID, frozenset[State]]:
    """The bodies whose complaints ``user`` can find, each with the stages in which they can be found."""
    if not user.is_active:
        return {}
    listing = TABLE[Action.LIST]
    found = {
        body: frozenset[State]().union(*(listing.get(role, ()) for role in roles))
        for body, roles in roles_of(user).items()
    }
    return {body: states for body, states in found.items() if states}


def bodies_where(user: "User", action: str) -> set[UUID]:
    """The bodies where ``user`` may take ``action`` at some stage."""
    if not user.is_active:
        return set()
    return {body for body, roles in roles_of(user).items() if roles & TABLE[action].keys()}


def roles_for(action: str) -> frozenset[Role]:
    """The roles that may take ``action`` in some state."""
    return frozenset(TABLE[action])

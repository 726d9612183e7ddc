"""Who may do what with a due-diligence review at which stage: one table that code, desk, tests and documentation
read.

``TABLE[action][role]`` is the set of stages in which a person with that role may take the action: a liaison's role
counts at the body that is reviewed, every other at the umbrella body on whose behalf it is. What is not in the
table is refused. Beyond the table: who is out of a review for reasons of their own (:func:`is_out`) has no role in
it; a reviewer works on what is in their hands (``HANDS``); nobody confirms what they proposed or worked on
(``SECOND``), nor looks a second time at what they had any part in (:func:`had_part`).
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from associations.diligence.states import DONE, OPEN, State
from associations.independence import is_out
from associations.roles import Role, roles_of

if TYPE_CHECKING:
    from associations.diligence.models import Review
    from portal.accounts.models import User

ALL = frozenset(State)


class Action(StrEnum):
    LIST = "list"
    READ = "read"
    READ_OWN = "read-own"
    HISTORY = "history"
    TAKE = "take"
    ASSIGN = "assign"
    EXTEND = "extend"
    ASK = "ask"
    ENTER = "enter"
    END_ANSWERS = "end-answers"
    SERVE = "serve"
    GIVE_TIME = "give-time"
    REFUSE_TIME = "refuse-time"
    DRAFT = "draft"
    INTEND = "intend"
    HEAR = "hear"
    ENTER_COMMENT = "enter-comment"
    PROPOSE = "propose"
    CONFIRM = "confirm"
    SEND_BACK = "send-back"
    SETTLE = "settle"
    CONFIRM_SETTLE = "confirm-settle"
    DROP_SETTLE = "drop-settle"
    SECOND_LOOK = "second-look"
    NOTE = "note"
    WITHDRAW = "withdraw"
    ANSWER = "answer"
    OBJECT = "object"
    ASK_TIME = "ask-time"
    COMMENT = "comment"
    STATE = "state"
    REPORT = "report"
    ASK_SECOND = "ask-second"


_reviewer, _supervisor, _decider = Role.DUE_DILIGENCE, Role.SUPERVISOR, Role.DECISION_MAKER
_liaison, _auditor = Role.LIAISON, Role.AUDITOR
#: What comes before the person who confirms: the proposal, and what was decided.
BEFORE_DECIDER = frozenset({State.PROPOSED, State.DECIDED, State.CLOSED})
#: As long as no finding rests on what was answered.
_ANSWERING = frozenset({State.ASKED, State.ANSWERED, State.NO_ANSWER})
_WRITING = frozenset({State.ANSWERED, State.NO_ANSWER, State.DRAFTED, State.HEARING})
#: The stages in which the body has a date.
_DATED = frozenset({State.ASKED, State.HEARING})
_DECIDED, _PROPOSED = frozenset({State.DECIDED}), frozenset({State.PROPOSED})
TABLE: dict[Action, dict[Role, frozenset[State]]] = {
    # An auditor sees that there is a review, how far it is and who did what when; never what was answered or found.
    Action.LIST: {
        _reviewer: ALL,
        _supervisor: ALL,
        _decider: ALL,
        _auditor: ALL,
        _liaison: ALL - {State.OPENED},
    },
    Action.READ: {_reviewer: ALL, _supervisor: ALL, _decider: BEFORE_DECIDER},
    # Of its own review the body sees the questions, its answers, and from the hearing on the draft findings.
    Action.READ_OWN: {_liaison: ALL - {State.OPENED}},
    Action.HISTORY: {_reviewer: ALL, _supervisor: ALL, _decider: BEFORE_DECIDER, _auditor: ALL},
    Action.TAKE: {_reviewer: OPEN},
    Action.ASSIGN: {_supervisor: OPEN | {State.DECIDED}},
    # Nobody gives themselves more time.
    Action.EXTEND: {_supervisor: OPEN},
    Action.ASK: {_reviewer: frozenset({State.OPENED})},
    Action.ENTER: {_reviewer: _ANSWERING},
    Action.END_ANSWERS: {_reviewer: frozenset({State.ASKED})},
    Action.SERVE: {_reviewer: _DATED},
    Action.GIVE_TIME: {_reviewer: _DATED},
    Action.REFUSE_TIME: {_reviewer: _DATED},
    Action.DRAFT: {_reviewer: _WRITING},
    Action.INTEND: {_reviewer: _WRITING},
    Action.HEAR: {_reviewer: frozenset({State.DRAFTED})},
    Action.ENTER_COMMENT: {_reviewer: frozenset({State.HEARING})},
    Action.PROPOSE: {_reviewer: frozenset({State.HEARING})},
    Action.CONFIRM: {_decider: _PROPOSED, _supervisor: _PROPOSED},
    Action.SEND_BACK: {_decider: _PROPOSED, _supervisor: _PROPOSED},
    Action.SETTLE: {_reviewer: _DECIDED},
    Action.CONFIRM_SETTLE: {_decider: _DECIDED, _supervisor: _DECIDED},
    Action.DROP_SETTLE: {_decider: _DECIDED, _supervisor: _DECIDED},
    # Whoever had no part: in a small secretariat that may be another reviewer as well.
    Action.SECOND_LOOK: {_decider: DONE, _supervisor: DONE, _reviewer: DONE},
    Action.NOTE: {_reviewer: ALL, _supervisor: ALL},
    Action.WITHDRAW: {_supervisor: OPEN},
    Action.ANSWER: {_liaison: _ANSWERING},
    Action.OBJECT: {_liaison: _ANSWERING},
    Action.ASK_TIME: {_liaison: _DATED},
    Action.COMMENT: {_liaison: frozenset({State.HEARING})},
    Action.STATE: {_liaison: DONE},
    Action.REPORT: {_liaison: _DECIDED},
    Action.ASK_SECOND: {_liaison: DONE},
}
#: A reviewer takes these only in a review that is in their hands.
HANDS = frozenset(
    {
        Action.ASK,
        Action.ENTER,
        Action.END_ANSWERS,
        Action.SERVE,
        Action.GIVE_TIME,
        Action.REFUSE_TIME,
        Action.DRAFT,
        Action.INTEND,
        Action.HEAR,
        Action.ENTER_COMMENT,
        Action.PROPOSE,
        Action.SETTLE,
    }
)
#: Never by the person who proposed the decision or has the review in hand.
SECOND = frozenset({Action.CONFIRM, Action.SEND_BACK, Action.CONFIRM_SETTLE, Action.DROP_SETTLE})
#: What leaves somebody who had no part in a review: finding it, reading it, opening it.
NO_PART = frozenset({"opened", "read"})
#: Who may open a review at their umbrella body.
OPENERS = frozenset({_reviewer, _supervisor})


def allowed(action: Action, roles: Iterable[Role], state: str) -> bool:
    """Whether any of ``roles`` may take ``action`` in ``state``. Pure: reads the table only."""
    row = TABLE[action]
    return any(state in row.get(role, frozenset()) for role in roles)


def roles_for(action: Action) -> frozenset[Role]:
    """The roles that may take ``action`` at some stage."""
    return frozenset(role for role, states in TABLE[action].items() if states)


def roles_in(user: "User", review: "Review") -> frozenset[Role]:
    """The roles of ``user`` that count in this review (``review.body`` is read)."""
    held = roles_of(user)
    found: set[Role] = set()
    if not is_out(user, review.body_id, review.body.country):
        found |= held.get(review.umbrella_id, frozenset()) - {_liaison}
    if _liaison in held.get(review.body_id, frozenset()):
        found.add(_liaison)
    return frozenset(found)


def may(user: "User", action: Action, review: "Review") -> bool:
    """Whether ``user`` may take ``action`` now. The review must come from ``Review.objects.visible_to(user)``."""
    if not user.is_active or not allowed(action, roles_in(user, review), review.state):
        return False
    if action in HANDS:
        return review.reviewer_id == user.pk
    if action == Action.SECOND_LOOK:
        return not had_part(user, review)
    return action not in SECOND or user.pk not in {review.proposed_by_id, review.reviewer_id}


def had_part(user: "User", review: "Review") -> bool:
    """Whether ``user`` did anything in this review, whatever it was. One query."""
    if user.pk in {review.reviewer_id, review.proposed_by_id, review.confirmed_by_id}:
        return True
    return review.events.filter(actor=user).exclude(kind__in=sorted(NO_PART)).exists()


def umbrellas_where(user: "User", roles: frozenset[Role]) -> list[UUID]:
    """The bodies at which ``user`` has one of ``roles``."""
    return [body for body, held in roles_of(user).items() if held & roles] if user.is_active else []


def listed_by(user: "User") -> tuple[dict[UUID, frozenset[State]], list[UUID]]:
    """The umbrella bodies whose reviews ``user`` finds, with the stages; and the bodies ``user`` answers for."""
    if not user.is_active:
        return {}, []
    row = TABLE[Action.LIST]
    staff = {
        body: frozenset[State]().union(*(row.get(role, ()) for role in roles - {_liaison}))
        for body, roles in roles_of(user).items()
    }
    own = [body for body, roles in roles_of(user).items() if _liaison in roles]
    return {body: states for body, states in staff.items() if states}, own

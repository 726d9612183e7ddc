"""The stages of a review as data: which step leads where, and what it needs. Read by services, pages and tests."""

from dataclasses import dataclass

from associations.diligence.permissions import Action
from associations.diligence.states import DONE, OPEN, State


@dataclass(frozen=True, slots=True)
class Step:
    """``sources``: the stages in which it can be taken; ``target``: where it leads, None where it stays."""

    sources: frozenset[State]
    target: State | None
    needs_reason: bool = False


_ANSWERING = frozenset({State.ASKED, State.ANSWERED, State.NO_ANSWER})
_WRITING = frozenset({State.ANSWERED, State.NO_ANSWER, State.DRAFTED, State.HEARING})
_DATED = frozenset({State.ASKED, State.HEARING})
STEPS: dict[Action, Step] = {
    Action.TAKE: Step(OPEN, None),
    Action.ASSIGN: Step(OPEN | {State.DECIDED}, None, needs_reason=True),
    Action.EXTEND: Step(OPEN, None, needs_reason=True),
    Action.ASK: Step(frozenset({State.OPENED}), State.ASKED),
    # An answer ends nobody's time: the body says that these are all, or the date passes.
    Action.ANSWER: Step(_ANSWERING, None),
    Action.ENTER: Step(_ANSWERING, None),
    Action.OBJECT: Step(_ANSWERING, None),
    Action.END_ANSWERS: Step(frozenset({State.ASKED}), State.ANSWERED),
    Action.SERVE: Step(_DATED, None),
    Action.ASK_TIME: Step(_DATED, None),
    Action.GIVE_TIME: Step(_DATED, None),
    Action.REFUSE_TIME: Step(_DATED, None, needs_reason=True),
    # Who changes a draft that the body has seen must hear it again.
    Action.DRAFT: Step(_WRITING, State.DRAFTED),
    Action.INTEND: Step(_WRITING, State.DRAFTED),
    Action.HEAR: Step(frozenset({State.DRAFTED}), State.HEARING),
    Action.COMMENT: Step(frozenset({State.HEARING}), None),
    Action.ENTER_COMMENT: Step(frozenset({State.HEARING}), None),
    Action.PROPOSE: Step(frozenset({State.HEARING}), State.PROPOSED),
    Action.SEND_BACK: Step(frozenset({State.PROPOSED}), State.HEARING, needs_reason=True),
    Action.CONFIRM: Step(frozenset({State.PROPOSED}), State.DECIDED, needs_reason=True),
    Action.SETTLE: Step(frozenset({State.DECIDED}), None, needs_reason=True),
    Action.CONFIRM_SETTLE: Step(frozenset({State.DECIDED}), None),
    Action.DROP_SETTLE: Step(frozenset({State.DECIDED}), None, needs_reason=True),
    Action.STATE: Step(DONE, None),
    Action.REPORT: Step(frozenset({State.DECIDED}), None),
    Action.ASK_SECOND: Step(DONE, None, needs_reason=True),
    Action.SECOND_LOOK: Step(DONE, None, needs_reason=True),
    Action.WITHDRAW: Step(OPEN, State.WITHDRAWN, needs_reason=True),
}

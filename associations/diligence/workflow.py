"""The stages of a review as data: which step leads where, and what it needs. Read by services, pages and tests."""

from dataclasses import dataclass

from associations.diligence.permissions import Action
from associations.diligence.states import OPEN, State


@dataclass(frozen=True, slots=True)
class Step:
    """``sources``: the stages in which it can be taken; ``target``: where it leads, None where it stays."""

    sources: frozenset[State]
    target: State | None
    needs_reason: bool = False


STEPS: dict[Action, Step] = {
    Action.TAKE: Step(OPEN, None),
    Action.ASSIGN: Step(OPEN | {State.DECIDED}, None, needs_reason=True),
    Action.EXTEND: Step(OPEN, None, needs_reason=True),
    Action.ASK: Step(frozenset({State.OPENED}), State.ASKED),
    # An answer that comes late is an answer, as long as no finding rests on its absence.
    Action.ANSWER: Step(frozenset({State.ASKED, State.NO_ANSWER}), State.ANSWERED),
    Action.ENTER: Step(frozenset({State.ASKED, State.ANSWERED, State.NO_ANSWER}), State.ANSWERED),
    Action.NO_ANSWER: Step(frozenset({State.ASKED}), State.NO_ANSWER),
    # Who changes findings that the body has seen must hear it again.
    Action.DRAFT: Step(
        frozenset({State.ANSWERED, State.NO_ANSWER, State.DRAFTED, State.HEARING}), State.DRAFTED
    ),
    Action.HEAR: Step(frozenset({State.DRAFTED}), State.HEARING),
    Action.COMMENT: Step(frozenset({State.HEARING}), None),
    Action.PROPOSE: Step(frozenset({State.HEARING}), State.PROPOSED),
    Action.SEND_BACK: Step(frozenset({State.PROPOSED}), State.HEARING, needs_reason=True),
    Action.CONFIRM: Step(frozenset({State.PROPOSED}), State.DECIDED),
    Action.SETTLE: Step(frozenset({State.DECIDED}), None, needs_reason=True),
    Action.WITHDRAW: Step(OPEN, State.WITHDRAWN, needs_reason=True),
}

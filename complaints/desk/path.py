"""Where a complaint stands on its way, as a line of stages."""

from typing import Any

from complaints.models import Complaint, Event
from complaints.states import State

S = State
WAY: tuple[State, ...] = (
    S.RECEIVED,
    S.ACKNOWLEDGED,
    S.UNDER_ASSESSMENT,
    S.ADMISSIBLE,
    S.TRANSMITTED,
    S.EXAMINATION,
    S.DRAFT_FINDINGS,
    S.DECIDED,
    S.FOLLOW_UP,
    S.CLOSED,
)
#: Stages beside the way, and after which stage of the way they stand.
BESIDE: dict[State, State] = {
    S.PARTICULARS_ASKED: S.UNDER_ASSESSMENT,
    S.INADMISSIBLE: S.UNDER_ASSESSMENT,
    S.REPLY_RECEIVED: S.TRANSMITTED,
    S.NO_REPLY: S.TRANSMITTED,
    S.SETTLEMENT_SOUGHT: S.EXAMINATION,
}
#: Ends: nothing on the way follows.
FINAL = frozenset({S.INADMISSIBLE, S.WITHDRAWN, S.DISCONTINUED, S.REVIEW_REQUESTED, S.CLOSED})


def stages(complaint: Complaint) -> list[dict[str, Any]]:
    """Stages with what they are now (done, now, next) and when they were first reached. One query."""
    reached: dict[str, Any] = {}
    moves = complaint.events.exclude(to_state="").order_by("at").values_list("kind", "to_state", "at")
    for kind, state, at in moves:
        if kind in {Event.Kind.FILED, Event.Kind.TRANSITION}:
            reached.setdefault(state, at)
    now = State(complaint.state)
    reached.setdefault(now, complaint.state_since)
    line = [state for state in State if state in reached and state != now]
    line.sort(key=lambda state: reached[state])
    ahead: list[State] = []
    if now not in FINAL:
        here = BESIDE.get(now, now)
        start = WAY.index(here) + 1
        ahead = [state for state in WAY[start:] if state not in reached]
        if now == S.PARTICULARS_ASKED:
            ahead = [S.UNDER_ASSESSMENT, *ahead]
            line = [state for state in line if state != S.UNDER_ASSESSMENT]
    return [
        *({"label": state.label, "state": "done", "date": reached[state]} for state in line),
        {"label": now.label, "state": "now", "date": complaint.state_since},
        *({"label": state.label, "state": "next"} for state in ahead),
    ]

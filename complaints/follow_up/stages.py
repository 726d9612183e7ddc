"""Where a complaint stands, said to the person who filed it: the line of stages, what the present one means,
the dates.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints import clocks
from complaints.models import Clock, Complaint, Event
from complaints.states import ENDED, State
from complaints.workflow import goes_on

S = State
#: The way of a complaint that is examined to its end. Several stages of the workflow share one place on the line.
LINE: tuple[tuple[Any, tuple[State, ...]], ...] = (
    (gettext_lazy("Received"), (S.RECEIVED,)),
    (gettext_lazy("Acknowledged"), (S.ACKNOWLEDGED,)),
    (gettext_lazy("Assessed for admissibility"), (S.UNDER_ASSESSMENT, S.PARTICULARS_ASKED, S.ADMISSIBLE)),
    (gettext_lazy("Put to the body complained about"), (S.TRANSMITTED, S.REPLY_RECEIVED, S.NO_REPLY)),
    (gettext_lazy("Examined"), (S.EXAMINATION, S.SETTLEMENT_SOUGHT, S.DRAFT_FINDINGS)),
    (gettext_lazy("Decided"), (S.DECIDED,)),
    (gettext_lazy("Followed up"), (S.FOLLOW_UP,)),
    (gettext_lazy("Closed"), (S.CLOSED,)),
)

#: (what the stage means, what can come next)
MEANING: dict[State, tuple[Any, Any]] = {
    S.RECEIVED: (
        gettext_lazy("Your complaint has arrived and waits for a person to read it."),
        gettext_lazy("Next, an officer acknowledges it or asks you for particulars."),
    ),
    S.ACKNOWLEDGED: (
        gettext_lazy("A person has read your complaint."),
        gettext_lazy("Next, it is assessed whether the complaint can be examined."),
    ),
    S.UNDER_ASSESSMENT: (
        gettext_lazy("The question now is only whether the complaint can be examined, not who is right."),
        gettext_lazy(
            "Next, it is found admissible or inadmissible, or you are asked for particulars. You are told, "
            "with reasons."
        ),
    ),
    S.PARTICULARS_ASKED: (
        gettext_lazy("We have asked you something. While we wait for your answer, the assessment is paused."),
        gettext_lazy(
            "Next, when you have answered, the assessment goes on with its full time. If the date for your answer "
            "passes, it may go on with what we have; you are told."
        ),
    ),
    S.INADMISSIBLE: (
        gettext_lazy(
            "The complaint cannot be examined here. The reasons stand in the messages below. This does not say "
            "that what you reported is untrue."
        ),
        gettext_lazy("If nobody asks for a review in time, the complaint is closed."),
    ),
    S.ADMISSIBLE: (
        gettext_lazy(
            "The complaint can be examined. The reasons stand in the messages below. This does not yet say who is "
            "right: what you report remains alleged."
        ),
        gettext_lazy(
            "Next, it is put to the body complained about, within what you allowed: with your identity, "
            "without it, or not before we have asked you."
        ),
    ),
    S.TRANSMITTED: (
        gettext_lazy("The body complained about has been asked to reply."),
        gettext_lazy("Next, its reply is recorded – or that it did not reply."),
    ),
    S.REPLY_RECEIVED: (
        gettext_lazy("The body complained about has replied."),
        gettext_lazy("Next, the complaint and the reply are examined together."),
    ),
    S.NO_REPLY: (
        gettext_lazy("The body complained about has not replied in time."),
        gettext_lazy("Next, the complaint is examined without a reply."),
    ),
    S.EXAMINATION: (
        gettext_lazy("Both sides' accounts are being examined."),
        gettext_lazy(
            "Next, a friendly settlement is sought, or draft findings go to both sides for comment."
        ),
    ),
    S.SETTLEMENT_SOUGHT: (
        gettext_lazy("We ask both sides whether they can agree. You need not agree to anything."),
        gettext_lazy("Next, the settlement is recorded, or the examination goes on."),
    ),
    S.DRAFT_FINDINGS: (
        gettext_lazy("Draft findings are out for comment by both sides."),
        gettext_lazy("Next comes the decision."),
    ),
    S.DECIDED: (
        gettext_lazy("The complaint has been decided. The reasons stand in the messages below."),
        gettext_lazy(
            "Next, when a review can no longer be asked for, what was recommended is followed up, or the complaint "
            "is closed."
        ),
    ),
    S.FOLLOW_UP: (
        gettext_lazy("We follow up whether what was recommended is done."),
        gettext_lazy("Next, the complaint is closed with a record of what was done."),
    ),
    S.CLOSED: (
        gettext_lazy("The complaint is closed. You can still read everything here, until it is erased."),
        "",
    ),
    S.WITHDRAWN: (
        gettext_lazy("You have withdrawn the complaint. It is not examined any further."),
        gettext_lazy("If somebody made you do so, write it in a message: it is read."),
    ),
    S.DISCONTINUED: (
        gettext_lazy("The complaint is not pursued any further. The reasons stand in the messages below."),
        "",
    ),
    S.REVIEW_REQUESTED: (
        gettext_lazy("A review of the result has been asked for."),
        gettext_lazy(
            "Next, somebody who took no part so far decides whether the complaint is assessed again. You are told, "
            "with reasons."
        ),
    ),
}

#: Beside what comes next, while nobody can do it through the portal.
WAITS = gettext_lazy(
    "The portal has no pages for that yet, they are still being built. Until then your complaint waits at this stage; "
    "you can write to us."
)


def stage_line(complaint: Complaint, events: Iterable[Event]) -> list[dict[str, Any]]:
    """For ``portal/components/stage_line.html``: the stages passed, with dates, the present one, those to come."""
    reached: dict[str, datetime] = {S.RECEIVED: complaint.filed_at}
    for event in events:
        if event.to_state:
            reached.setdefault(event.to_state, event.at)
    state = State(complaint.state)
    means, then = MEANING[state]
    if state not in ENDED and not goes_on(state):
        then = f"{then} {WAITS}"
    now = {
        "label": state.label,
        "state": "now",
        "date": complaint.state_since,
        "note": f"{means} {then}".strip(),
    }
    here = next((at for at, (_label, states) in enumerate(LINE) if state in states), None)
    last = (
        here
        if here is not None
        else max(at for at, (_l, states) in enumerate(LINE) if set(states) & set(reached))
    )
    line: list[dict[str, Any]] = []
    for at, (label, states) in enumerate(LINE):
        dates = [reached[each] for each in states if each in reached]
        if at == here:
            line.append(now)
        elif at <= last:
            passed = {"state": "done", "date": min(dates)} if dates else {"state": "skipped"}
            line.append({"label": label} | passed)
        elif here is not None and state not in ENDED:
            line.append({"label": label, "state": "next"})
    if here is None:
        line.append(now)
    return line


# --- dates --------------------------------------------------------------------------------------------------

#: Clocks that concern the complainant, as they are said to them. The rest are the desk's own business.
SAID: dict[str, Any] = {
    "acknowledge": gettext_lazy("Acknowledge your complaint, or ask you for particulars"),
    "particulars": gettext_lazy("Answer our question"),
    "assess": gettext_lazy("Decide whether the complaint can be examined"),
    "tell-unsuitable": gettext_lazy("Tell you, with reasons, if it cannot be examined"),
    "interim-measure": gettext_lazy("Decide whether an interim measure or a statement is needed"),
    "reply": gettext_lazy("Reply to the complaint"),
    "committee-report": gettext_lazy("Report on what the examination found"),
    "comment": gettext_lazy("Comment on the draft findings"),
    "feedback": gettext_lazy("Tell you what has been done about your complaint"),
    "request-review": gettext_lazy("Ask for a review, if you wish one"),
    "review": gettext_lazy("Decide on your request for a review"),
    "follow-up": gettext_lazy("Look whether what was recommended is done"),
    "retention": gettext_lazy("What you told us is erased"),
}


@dataclass(frozen=True, slots=True)
class Due:
    """One date: who has to do what by when. ``state`` is for the clock component. ``over_at``: when it was done, or
    ended without being done.
    """

    who: str
    what: str
    due: datetime
    state: str
    over_at: datetime | None = None


def dates(known: Iterable[Clock], now: datetime) -> list[Due]:
    """What is owed by whom, the nearest first; what is paused comes last."""
    found = _told((clock for clock in known if clock.is_open), now)
    return sorted(found, key=lambda due: (due.state, due.due))


def over(known: Iterable[Clock], now: datetime) -> list[Due]:
    """The limits that are over, kept or missed, in the order in which they ended. What became pointless in time is left
    out: nobody has to know of it.
    """
    found = _told((clock for clock in known if not clock.is_open), now)
    return sorted((due for due in found if due.state != "off"), key=lambda due: due.over_at or due.due)


def _told(some: Iterable[Clock], now: datetime) -> list[Due]:
    who = {
        clocks.Owes.STAFF: _("We"),
        clocks.Owes.COMPLAINANT: _("You"),
        clocks.Owes.RESPONDENT: _("The body complained about"),
        clocks.Owes.NOBODY: _("By itself"),
    }
    return [
        Due(
            who=who[clocks.Owes(clock.owes)],
            what=str(SAID[clock.rule]),
            due=clock.due_at,
            state=clocks.state_of(clock, now),
            over_at=clock.met_at or clock.stopped_at,
        )
        for clock in some
        if clock.rule in SAID
    ]

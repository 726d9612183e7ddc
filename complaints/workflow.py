"""The way of a complaint, as data: which step leads from where to where, what it needs, which clocks it moves.

Who may take a step is in ``permissions.py``; taking it is ``services/transitions.py``. Services, the desk's
forms and the tests read the same rows.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.states import WITHDRAWABLE, State


class Need(StrEnum):
    """What a step cannot be taken without."""

    REASON = "reason"  # an internal reason, sealed, for the history
    MESSAGE = "message"  # words for the complainant
    REASON_CODE = "reason_code"  # one of InadmissibilityReason


class By(StrEnum):
    STAFF = "staff"
    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"
    SYSTEM = "system"  # the portal itself, when a time has run out


@dataclass(frozen=True, slots=True)
class Transition:
    """One step. ``starts``, ``meets``, ``stops``, ``pauses`` and ``resumes`` name clock rules (``clocks.py``)."""

    name: str
    label: str | Promise
    sources: frozenset[State]
    target: State
    by: frozenset[By] = frozenset({By.STAFF})
    needs: frozenset[Need] = frozenset()
    meets: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    #: Paused clocks that begin again in full ("from receipt or from the particulars asked for, the later").
    restarts: tuple[str, ...] = ()
    #: Paused clocks that go on with the time that was left.
    resumes: tuple[str, ...] = ()
    #: Clocks that become pointless: they stop without being met, missed if they were.
    stops: tuple[str, ...] = ()
    #: Every running clock that somebody owes becomes pointless and stops without being met.
    stops_all: bool = False
    #: The step can be taken only while this clock runs and its date has not passed.
    within: str | None = None
    #: The step cannot be taken while this clock runs and its date lies ahead: it would take somebody's time away.
    after: str | None = None
    #: Kind of notice for the complainant (``notifications.py``), if any.
    notice: str | None = None
    #: Whether the staff's page for this step exists.
    page: bool = False
    hint: str | Promise = field(default="")


def _s(*states: State) -> frozenset[State]:
    return frozenset(states)


S = State
TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "acknowledge",
        _("Acknowledge"),
        _s(S.RECEIVED),
        S.ACKNOWLEDGED,
        meets=("acknowledge",),
        starts=("feedback",),
        notice="complaint.acknowledged",
        page=True,
        hint=_("Tells the complainant that a person has read the complaint and by when they hear more."),
    ),
    Transition(
        "begin-assessment",
        _("Begin the assessment"),
        _s(S.ACKNOWLEDGED),
        S.UNDER_ASSESSMENT,
        page=True,
        hint=_("From now on the question is whether the complaint is admissible."),
    ),
    Transition(
        "ask-particulars",
        _("Ask for particulars"),
        _s(S.RECEIVED, S.ACKNOWLEDGED, S.UNDER_ASSESSMENT),
        S.PARTICULARS_ASKED,
        needs=frozenset({Need.MESSAGE}),
        meets=("acknowledge",),
        starts=("feedback", "particulars"),
        pauses=("assess", "tell-unsuitable"),
        notice="complaint.message",
        page=True,
        hint=_(
            "Your question is put to the complainant, with a date for the answer. The assessment waits for it."
        ),
    ),
    Transition(
        "receive-particulars",
        _("Particulars received"),
        _s(S.PARTICULARS_ASKED),
        S.UNDER_ASSESSMENT,
        by=frozenset({By.COMPLAINANT}),
        meets=("particulars",),
        restarts=("assess", "tell-unsuitable"),
    ),
    Transition(
        "resume-assessment",
        _("Go on without the particulars"),
        _s(S.PARTICULARS_ASKED),
        S.UNDER_ASSESSMENT,
        needs=frozenset({Need.REASON, Need.MESSAGE}),
        resumes=("assess", "tell-unsuitable"),
        after="particulars",
        notice="complaint.message",
        page=True,
        hint=_("The assessment clocks go on with the time that was left. The complainant is told."),
    ),
    Transition(
        "find-inadmissible",
        _("Find inadmissible"),
        _s(S.UNDER_ASSESSMENT),
        S.INADMISSIBLE,
        needs=frozenset({Need.REASON_CODE, Need.REASON, Need.MESSAGE}),
        meets=("assess", "tell-unsuitable", "feedback"),
        starts=("request-review",),
        stops_all=True,
        notice="complaint.assessed",
        page=True,
        hint=_("Needs a reason code and the reasons in words; the complainant may ask for a review."),
    ),
    Transition(
        "find-admissible",
        _("Find admissible"),
        _s(S.UNDER_ASSESSMENT),
        S.ADMISSIBLE,
        needs=frozenset({Need.REASON, Need.MESSAGE}),
        meets=("assess", "tell-unsuitable"),
        stops=("inform-supervisor",),
        notice="complaint.assessed",
        page=True,
        hint=_("Says nothing about who is right: only that the complaint will be examined."),
    ),
    Transition(
        "transmit",
        _("Transmit to the respondent"),
        _s(S.ADMISSIBLE),
        S.TRANSMITTED,
        needs=frozenset({Need.REASON}),
        starts=("reply",),
        notice="complaint.news",
    ),
    Transition(
        "record-reply",
        _("Record the reply"),
        _s(S.TRANSMITTED, S.NO_REPLY),
        S.REPLY_RECEIVED,
        by=frozenset({By.STAFF, By.RESPONDENT}),
        meets=("reply",),
        notice="complaint.news",
    ),
    Transition(
        "record-no-reply",
        _("Record that no reply came"),
        _s(S.TRANSMITTED),
        S.NO_REPLY,
        needs=frozenset({Need.REASON}),
        after="reply",
        notice="complaint.news",
    ),
    Transition(
        "examine",
        _("Begin the examination"),
        _s(S.REPLY_RECEIVED, S.NO_REPLY),
        S.EXAMINATION,
        starts=("committee-report",),
        notice="complaint.news",
    ),
    Transition(
        "seek-settlement",
        _("Seek a friendly settlement"),
        _s(S.EXAMINATION),
        S.SETTLEMENT_SOUGHT,
        needs=frozenset({Need.REASON}),
        pauses=("committee-report",),
        notice="complaint.news",
    ),
    Transition(
        "resume-examination",
        _("Go back to the examination"),
        _s(S.SETTLEMENT_SOUGHT),
        S.EXAMINATION,
        needs=frozenset({Need.REASON}),
        resumes=("committee-report",),
        notice="complaint.news",
    ),
    Transition(
        "draft-findings",
        _("Put draft findings to both sides"),
        _s(S.EXAMINATION),
        S.DRAFT_FINDINGS,
        meets=("committee-report",),
        starts=("comment",),
        notice="complaint.news",
    ),
    Transition(
        "settle",
        _("Record a friendly settlement"),
        _s(S.SETTLEMENT_SOUGHT),
        S.DECIDED,
        needs=frozenset({Need.REASON}),
        meets=("committee-report", "feedback"),
        notice="complaint.news",
    ),
    Transition(
        "decide",
        pgettext_lazy("verb", "Decide"),
        _s(S.DRAFT_FINDINGS),
        S.DECIDED,
        needs=frozenset({Need.REASON}),
        meets=("feedback",),
        starts=("request-review",),
        after="comment",
        notice="complaint.news",
    ),
    Transition(
        "follow-up",
        _("Follow the measures up"),
        _s(S.DECIDED),
        S.FOLLOW_UP,
        starts=("follow-up",),
        after="request-review",
        notice="complaint.news",
    ),
    Transition(
        "close",
        pgettext_lazy("verb", "Close"),
        _s(S.INADMISSIBLE, S.DECIDED, S.FOLLOW_UP, S.WITHDRAWN, S.DISCONTINUED),
        S.CLOSED,
        needs=frozenset({Need.REASON}),
        meets=("follow-up",),
        starts=("retention",),
        stops_all=True,
        after="request-review",
        notice="complaint.news",
        page=True,
        hint=_("Possible when nobody can ask for a review any more. The complainant is told."),
    ),
    Transition(
        "lapse",
        _("Closed: nobody asked for a review in time"),
        _s(S.INADMISSIBLE),
        S.CLOSED,
        by=frozenset({By.SYSTEM}),
        starts=("retention",),
        stops_all=True,
        after="request-review",
        notice="complaint.news",
    ),
    Transition(
        "withdraw",
        _("Withdraw"),
        WITHDRAWABLE,
        S.WITHDRAWN,
        by=frozenset({By.COMPLAINANT}),
        starts=("retention",),
        stops_all=True,
    ),
    Transition(
        "discontinue",
        _("Discontinue"),
        WITHDRAWABLE,  # nor a review that was asked for: that is the reviewer's to decide
        S.DISCONTINUED,
        needs=frozenset({Need.REASON, Need.MESSAGE}),
        starts=("retention",),
        stops_all=True,
        after="particulars",
        notice="complaint.news",
    ),
    Transition(
        "request-review",
        _("Request a review"),
        _s(S.INADMISSIBLE, S.DECIDED),
        S.REVIEW_REQUESTED,
        by=frozenset({By.COMPLAINANT, By.RESPONDENT}),
        needs=frozenset({Need.REASON}),
        meets=("request-review",),
        starts=("review",),
        within="request-review",
    ),
    Transition(
        "reopen",
        _("Review granted: assess again"),
        _s(S.REVIEW_REQUESTED),
        S.UNDER_ASSESSMENT,
        needs=frozenset({Need.REASON, Need.MESSAGE}),
        meets=("review",),
        starts=("assess", "tell-unsuitable", "feedback"),
        notice="complaint.news",
        page=True,
        hint=_("The complaint is assessed once more, with its full time. The complainant is told why."),
    ),
    Transition(
        "uphold",
        _("Review refused: the result stands"),
        _s(S.REVIEW_REQUESTED),
        S.CLOSED,
        needs=frozenset({Need.REASON, Need.MESSAGE}),
        meets=("review",),
        starts=("retention",),
        stops_all=True,
        notice="complaint.news",
        page=True,
        hint=_("Ends the complaint: no further review can be asked for. The complainant is told why."),
    ),
)
BY_NAME: dict[str, Transition] = {transition.name: transition for transition in TRANSITIONS}


def goes_on(state: str) -> bool:
    """Whether a page exists for any step that staff can take from ``state``. Where none does, the complaint waits."""
    return any(step.page and By.STAFF in step.by and state in step.sources for step in TRANSITIONS)


def _reached() -> frozenset[State]:
    reached, more = {State.RECEIVED}, True
    while more:
        taken = {step.target for step in TRANSITIONS if step.sources & reached and _can_be_taken(step)}
        more = not taken <= reached
        reached |= taken
    return frozenset(reached)


def _can_be_taken(step: Transition) -> bool:
    return step.page or bool(step.by & {By.COMPLAINANT, By.SYSTEM})


#: The stages that pages lead to today. Elsewhere only the demonstration's complaints stand, as a preview.
REACHED_BY_PAGES = _reached()

"""The states a complaint can be in, in the order a reader expects them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    RECEIVED = "received", _("Received")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    UNDER_ASSESSMENT = "under-assessment", _("Under assessment")
    PARTICULARS_ASKED = "particulars-asked", _("Particulars asked for")
    INADMISSIBLE = "inadmissible", _("Inadmissible")
    ADMISSIBLE = "admissible", _("Admissible")
    TRANSMITTED = "transmitted", _("Transmitted to the respondent")
    REPLY_RECEIVED = "reply-received", _("Reply received")
    NO_REPLY = "no-reply", _("No reply")
    EXAMINATION = "examination", _("Under examination")
    SETTLEMENT_SOUGHT = "settlement-sought", _("Friendly settlement sought")
    DRAFT_FINDINGS = "draft-findings", _("Draft findings out for comment")
    DECIDED = "decided", _("Decided")
    FOLLOW_UP = "follow-up", _("Follow-up of the decision")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn by the complainant")
    DISCONTINUED = "discontinued", _("Discontinued")
    REVIEW_REQUESTED = "review-requested", _("Review requested")


#: Nobody owes anybody a next step any more, except the review that may still be asked for.
ENDED = frozenset({State.INADMISSIBLE, State.CLOSED, State.WITHDRAWN, State.DISCONTINUED})
OPEN = frozenset(State) - ENDED
#: Before a decision on admissibility: the part of the way that the triage desk looks after.
BEFORE_ADMISSIBILITY = frozenset(
    {State.RECEIVED, State.ACKNOWLEDGED, State.UNDER_ASSESSMENT, State.PARTICULARS_ASKED}
)
#: A complainant can no longer withdraw what has been decided or has ended.
WITHDRAWABLE = OPEN - {State.DECIDED, State.FOLLOW_UP, State.REVIEW_REQUESTED}


class InadmissibilityReason(models.TextChoices):
    """Reason codes. That a respondent left its association is never among them."""

    NOT_A_PROSECUTOR = "not-a-prosecutor", _("The conduct is not that of a prosecutor or prosecution service")
    NO_RIGHT_ENGAGED = "no-right-engaged", _("No human right is engaged by what is alleged")
    INSUFFICIENT_INFORMATION = (
        "insufficient-information",
        _("Too little information, also after particulars were asked for"),
    )
    ANONYMOUS_UNVERIFIABLE = "anonymous-and-unverifiable", _("Anonymous, and nothing in it can be verified")
    ABUSIVE = "abusive", _("Abusive use of the mechanism")
    DUPLICATE = "duplicate-of", _("The same complaint is already being handled")
    PENDING_ELSEWHERE = "pending-elsewhere", _("The same matter is before another international procedure")
    APPEAL_IN_DISGUISE = (
        "appeal-in-disguise",
        _("It asks only for the facts of a court case to be tried again"),
    )
    OUTSIDE_MEMBERSHIP = (
        "outside-membership",
        _("The respondent was not a member, neither at the time of the facts nor at filing"),
    )
    TOO_OLD = "too-old", _("Too much time has passed since the facts")

"""What a review can be about, the stages it goes through, and how it can end: codes and words."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: Of references: ``DDR-2026-4XQ7K2M-F``.
PREFIX = "DDR"
#: Days after its end when everything sealed of a review is erased; what was published stays. DOMAIN section 3,
#: "content kept after closure".
KEPT_DAYS = 1095
#: Characters of one answer, one finding, one comment.
LONGEST = 10_000
#: Characters of the statement that a body publishes beside a decision: some six hundred words.
STATEMENT = 4000
#: Characters that a confirmation says at least: "ok" is no reason.
SUBSTANCE = 30


class ReviewPurpose(models.TextChoices):
    NEW = "new", _("of a new member")
    CURRENT = "current", _("of a current member")
    HOST = "host", _("of a host")


class State(models.TextChoices):
    OPENED = "opened", pgettext_lazy("review", "opened")
    ASKED = "asked", _("answers asked for")
    ANSWERED = "answered", _("answers received")
    NO_ANSWER = "no-answer", _("no answer received")
    DRAFTED = "drafted", _("findings drafted")
    HEARING = "hearing", _("the body is heard")
    PROPOSED = "proposed", _("decision proposed")
    DECIDED = "decided", _("decided, conditions run")
    CLOSED = "closed", pgettext_lazy("review", "closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("review", "withdrawn")


DONE = frozenset({State.DECIDED, State.CLOSED})
ENDED = DONE | {State.WITHDRAWN}
OPEN = frozenset(State) - ENDED
#: The way that most reviews take, for the line of stages; "no answer" stands in the place of "answers received".
WAY = (
    State.OPENED,
    State.ASKED,
    State.ANSWERED,
    State.DRAFTED,
    State.HEARING,
    State.PROPOSED,
    State.DECIDED,
    State.CLOSED,
)


class Outcome(models.TextChoices):
    ADMIT = "admit", _("admission recommended")
    ADMIT_CONDITIONS = "admit-conditions", _("admission recommended with conditions")
    NOT_ADMIT = "not-admit", _("admission not recommended")
    POSTPONE = "postpone", _("postponed")
    NO_CONCERN = "no-concern", _("no concern found")
    CONDITIONS = "conditions", _("conditions set")
    SUSPEND = "suspend", _("suspension proposed")
    REFER = "refer", _("referred to the deciding organ of the umbrella body")
    SUITABLE = "suitable", _("suitable as host")
    SUITABLE_CONDITIONS = "suitable-conditions", _("suitable as host with conditions")
    NOT_SUITABLE = "not-suitable", _("not suitable as host")


#: How a review of each purpose can end.
OUTCOMES: dict[ReviewPurpose, tuple[Outcome, ...]] = {
    ReviewPurpose.NEW: (Outcome.ADMIT, Outcome.ADMIT_CONDITIONS, Outcome.NOT_ADMIT, Outcome.POSTPONE),
    ReviewPurpose.CURRENT: (Outcome.NO_CONCERN, Outcome.CONDITIONS, Outcome.SUSPEND, Outcome.REFER),
    ReviewPurpose.HOST: (Outcome.SUITABLE, Outcome.SUITABLE_CONDITIONS, Outcome.NOT_SUITABLE),
}
#: These name at least one condition; no other outcome has any.
CONDITIONAL = frozenset({Outcome.ADMIT_CONDITIONS, Outcome.CONDITIONS, Outcome.SUITABLE_CONDITIONS})


#: From the mildest to the gravest: a second look leads up this list, never down (``services/second_look.py``).
GRAVITY: dict[ReviewPurpose, tuple[Outcome, ...]] = {
    ReviewPurpose.NEW: (Outcome.ADMIT, Outcome.ADMIT_CONDITIONS, Outcome.POSTPONE, Outcome.NOT_ADMIT),
    ReviewPurpose.CURRENT: (Outcome.NO_CONCERN, Outcome.CONDITIONS, Outcome.REFER, Outcome.SUSPEND),
    ReviewPurpose.HOST: (Outcome.SUITABLE, Outcome.SUITABLE_CONDITIONS, Outcome.NOT_SUITABLE),
}
FAVOURABLE = frozenset({Outcome.ADMIT, Outcome.NO_CONCERN, Outcome.SUITABLE})
ADVERSE = frozenset({Outcome.NOT_ADMIT, Outcome.SUSPEND, Outcome.NOT_SUITABLE})


class Way(models.TextChoices):
    """How an answer or a comment came that the reviewer entered."""

    LETTER = "letter", _("by letter")
    MAIL = "mail", _("by e-mail")
    MEETING = "meeting", _("in a meeting")
    CALL = "call", _("in a call")


class ConditionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("condition", "open")
    MET = "met", pgettext_lazy("condition", "met")
    NOT_MET = "not-met", pgettext_lazy("condition", "not met")
    DROPPED = "dropped", pgettext_lazy("condition", "no longer asked for")


class Served(models.TextChoices):
    """How the questions, or the draft, were put to the body."""

    PORTAL = "portal", _("through its liaison in this portal")
    LETTER = "letter", _("by letter")
    MAIL = "mail", _("by e-mail")
    MEETING = "meeting", _("in a meeting")
    UNREACHED = "unreached", _("it could not be reached")


class Extension(models.TextChoices):
    """Why a review takes longer: public, and chosen from a list, so that it says nothing about the body alone."""

    BODY_ASKED = "body-asked", _("the body asked for more time")
    BODY_SERVED_LATE = "served-late", _("the body was asked late")
    SOURCES = "sources", _("sources take longer to consult")
    CAPACITY = "capacity", _("the umbrella body has too few reviewers")
    EVENT = "event", _("the event was moved")


class Withdrawal(models.TextChoices):
    """Why a review ended without a decision: public. What else there is to say is sealed."""

    MISTAKE = "mistake", _("it was opened by mistake")
    OFFER = "offer", _("the offer to host was taken back")
    EVENT = "event", _("the event does not take place")
    APPLICATION = "application", _("the body no longer asks to be admitted")
    MEMBERSHIP = "membership", _("the body is no longer a member")
    RENEWED = "renewed", _("another review takes its place")


class SecondResult(models.TextChoices):
    CONFIRMED = "confirmed", pgettext_lazy("second look", "decision confirmed")
    CHANGED = "changed", pgettext_lazy("second look", "decision changed")

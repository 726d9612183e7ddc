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


class Way(models.TextChoices):
    """How an answer came that the reviewer entered."""

    LETTER = "letter", _("by letter")
    MAIL = "mail", _("by e-mail")
    MEETING = "meeting", _("in a meeting")
    CALL = "call", _("in a call")


class ConditionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("condition", "open")
    MET = "met", pgettext_lazy("condition", "met")
    NOT_MET = "not-met", pgettext_lazy("condition", "not met")
    DROPPED = "dropped", pgettext_lazy("condition", "no longer asked for")

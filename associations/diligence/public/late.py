"""Whose delay it is. A review is the umbrella body's: when its date passes, the umbrella body is late. What the body
that is reviewed did or did not do is said beside it, and nothing is said of what it was never asked.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations.diligence.models import Review
from associations.diligence.states import Served, State


@dataclass(frozen=True, slots=True)
class Lateness:
    """``sentence``: the umbrella body is late; ``body``: what the body that is reviewed did."""

    days: int
    sentence: str
    body: str


def lateness(review: Review, today: date) -> Lateness | None:
    """Of an overdue review; ``review.umbrella`` is read. None for one that is not."""
    days = review.days_over(today)
    if not days:
        return None
    sentence = ngettext(
        "%(umbrella)s is late with its review by %(days)s day.",
        "%(umbrella)s is late with its review by %(days)s days.",
        days,
    ) % {"umbrella": review.umbrella.name, "days": days}
    return Lateness(days, sentence, of_body(review, today))


def of_body(review: Review, today: date) -> str:
    """What the body did in a review that is under way, in a sentence."""
    if review.state == State.OPENED or review.answers_due_on is None:
        return _("The body was not asked yet.")
    if review.state == State.HEARING and review.comment_until and today <= review.comment_until:
        until = date_format(review.comment_until)
        return _("Until %(date)s the body can comment on the draft.") % {"date": until}
    if review.answered_at is not None:
        return _("The body has sent answers.")
    if review.asked_way == Served.UNREACHED:
        return _("The body could not be reached.")
    due = date_format(review.answers_due_on)
    if today <= review.answers_due_on:
        return _("The body has until %(date)s to answer.") % {"date": due}
    if review.state in {State.ASKED, State.NO_ANSWER}:
        return _("Since %(date)s the body is late with its answers.") % {"date": due}
    return _("By %(date)s the body did not answer.") % {"date": due}

"""What the desk's templates need. Only ``review_queues`` asks the database."""

from datetime import date

from django import template
from django.template.context import Context
from django.utils import timezone

from associations.diligence.desk.queues import Queue, queues
from associations.diligence.models import Review
from associations.diligence.states import ADVERSE, FAVOURABLE, Outcome, State

register = template.Library()


@register.simple_tag(takes_context=True)
def review_queues(context: Context) -> list[Queue]:
    """The queues of whoever is logged in; none for those who have no part in reviews."""
    return queues(context["request"].user, timezone.now())


@register.filter
def next_date(review: Review) -> date | None:
    """What is due next of an open review: what the body owes, or the review itself if that comes sooner."""
    own = own_date(review)
    return (min(own, review.due_on) if own else review.due_on) if review.is_open else None


@register.filter
def own_date(review: Review) -> date | None:
    """Until when the body that is reviewed can do something."""
    return {State.ASKED: review.answers_due_on, State.HEARING: review.comment_until}.get(State(review.state))


@register.filter
def outcome_shape(review: Review) -> str:
    """The shape beside a decision: the tick only where nothing is asked for and nothing stands against the body."""
    outcome = Outcome(review.outcome)
    return "met" if outcome in FAVOURABLE else "close" if outcome in ADVERSE else "running"

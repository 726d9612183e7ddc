"""Which bodies are still heard in a review: what this room hands in (``associations/hearing.py``).

As long as a review is open, conditions of a decision run, or it can be contested, the body that was reviewed keeps its
voice, also when it has left - and a candidate, that is no member yet, has one.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from associations.diligence.models import Review
from associations.diligence.states import DONE, ENDED, OPEN, ReviewPurpose, State


def _alive() -> Q:
    today = timezone.localdate(timezone.now(), timezone.get_default_timezone())
    contested = Q(state__in=sorted(DONE)) & (Q(contest_until__gte=today) | Q(second_look__result=""))
    return Q(state__in=sorted(OPEN | {State.DECIDED})) | contested


def still_heard(body: str) -> Q:
    """A condition on rows that lead to a body by the column ``body``: a review of it is not over for it."""
    return Q(Exists(Review.objects.filter(_alive(), body=OuterRef(body))))


def was_candidate(body: str) -> Q:
    """A condition on the same rows: it asked to be admitted, and that review has ended."""
    asked = Review.objects.filter(purpose=ReviewPurpose.NEW, state__in=sorted(ENDED), body=OuterRef(body))
    return Q(Exists(asked))

"""Which bodies are still heard in a complaint: what this room hands in (``associations/hearing.py``).

A respondent that leaves does not escape a complaint, and is not silenced in it either: what was transmitted while
it is open is answered, commented on and reviewed as before (DOMAIN section 5, "respondent left before decision").
"""

from django.db.models import Exists, OuterRef, Q

from complaints.models import Event, Respondent
from complaints.states import OPEN


def still_heard(body: str) -> Q:
    """A condition on rows that lead to a body by the column ``body``: a complaint about it was transmitted and is open.

    Transmitted: the step was taken at some time. A review may have led the complaint back to an earlier stage.
    """
    transmitted = Event.objects.filter(complaint=OuterRef("complaint"), transition="transmit")
    concerned = Respondent.objects.filter(
        Exists(transmitted), association=OuterRef(body), complaint__state__in=sorted(OPEN)
    )
    return Q(Exists(concerned))

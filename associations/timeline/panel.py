"""The way to the timeline, on the page of a body in the directory."""

from django.db.models import F, Func, IntegerField, Q, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from associations.directory.panels import Panel
from associations.models import Association, Event

#: A count without GROUP BY, which fits beside a row of its own query.
_COUNT = Func(F("pk"), function="COUNT", output_field=IntegerField())


def of_body(request: HttpRequest, body: Association) -> Panel:
    """How many events are on record and the latest of them. One query (indexes ``event_of_subject`` and
    ``event_with_other``).
    """
    events = Event.objects.current().filter(Q(subject=body) | Q(other=body))
    number = events.order_by().annotate(number=_COUNT).values("number")
    latest = (
        events.annotate(number=Subquery(number))
        .select_related("subject", "said_by")
        .order_by("-day", "-recorded_at")
        .first()
    )
    context = {
        "number": latest.number if latest else 0,
        "latest": latest,
        "url": reverse("timeline:body", args=[body.slug]),
    }
    return Panel(_("Timeline"), "associations/timeline/panel.html", context)

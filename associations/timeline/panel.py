"""The way to the timeline, on the page of a body in the directory."""

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from associations.directory.panels import Panel
from associations.models import Association, Event


def of_body(request: HttpRequest, body: Association) -> Panel:
    """How many events are on record and the latest of them. Two queries (indexes ``event_of_subject`` and
    ``event_with_other``).
    """
    events = Event.objects.current().filter(Q(subject=body) | Q(other=body))
    latest = events.select_related("subject", "said_by").order_by("-day", "-recorded_at").first()
    context = {
        "number": events.count(),
        "latest": latest,
        "url": reverse("timeline:body", args=[body.slug]),
    }
    return Panel(_("Timeline"), "associations/timeline/panel.html", context)

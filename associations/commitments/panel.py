"""The six commitments on the page of a body in the directory."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.commitments import reading
from associations.directory.panels import Panel
from associations.models import Association


def of_body(request: HttpRequest, body: Association) -> Panel:
    """Two queries at most (``reading.shown``)."""
    context = {"shown": reading.shown(body, timezone.localdate())}
    return Panel(_("Commitments"), "associations/commitments/panel.html", context)

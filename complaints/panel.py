"""Whom a complaint about a body goes to: what this room hands in for the body's page in the directory."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.directory.panels import Panel
from associations.models import Association
from complaints.models import RoutingReason
from complaints.routing import NoHandlingBody, route


def of_body(request: HttpRequest, body: Association) -> Panel:
    """What ``routing.route`` would say about a complaint filed today about facts of today. At most two queries."""
    may_be_named = body.kind != Association.Kind.UMBRELLA
    handler, listed = None, False
    if may_be_named:
        try:
            handler, reason = route([body.pk], None, [timezone.localdate()])
            listed = reason == RoutingReason.UMBRELLA
        except NoHandlingBody:
            pass
    context = {"handler": handler, "listed": listed, "may_be_named": may_be_named}
    return Panel(_("Complaints"), "complaints/panel.html", context)

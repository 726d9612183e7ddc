"""A new secret in the place of the old one.

The new one is shown first and comes into force when its holder says that it is kept: an answer that gets lost
on the way never leaves anybody with no secret at all.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints import opened
from complaints.follow_up.entering import needs_secret
from complaints.follow_up.views import WRITE
from complaints.opened import Opened
from complaints.services.replacing import replace_secret
from portal import receipts
from portal.receipts import code as codes


@WRITE
def replace(request: HttpRequest) -> HttpResponseBase:
    """Show a new secret; a POST puts it into force and ends the old one at once."""
    if request.method == "POST" and (again := _done_already(request)):
        return again
    return _replace(request)


@needs_secret
def _replace(request: HttpRequest, held: Opened) -> HttpResponse:
    secret = request.session.get(opened.NEW_SECRET_KEY)
    if request.method != "POST" or not secret:
        if not secret:
            secret = request.session[opened.NEW_SECRET_KEY] = codes.new_code()
        context = {"complaint": held.complaint, "secret": codes.group(secret)}
        return render(request, "complaints/follow_up/secret.html", context)
    try:
        fresh = replace_secret(held.receipt, held.private, secret, now=timezone.now())
    except receipts.NotActive:
        return _done_already(request) or redirect("follow_up:enter")
    return _in_force(request, fresh, secret)


def _done_already(request: HttpRequest) -> HttpResponse | None:
    """The second of two clicks: the secret it brings into force is in force."""
    secret = request.session.get(opened.NEW_SECRET_KEY)
    receipt = receipts.find(secret) if secret else None
    return _in_force(request, receipt, str(secret)) if receipt else None


def _in_force(request: HttpRequest, receipt: receipts.Receipt, secret: str) -> HttpResponse:
    opened.open_with(request, receipt, secret)
    messages.success(request, _("The new secret is in force. The old one opens nothing any more."))
    return redirect("follow_up:case")

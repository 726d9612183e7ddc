"""After sending: the reference and the date of the answer - and, once, the mailbox's secret."""

import time
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from associations.contact.letter import Reach
from associations.contact.models import Contact
from associations.contact.public.pages import promises
from associations.contact.states import RECEIPT_SHOWN_FOR
from portal import receipts
from portal.receipts import code as codes
from portal.web.caching import personal

SESSION_KEY = "contact_sent"


def was_sent(submission: UUID) -> bool:
    return Contact.objects.filter(submission=submission).exists()


def remember(request: HttpRequest, contact: Contact, reach: Reach, secret: str) -> None:
    """Show this browser what it sent; the ``secret`` only where it opens the mailbox: of two clicks with different
    ones, one does.
    """
    receipt = receipts.find(secret) if secret and contact.has_mailbox else None
    request.session.cycle_key()
    request.session[SESSION_KEY] = {
        "reference": contact.reference,
        "due": contact.answer_due_at.isoformat(),
        "answer_by": contact.answer_by,
        "has_address": contact.has_address,
        "has_hours": bool(reach.safe_hours),
        "secret": secret if receipt and receipt.owner_id == contact.pk else "",
        "at": time.time(),
    }


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: HttpRequest) -> HttpResponse:
    """What was sent, for half an hour; with a secret until it is confirmed."""
    told = _told(request)
    if told is None:
        request.session.pop(SESSION_KEY, None)
        return render(request, "contact/sent_over.html", status=410)
    if request.method == "POST" and request.POST.get("go") == "kept":
        request.session[SESSION_KEY] = told | {"secret": "", "confirmed": True}
        return redirect("contact:sent")
    context: dict[str, Any] = told | promises()
    context |= {
        "secret": codes.group(told["secret"]) if told["secret"] else "",
        "due": datetime.fromisoformat(told["due"]),
        "mailbox_url": settings.PORTAL_BASE_URL + reverse("contact:mailbox"),
        "shown_minutes": int(RECEIPT_SHOWN_FOR.total_seconds() // 60),
    }
    return render(request, "contact/sent.html", context)


def _told(request: HttpRequest) -> dict[str, Any] | None:
    held: dict[str, Any] | None = request.session.get(SESSION_KEY)
    if held is None or time.time() - held["at"] > RECEIPT_SHOWN_FOR.total_seconds():
        return None
    return held

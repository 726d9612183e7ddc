"""A short filing is completed through the same steps: the receipt's page opens them, the review sends them."""

from base64 import b64decode, b64encode
from binascii import Error

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from complaints.intake import countries, keeping, steps
from complaints.intake.answers import from_filing
from complaints.models import Complaint
from complaints.services import drafts
from complaints.services.completion import told_so_far
from portal.sealing import Vault


def begin(request: HttpRequest, complaint: Complaint, vault: Vault) -> HttpResponse:
    """Open the steps with what the short filing said. For the receipt's page; ``vault`` is open for the receipt.

    Begun again, it takes up the draft that is open in this browser, so that nothing typed since is lost.
    """
    draft = keeping.current(request)
    if draft is None or draft.is_filed or draft.row.completes_id != complaint.pk:
        payload = from_filing(told_so_far(complaint, vault), countries.names())
        payload["completes"] = True
        draft = drafts.start(timezone.now(), payload, completes=complaint)
        keeping.remember(request, draft.code)
    return redirect("intake:step", steps.PAGES[1].key)


def receipt_private(request: HttpRequest) -> bytes | None:
    """The receipt's private key, while the complaint is open in this browser: ``follow_up`` keeps it in the session."""
    held = request.session.get("follow_up") or {}
    text = held.get("private", "") if isinstance(held, dict) else ""
    try:
        return b64decode(text, validate=True) or None
    except (Error, ValueError, TypeError):
        return None


def as_text(private: bytes) -> str:
    """How ``receipt_private`` expects the key in the session."""
    return b64encode(private).decode()

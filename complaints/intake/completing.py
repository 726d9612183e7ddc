"""A short filing is completed through the same steps: the receipt's page opens them, the review sends them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from complaints import countries, opened
from complaints.intake import keeping, steps
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
    """The private key of the receipt whose complaint the draft completes, while it is open in this browser."""
    draft, held = keeping.current(request), opened.current(request)
    if draft is None or held is None or held.complaint.pk != draft.row.completes_id:
        return None
    return held.private

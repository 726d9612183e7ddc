"""A short filing is completed through the same steps: the receipt's page opens them, the review sends them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from complaints import opened
from complaints.follow_up import page
from complaints.intake import keeping, steps
from complaints.intake.answers import from_filing
from complaints.models import Complaint
from complaints.services import drafts
from complaints.services.completion import told_so_far
from portal import countries
from portal.sealing import Vault


def begin(request: HttpRequest, complaint: Complaint, vault: Vault) -> HttpResponse:
    """Open the steps with what the short filing said. For the receipt's page; ``vault`` is open for the receipt.

    Begun again, it takes up the draft that is open in this browser, so that nothing typed since is lost.
    """
    if going_on(request, complaint) is None:
        payload = from_filing(told_so_far(complaint, vault), countries.names())
        payload["completes"] = True
        draft = drafts.start(timezone.now(), payload, completes=complaint)
        keeping.remember(request, draft.code)
    return redirect("intake:step", steps.PAGES[1].key)


def going_on(request: HttpRequest, complaint: Complaint) -> drafts.OpenDraft | None:
    """The draft of this browser that completes the complaint, which is open here; ``None`` when there is none."""
    try:
        draft = keeping.current(request)
    except keeping.Shut:  # it completes another one
        return None
    return draft if draft and not draft.is_filed and draft.row.completes_id == complaint.pk else None


def already_added(request: HttpRequest) -> list[dict[str, Any]]:
    """The files of the complaint that the draft completes, for ``portal/components/file_list.html``. One query."""
    held = opened.current(request)
    return page.files(held) if held else []


def receipt_private(request: HttpRequest) -> bytes | None:
    """The private key of the receipt whose complaint the draft completes; ``None`` without a draft that completes one.

    Raises ``keeping.Shut``.
    """
    draft, held = keeping.current(request), opened.current(request)
    if draft is None or draft.row.completes_id is None:
        return None
    if held is None or held.complaint.pk != draft.row.completes_id:
        raise keeping.Shut
    return held.private

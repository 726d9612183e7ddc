"""The receipt: shown to the browser that sent the complaint until it is confirmed, or for half an hour; then never."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints import opened
from complaints.intake import keeping
from complaints.models import Clock
from complaints.services import drafts
from portal.receipts import code as codes
from portal.web.caching import personal

#: What a complainant can expect, in this order: the clock's rule and what it means for the person who filed.
NEXT = ("acknowledge", "assess")


@personal
@require_http_methods(["GET", "HEAD", "POST"])
@keeping.asks_secret
def receipt(request: HttpRequest) -> HttpResponse:
    draft = keeping.current(request)
    if draft is None:
        return _over(request)
    if not draft.is_filed:
        return redirect("intake:review")
    if draft.row.completes_id is not None:
        return _completed(request, draft)
    context = shown(draft, timezone.now())
    if context is None:
        return _over(request)
    if request.method == "POST" and request.POST.get("go") == "kept":
        drafts.forget(draft)
        keeping.let_go(request)
        return redirect("intake:done")
    return render(request, "complaints/intake/receipt.html", context)


def shown(draft: drafts.OpenDraft, now: datetime) -> dict[str, Any] | None:
    """What stands on the receipt; ``None`` once it may not be shown any more. Two queries."""
    told = drafts.receipt_of(draft, now)
    if told is None or draft.row.filed_at is None:
        return None
    reference, secret = told
    complaint = draft.row.filed_as
    dates = dict(Clock.objects.filter(complaint=complaint, rule__in=NEXT).values_list("rule", "due_at"))
    return {
        "reference": reference,
        "secret": codes.group(secret),
        "filed_at": draft.row.filed_at,
        "follow_url": f"{settings.PORTAL_BASE_URL}/{get_language()}/complaints/follow-up/",
        "acknowledge_by": dates.get("acknowledge"),
        "assess_by": dates.get("assess"),
        "named_day": complaint.named_day(timezone.localdate(now)) if complaint else None,
        "is_short": bool(complaint and complaint.is_short),
        "has_address": bool(complaint and complaint.has_address),
        "shown_minutes": drafts.SHOWN_MINUTES,
    }


def waits(request: HttpRequest, now: datetime) -> bool:
    """Whether a receipt can be shown again in this browser. One query where something was begun, else none."""
    try:
        draft = keeping.current(request)
    except keeping.Shut:
        return False
    if draft is None or draft.row.completes_id is not None:
        return False
    return drafts.receipt_of(draft, now) is not None


@personal
@require_http_methods(["GET", "HEAD", "POST"])
@keeping.asks_secret
def as_file(request: HttpRequest) -> HttpResponse:
    """Ask first, since the file stays on the device; then a plain text under a name that says nothing."""
    draft = keeping.current(request)
    context = (
        shown(draft, timezone.now()) if draft and draft.is_filed and not draft.row.completes_id else None
    )
    if context is None:
        return _over(request)
    if request.method != "POST":
        return render(request, "complaints/intake/receipt_file.html", context | {"file_name": _file_name()})
    text = render_to_string("complaints/intake/receipt.txt", context)
    # A byte order mark, so that old editors show every alphabet; line ends for every system.
    response = HttpResponse("\ufeff" + text.replace("\n", "\r\n"), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = str(content_disposition_header(True, _file_name()))
    return response


def _file_name() -> str:
    return f"{_('notes')}.txt"


@personal
@require_http_methods(["GET", "HEAD"])
def done(request: HttpRequest) -> HttpResponse:
    """After the receipt was confirmed. Shows no secret and no reference."""
    return render(request, "complaints/intake/done.html")


def _completed(request: HttpRequest, draft: drafts.OpenDraft) -> HttpResponse:
    """The end of completing a short filing: there is no new secret. Names the complaint only while it is open here."""
    held = opened.current(request)
    if request.method == "POST" or held is None or held.complaint.pk != draft.row.completes_id:
        drafts.forget(draft)
        keeping.let_go(request)
        return redirect("follow_up:enter")
    return render(request, "complaints/intake/completed.html", {"complaint": draft.row.filed_as})


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "complaints/intake/receipt_over.html", status=410)

"""A complaint that is open in a browser: what the sealed session holds, and when that ends.

``request.session["follow_up"]`` = {"receipt": id, "complaint": id, "private": base64 of the receipt's private
key, "seen": seconds}. The session's row is sealed under the cookie (``portal.web.sessions``); nothing here is
readable at rest.
"""

import time
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from complaints.models import Complaint
from portal.receipts import Receipt
from portal.receipts import code as codes
from portal.sealing import Vault

SESSION_KEY = "follow_up"
#: Words that could not be taken because the complaint was no longer open: {"page": name of the address, "text": ...}.
KEPT_KEY = "follow_up_kept"
#: A new secret that is shown and not yet in force.
NEW_SECRET_KEY = "follow_up_new_secret"  # noqa: S105 - the name of a place, not a secret
IDLE = timedelta(minutes=30)
#: How often "seen" is written: two requests at a time overwrite each other's session as seldom as possible.
SEEN_EVERY = 20.0


@dataclass(frozen=True, slots=True)
class Opened:
    """One request's view of the open complaint."""

    receipt: Receipt
    complaint: Complaint
    private: bytes
    vault: Vault


def open_with(request: HttpRequest, receipt: Receipt, secret: str) -> None:
    """Open the receipt's complaint in this browser, under a new session key."""
    request.session.cycle_key()
    request.session.pop(NEW_SECRET_KEY, None)
    request.session[SESSION_KEY] = {
        "receipt": str(receipt.pk),
        "complaint": str(receipt.owner_id),
        "private": b64encode(codes.key_pair(secret)[0]).decode(),
        "seen": time.time(),
    }


def current(request: HttpRequest) -> Opened | None:
    """The open complaint; ``None`` when none is open, its 30 minutes without use are over, its secret was
    replaced or its content erased. Three queries.
    """
    held = request.session.get(SESSION_KEY)
    if not held:
        return None
    now = time.time()
    if now - held["seen"] > IDLE.total_seconds():
        close(request)
        return None
    receipt = Receipt.objects.filter(pk=held["receipt"]).first()
    complaint = Complaint.objects.select_related("handled_by").filter(pk=held["complaint"]).first()
    if receipt is None or not receipt.is_active or complaint is None:
        close(request)
        return None
    if now - held["seen"] > SEEN_EVERY:
        request.session[SESSION_KEY] = held | {"seen": now}
    private = b64decode(held["private"])
    return Opened(receipt, complaint, private, Vault.for_receipt(UUID(held["complaint"]), private))


def complaint_id(request: HttpRequest) -> UUID | None:
    """Of the complaint that this browser had open, still or until a moment ago. No query."""
    held = request.session.get(SESSION_KEY)
    return UUID(held["complaint"]) if held else None


def was_open(request: HttpRequest) -> bool:
    """Whether this browser had a complaint open, still or until a moment ago."""
    return SESSION_KEY in request.session


def close(request: HttpRequest) -> None:
    """This browser has no more access. Kept words stay: they are the visitor's own."""
    for key in (SESSION_KEY, NEW_SECRET_KEY):
        request.session.pop(key, None)


def keep(request: HttpRequest, page: str, text: str) -> None:
    """Keep words until they can be shown on ``page`` again."""
    if text.strip():
        request.session[KEPT_KEY] = {"page": page, "text": text}


def kept(request: HttpRequest, page: str) -> str:
    """The words kept for ``page``, once."""
    held: dict[str, Any] = request.session.get(KEPT_KEY) or {}
    if held.get("page") != page:
        return ""
    del request.session[KEPT_KEY]
    return str(held["text"])

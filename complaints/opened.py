"""A complaint that is open in a browser (``portal.receipts.opened``)."""

from dataclasses import dataclass

from django.http import HttpRequest

from complaints.models import Complaint
from portal.receipts import Receipt
from portal.receipts.opened import IDLE, Door
from portal.sealing import Vault

__all__ = ["IDLE", "KEPT_KEY", "NEW_SECRET_KEY", "SESSION_KEY", "Opened"]

DOOR = Door("follow_up")
SESSION_KEY, KEPT_KEY, NEW_SECRET_KEY = DOOR.key, DOOR.kept_key, DOOR.new_secret_key
open_with, was_open, close, leave = DOOR.open_with, DOOR.was_open, DOOR.close, DOOR.leave
keep, kept, owner_id = DOOR.keep, DOOR.kept, DOOR.owner_id


@dataclass(frozen=True, slots=True)
class Opened:
    """One request's view of the open complaint."""

    receipt: Receipt
    complaint: Complaint
    private: bytes
    vault: Vault


def current(request: HttpRequest) -> Opened | None:
    """The open complaint; ``None`` when none is open, its 30 minutes without use are over, its secret was
    replaced or its content erased. Three queries.
    """
    held = DOOR.held(request)
    if held is None:
        return None
    complaint = Complaint.objects.select_related("handled_by").filter(pk=held.owner_id).first()
    if complaint is None:
        close(request)
        return None
    return Opened(held.receipt, complaint, held.private, held.vault)

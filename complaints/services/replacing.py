"""A new secret for a complaint."""

from datetime import datetime

from django.db import transaction

from complaints.models import Event
from complaints.services.actors import COMPLAINANT
from portal import ledger, receipts


def replace_secret(
    receipt: receipts.Receipt, old_private: bytes, new_secret: str, *, now: datetime
) -> receipts.Receipt:
    """End the old secret and put the new one into force, at once, with a line in the history.

    Raises ``receipts.NotActive`` when the old one was replaced or frozen meanwhile.
    """
    with transaction.atomic():
        fresh = receipts.replace(receipt, old_private, new_secret)
        event = Event.objects.create(
            complaint_id=receipt.owner_id,
            kind=Event.Kind.SECRET_REPLACED,
            actor_kind=COMPLAINANT.kind,
            at=now,
        )
        ledger.commit("secret-replaced", receipt.owner_id, {"event": str(event.pk)}, now)
    return fresh

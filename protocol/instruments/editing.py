"""What a person changes about an instrument or a State's period: one transaction, kept in the history, committed to."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction

from portal import ledger
from portal.accounts.models import User
from protocol.models import Binding, Instrument

R = TypeVar("R", Instrument, Binding)


class ChangedMeanwhile(Exception):
    """Somebody else changed the same row first."""


@transaction.atomic
def put(row: R, *, by: User, now: datetime, reason: str = "", seen: datetime | None = None) -> R:
    """Save a new or changed row; from now on no file is loaded over it. ``seen``: when the row had last been changed as
    the person saw it.

    Raises ValidationError for what the model refuses (an overlapping period, say); ChangedMeanwhile.
    """
    if isinstance(row, Binding):
        # Of two who add a period of the same State the second sees what the first wrote.
        Instrument.objects.select_for_update(no_key=True).get(pk=row.instrument_id)
    if not row._state.adding:
        kept = type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)
        if seen is not None and kept.changed_at != seen:
            raise ChangedMeanwhile
    row.changed_by, row.changed_at = by, now
    row.full_clean()
    setattr(row, "_change_reason", reason)  # noqa: B010 - an attribute that simple-history reads
    row.save()
    ledger.commit(f"record.{row._meta.model_name}", row.pk, {"reason": reason}, now)
    return row


@transaction.atomic
def verify(rows: list[Binding], *, by: User, now: datetime, reason: str) -> int:
    """Say of periods that they were compared with the depositary's list today; gives how many were not before."""
    waiting = [row for row in rows if row.verified_on is None and not row.withdrawn]
    for row in waiting:
        row.verified_on = now.date()
        put(row, by=by, now=now, reason=reason, seen=row.changed_at)
    return len(waiting)

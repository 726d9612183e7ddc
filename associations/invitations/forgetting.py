"""Name and address of people who did not come: kept 30 days, so that the inviter sees what went wrong; then gone."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from associations.invitations.inviting import save
from associations.invitations.models import Invitation, MailCode
from associations.invitations.states import KEPT, OPEN, State
from portal.sealing.erase import erase_owner

_NOTHING = (State.EXPIRED, State.REVOKED)


def forget_due(now: datetime) -> int:
    """Erase name and address where their time is over; returns of how many people. The hashes of the mails' codes go
    after the same time, also of those who came.
    """
    over = MailCode.objects.exclude(invitation__state__in=sorted(OPEN))
    over.filter(invitation__state_since__lte=now - KEPT).delete()
    due = Invitation.objects.filter(
        state__in=_NOTHING, erased_at__isnull=True, state_since__lte=now - KEPT
    ).values_list("pk", flat=True)
    return sum(_forget(pk, now) for pk in list(due))


@transaction.atomic
def _forget(pk: UUID, now: datetime) -> bool:
    invitation = Invitation.objects.locked(pk)
    if invitation.erased_at is not None:
        return False
    invitation.name = invitation.email = invitation.address_hash = None
    invitation.erased_at = now
    save(invitation, None)
    erase_owner(pk)
    return True

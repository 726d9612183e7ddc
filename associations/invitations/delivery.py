"""How the mails of an invitation fared, for its inviter: from the outbox, without an address."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from associations.invitations.models import Invitation
from associations.invitations.notifications import mail_key
from portal.outbox.models import Message, State


@dataclass(frozen=True, slots=True)
class Fared:
    number: int
    words: str
    at: datetime
    failed: bool


def mails_of(invitation: Invitation) -> list[Fared]:
    """Each mail, the newest first. One query (the unique index of ``dedupe_key``)."""
    keys = {mail_key(invitation.pk, number): number for number in range(1, invitation.mails + 1)}
    found = Message.objects.filter(dedupe_key__in=list(keys))
    fared = [
        Fared(keys[mail.dedupe_key or ""], _say(mail), mail.sent_at or mail.created_at, _has_failed(mail))
        for mail in found
    ]
    return sorted(fared, key=lambda one: -one.number)


def _has_failed(mail: Any) -> bool:
    return bool(mail.state == State.FAILED)


def _say(mail: Any) -> str:
    match mail.state:
        case State.SENT:
            return _("Handed over to the mail server. That it was read is not known.")
        case State.FAILED if mail.error_kind.startswith(("recipient", "address")):
            return _(
                "The mail server refused the address (%(code)s). Ask the body for the right one, revoke this "
                "invitation and invite again."
            ) % {"code": mail.error_kind}
        case State.FAILED:
            return _("It could not be delivered (%(code)s). Send it again, or ask who runs the portal.") % {
                "code": mail.error_kind
            }
        case State.CANCELLED:
            return _("Not sent: the invitation was over.")
        case _ if mail.error_kind:
            return _("Not delivered yet (%(code)s); it is tried again.") % {"code": mail.error_kind}
    return _("Waits to be sent.")

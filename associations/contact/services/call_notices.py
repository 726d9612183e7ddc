"""The prosecutor hears that a call was set, moved or cancelled - by the way they chose, or not at all.

Where there is a mailbox it stands there, and the usual notice says that there is something new. Else a mail tells day
and time on their own clock, and nothing else. Who left a telephone number alone is told by nobody but the caller. Which
of these it will be is said on the form before they choose.
"""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from associations.contact import notifications
from associations.contact.models import Appointment, Contact, ContactMessage
from associations.contact.services.thread import store
from associations.contact.states import Channel
from portal.outbox import models as outbox
from portal.sealing import Purpose, Vault

if TYPE_CHECKING:
    from portal.accounts.models import User


class Change(StrEnum):
    BOOKED, MOVED, CANCELLED = "booked", "moved", "cancelled"


def tell(contact: Contact, call: Appointment, change: Change, *, by: "User", now: datetime) -> None:
    """Tell the prosecutor of a locked contact. Inside the transaction of the change."""
    if contact.has_mailbox:
        vault = Vault.for_desk(contact.pk, [Purpose.CONTENT])
        text = words(contact, call, change)
        message = store(contact, text, ContactMessage.Direction.OUT, Channel.MAILBOX, now, vault, author=by)
        params = {"message": str(message.pk)} if message else {}
        planned = notifications.to_prosecutor(contact, "contact.waiting", **params)
    else:
        planned = notifications.to_prosecutor(contact, f"contact.call-{change}", call=str(call.pk))
    outbox.Message.objects.bulk_create(planned)


def words(contact: Contact, call: Appointment, change: Change) -> str:
    """What stands in the mailbox, in the language of the contact. No number, no name."""
    language = contact.language if contact.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        there = call.at.astimezone(ZoneInfo(call.zone)).replace(tzinfo=None)
        said = {
            Change.BOOKED: _("We plan to call you on %(when)s (%(zone)s)."),
            Change.MOVED: _(
                "The time of the call has changed. We now plan to call you on %(when)s (%(zone)s)."
            ),
            Change.CANCELLED: _("The call that was planned for %(when)s (%(zone)s) is cancelled."),
        }
        return said[change] % {"when": date_format(there, "DATETIME_FORMAT"), "zone": call.zone}

"""Calls back to the prosecutor: booked, moved, cancelled, logged."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from associations.contact.models import Appointment, CallLog, Contact, ContactEvent, ContactReminder
from associations.contact.permissions import Action
from associations.contact.services.call_notices import Change, tell
from associations.contact.services.change import Refused, check_words, locked, move, note
from associations.contact.states import CallState, State
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

SHORTEST, LONGEST = 5, 240  # minutes


def book(
    contact_id: UUID,
    *,
    at: datetime,
    minutes: int,
    zone: str,
    by: "User",
    now: datetime,
) -> Appointment:
    """Book a call of ``minutes`` at the moment ``at`` (aware); one that was booked before is cancelled with it.

    ``zone``: IANA name, where the prosecutor is. Who books makes the call. Raises :class:`Refused` without permission,
    for a moment that is past, an unknown zone, or a length outside 5-240 minutes.
    """
    with transaction.atomic():
        contact = locked(contact_id, by, Action.BOOK)
        if at <= now:
            raise Refused(_("Choose a time that is still to come."), "at")
        if zone not in available_timezones():
            raise Refused(_("Choose a time zone of the list."), "zone")
        if not SHORTEST <= minutes <= LONGEST:
            raise Refused(
                _("A call lasts between %(shortest)s and %(longest)s minutes.")
                % {"shortest": SHORTEST, "longest": LONGEST},
                "minutes",
            )
        earlier = _cancel(contact, by, now)
        call = Appointment.objects.create(
            contact=contact, at=at, minutes=minutes, zone=zone, by=by, booked_at=now
        )
        before: str = contact.state
        contact.owner = contact.owner or by
        move(contact, State.CALL_BOOKED, now)
        contact.next_due_at = at
        contact.save(update_fields=["owner", "state", "state_since", "next_due_at"])
        note(contact, ContactEvent.Kind.CALL_BOOKED, now, user=by, detail=str(call.pk), before=before)
        if earlier is None:
            tell(contact, call, Change.BOOKED, by=by, now=now)
        elif (earlier.at, earlier.zone) != (at, zone):
            tell(contact, call, Change.MOVED, by=by, now=now)
    return call


def cancel(contact_id: UUID, *, by: "User", now: datetime, vault: Vault, reason: str) -> Contact:
    """Cancel the booked call; an answer is owed again. Raises :class:`Refused` without permission, reason or call."""
    with transaction.atomic():
        contact = locked(contact_id, by, Action.BOOK)
        if not reason.strip():
            raise Refused(_("Write the reason: it stands in the history of the contact."), "reason")
        before: str = contact.state
        if not contact.appointments.filter(state=CallState.BOOKED).exists():
            raise Refused(_("No call is booked."))
        move(contact, State.IN_HAND, now)
        contact.save(update_fields=["state", "state_since", "next_due_at"])
        cancelled = _cancel(contact, by, now, vault=vault, reason=reason, before=before)
        if cancelled is not None and cancelled.at > now:
            tell(contact, cancelled, Change.CANCELLED, by=by, now=now)
    return contact


def _cancel(
    contact: Contact,
    by: "User",
    now: datetime,
    *,
    vault: Vault | None = None,
    reason: str = "",
    before: str = "",
) -> Appointment | None:
    call = contact.appointments.filter(state=CallState.BOOKED).first()
    if call is None:
        return None
    call.state = CallState.CANCELLED
    call.save(update_fields=["state"])
    forget_reminders(contact)
    kind = ContactEvent.Kind.CALL_CANCELLED
    note(contact, kind, now, user=by, detail=str(call.pk), before=before, vault=vault, reason=reason)
    return call


def forget_reminders(contact: Contact) -> None:
    """What was planned for a call of a locked contact: a call booked again at the same time, or made by somebody else,
    is reminded of again. A notice on its way for the call of before says nothing (``notifications``).
    """
    contact.reminders.filter(about=ContactReminder.About.CALL).delete()


def log(
    contact_id: UUID,
    text: str,
    *,
    took_place: bool,
    by: "User",
    now: datetime,
    vault: Vault,
    submission: UUID | None = None,
) -> Contact:
    """Log a call that took place, or that nobody took; the booked one, if there is one, else one made unannounced.

    A call that took place answers the contact; one that nobody took leaves it in hand, to be booked again. Raises
    :class:`Refused` without permission or words, with too many, or when the booked call is still to come and did not
    take place.
    """
    with transaction.atomic():
        contact = locked(contact_id, by, Action.LOG_CALL)
        check_words(text, _("Write what was said or agreed, or that nobody answered."))
        if submission is not None and CallLog.objects.filter(submission=submission).exists():
            return contact
        call = contact.appointments.filter(state=CallState.BOOKED).first()
        if call and not took_place and call.at > now:
            raise Refused(_("This call is still to come. Cancel it if it will not be made."))
        outcome = CallState.DONE if took_place else CallState.MISSED
        if call is not None:
            call.state = outcome
            vault.write(call, outcome=text)
            call.save(update_fields=["state", "outcome"])
        said = CallLog(contact=contact, author=by, at=now, submission=submission)
        vault.write(said, body=text)
        said.save(force_insert=True)
        before: str = contact.state
        contact.owner = contact.owner or by
        if took_place:
            contact.answered_at, contact.has_unread = now, False
            move(contact, State.ANSWERED, now)
        elif before in {State.NEW, State.CALL_BOOKED}:
            move(contact, State.IN_HAND, now)
        contact.save(
            update_fields=["owner", "state", "state_since", "answered_at", "has_unread", "next_due_at"]
        )
        kind = ContactEvent.Kind.CALL_LOGGED
        note(contact, kind, now, user=by, detail=outcome.value, before=before)
    return contact

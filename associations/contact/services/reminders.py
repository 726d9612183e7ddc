"""Reminders to engagement officers: planned when due and not planned yet, so that an outage or a second scheduler
neither loses nor doubles one.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Exists, F, OuterRef

from associations.contact import notifications
from associations.contact.models import Appointment, Contact, ContactReminder
from associations.contact.states import CallState, State
from portal.outbox.reminding import remind

#: Minutes around the date of an answer and the time of a call. A call that is over and still booked wants its log.
HOUR, DAY = 60, 24 * 60
ANSWER_OFFSETS = (-DAY, 0, 2 * DAY, 7 * DAY)
CALL_OFFSETS = (-DAY, -HOUR, HOUR)
About = ContactReminder.About


def plan_due(now: datetime, limit: int = 500) -> int:
    """Plan every reminder whose moment has come and that is not planned yet. Returns how many.

    After an outage only the latest moment that passed is told of: three mails in a row about one date help nobody.
    """
    planned = 0
    for offset, until in moments(ANSWER_OFFSETS):
        for contact in _waiting(_unanswered(), About.ANSWER, "answer_due_at", offset, until, now)[:limit]:
            planned += _plan_answer(contact, offset)
    for offset, until in moments(CALL_OFFSETS):
        for call in _waiting(_booked(), About.CALL, "at", offset, until, now)[:limit]:
            planned += _plan_call(call, offset)
    return planned


def moments(offsets: tuple[int, ...]) -> Iterator[tuple[int, int | None]]:
    """(offset, the next one or None): the first is told of until the second comes."""
    yield from pairwise([*offsets, None])


def _unanswered() -> Any:
    """Contacts whose answer is owed; where a call is booked, the call's reminders serve."""
    return Contact.objects.filter(state__in=[State.NEW, State.IN_HAND]).annotate(owner_of_reminder=F("pk"))


def _booked() -> Any:
    """Index ``contact_calls_to_come``."""
    return (
        Appointment.objects.filter(state=CallState.BOOKED)
        .select_related("contact", "by")
        .annotate(owner_of_reminder=F("contact_id"))
    )


def _waiting(rows: Any, about: About, date: str, offset: int, until: int | None, now: datetime) -> Any:
    """Rows that are at this moment around their date and were not told of it."""
    told = ContactReminder.objects.filter(
        contact=OuterRef("owner_of_reminder"), about=about, offset=offset, for_date=OuterRef(date)
    )
    waiting = rows.filter(~Exists(told), **{f"{date}__lte": now - timedelta(minutes=offset)})
    if until is not None:
        waiting = waiting.filter(**{f"{date}__gt": now - timedelta(minutes=until)})
    return waiting.order_by(date)


def _plan_answer(contact: Contact, offset: int) -> int:
    kind = "contact.staff-answer-close" if offset < 0 else "contact.staff-answer-missed"
    due = contact.answer_due_at
    notice = notifications.to_staff(contact, kind, about=About.ANSWER.value, due=due.date().isoformat())
    return remind(ContactReminder(contact=contact, about=About.ANSWER, offset=offset, for_date=due), [notice])


def _plan_call(call: Appointment, offset: int) -> int:
    kind = "contact.staff-call-close" if offset < 0 else "contact.staff-call-over"
    notice = notifications.to_person(call.contact, kind, call.by, about=About.CALL.value, call=str(call.pk))
    reminder = ContactReminder(contact=call.contact, about=About.CALL, offset=offset, for_date=call.at)
    return remind(reminder, [notice])

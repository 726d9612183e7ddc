"""One contact, opened for reading: what is sealed is opened here, and only what this person may read."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext as _

from associations.contact.desk.local_time import Clock, clock
from associations.contact.letter import Identity, Reach
from associations.contact.models import Appointment, Contact, ContactEvent, ContactMessage
from associations.contact.permissions import Action, may
from associations.contact.states import AnswerBy, CallState
from portal import countries
from portal.sealing import Purpose
from portal.sealing.reader import Reader
from portal.web import threads

if TYPE_CHECKING:
    from portal.accounts.models import User

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """A call on both clocks: of who makes it, of the prosecutor."""

    row: Appointment
    officer: Clock
    prosecutor: Clock
    is_past: bool


class Reading:
    """What ``user`` may see of ``contact``, which must come from ``visible_to(user)``."""

    def __init__(self, contact: Contact, user: "User", now: datetime, messages: str = "") -> None:
        """``messages``: the page of the thread that the address asks for."""
        self._asked_page = messages
        self.contact, self.user, self.now = contact, user, now
        self.is_erased = contact.content_erased_at is not None
        self.may_read = may(user, Action.READ, contact)
        self.may_see_history = may(user, Action.HISTORY, contact)
        self.may_answer = may(user, Action.ANSWER, contact)

    @property
    def opens(self) -> bool:
        """Whether there are words, and they are this person's to read."""
        return self.may_read and not self.is_erased

    @cached_property
    def reader(self) -> Reader:
        return Reader(self.contact, Purpose if self.opens else ())

    # --- plain columns -----------------------------------------------------------------------------------

    @property
    def language(self) -> str:
        names = dict(settings.CORRESPONDENCE_LANGUAGES)
        return str(names.get(self.contact.language, self.contact.language))

    @cached_property
    def events(self) -> list[ContactEvent]:
        """Every event, oldest first: one query."""
        return list(self.contact.events.select_related("actor"))

    # --- sealed: those who may read ----------------------------------------------------------------------

    @cached_property
    def reach(self) -> Reach:
        return Reach.from_json(self.reader.json(self.contact, "contact") if self.opens else {})

    @cached_property
    def who_rows(self) -> list[Row]:
        """Who writes, as far as they said so."""
        if not self.opens:
            return []
        said = Identity.from_json(self.reader.json(self.contact, "identity"))
        listed = self.contact.association
        rows = [
            (_("Name or pseudonym"), said.name),
            (_("Office"), said.office),
            (_("Association or service"), listed.name if listed else said.association),
            (_("Country"), countries.name(self.contact.country)),
            (_("Reads"), self.language),
        ]
        return [_row(label, value) for label, value in rows if value]

    @cached_property
    def reach_rows(self) -> list[Row]:
        """How to answer, the telephone apart (:attr:`number`)."""
        if not self.opens:
            return []
        rows = [
            (_("Safe hours, in their words"), self.reach.safe_hours),
            (_("Code word: say it first"), self.reach.code_word),
            (_("E-mail"), self.reach.email),
        ]
        return [_row(label, value) for label, value in rows if value]

    @property
    def number(self) -> str:
        """The telephone number as people read it; as it was stored where it is none."""
        try:
            parsed = phonenumbers.parse(self.reach.phone, None)
        except phonenumbers.NumberParseException:
            return self.reach.phone
        return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))

    @property
    def now_there(self) -> Clock | None:
        """What the prosecutor's clock shows now."""
        return _clock(self.now, self.reach.zone)

    @property
    def now_here(self) -> Clock:
        return clock(self.now, self.user.time_zone)

    @property
    def wants_call(self) -> bool:
        return self.contact.answer_by == AnswerBy.CALL

    @cached_property
    def letter(self) -> str:
        return self.reader.text(self.contact, "content") if self.opens else ""

    @cached_property
    def pages(self) -> threads.Page:
        """What both sides wrote after the letter, of much the last page: two queries."""
        written = self.contact.messages.select_related("author")
        return threads.page_of(written if self.opens else written.none(), self._asked_page)

    @cached_property
    def unread_elsewhere(self) -> bool:
        """Whether something unread stands on another page."""
        if self.pages.pages == 1 or not self.contact.has_unread:
            return False
        unread = self.contact.messages.filter(direction=ContactMessage.Direction.IN, read_at__isnull=True)
        return unread.exclude(pk__in=[message.pk for message in self.pages.rows]).exists()

    @cached_property
    def thread(self) -> list[Row]:
        """A page of it, read before anything is marked as read."""
        return [
            {
                "id": message.pk,
                "mine": message.direction == ContactMessage.Direction.OUT,
                "author": str(message.author) if message.author else _("The prosecutor"),
                "way": message.get_channel_display(),
                "at": message.at,
                "text": self.reader.text(message, "body"),
                "unread": message.direction == ContactMessage.Direction.IN and message.read_at is None,
            }
            for message in self.pages.rows
        ]

    @cached_property
    def logs(self) -> list[Row]:
        """What officers logged of calls: theirs alone."""
        return [
            {"author": str(log.author), "at": log.at, "text": self.reader.text(log, "body")}
            for log in (self.contact.call_logs.select_related("author") if self.opens else ())
        ]

    @cached_property
    def calls(self) -> list[Call]:
        """Every call that was ever booked, oldest first."""
        if not self.opens:
            return []
        return [
            Call(row, clock(row.at, row.by.time_zone), clock(row.at, row.zone), row.at <= self.now)
            for row in self.contact.appointments.select_related("by")
        ]

    @property
    def booked(self) -> Call | None:
        return next((call for call in self.calls if call.row.state == CallState.BOOKED), None)

    @property
    def over(self) -> list[Call]:
        return [call for call in self.calls if call.row.state != CallState.BOOKED]

    @cached_property
    def notes(self) -> list[Row]:
        if not self.opens:
            return []
        return [
            {"author": str(note.author), "at": note.at, "text": self.reader.text(note, "body")}
            for note in self.contact.notes.select_related("author")
        ]


def _clock(at: datetime, zone: str) -> Clock | None:
    return clock(at, zone) if zone else None


def find(user: "User", pk: UUID) -> Contact | None:
    """The contact, if ``user`` may know of it. One query besides the user's roles and interests, and the same one
    whether it belongs to others, the user is out of it, or there is none.
    """
    found = Contact.objects.visible_to(user).select_related("handled_by", "owner", "association")
    return found.filter(pk=pk).first()


def _row(label: Any, value: Any) -> Row:
    return {"label": label, "value": value}

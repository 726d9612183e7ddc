"""What a prosecutor's contact can be about, how it is answered, and the stages it goes through: codes and words."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clocks import Unit

#: An answer, or a call, within this time of what the prosecutor wrote. Published on the page before the form.
ANSWER_WITHIN, ANSWER_UNIT = 2, Unit.WORKING_DAYS
#: Days after closing when everything sealed of a contact is erased. Published there too.
KEPT_DAYS = 365
#: Characters. A longer text is answered with this limit and shown again whole.
LONGEST_MESSAGE = 20_000
#: How long the mailbox's secret can be shown again to the same browser.
RECEIPT_SHOWN_FOR = timedelta(minutes=30)
#: Of references: ``PCR-2026-4XQ7K2M-F``.
PREFIX = "PCR"


class State(models.TextChoices):
    NEW = "new", _("new")
    IN_HAND = "in-hand", _("in hand")
    CALL_BOOKED = "call-booked", _("call booked")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed")


#: In these the body owes the prosecutor an answer or a call.
OWED = frozenset({State.NEW, State.IN_HAND, State.CALL_BOOKED})
OPEN = frozenset(State) - {State.CLOSED}


class ContactPurpose(models.TextChoices):
    INFORMATION = "information", _("I want information")
    SUPPORT = "support", _("I offer support")
    EXCHANGE = "exchange", _("I want to exchange ideas")
    ADVICE = "advice", _("I want advice on a situation")
    DIFFICULTY = "difficulty", _("I am a prosecutor in difficulty")


class AnswerBy(models.TextChoices):
    EMAIL = "email", _("by e-mail")
    CALL = "call", _("by a call")
    MAILBOX = "mailbox", _("in a mailbox on this site")


class Channel(models.TextChoices):
    """How one message of the thread travelled."""

    MAILBOX = "mailbox", _("mailbox")
    MAIL = "mail", _("e-mail")


class ClosedBecause(models.TextChoices):
    ANSWERED = "answered", _("answered; nothing is open")
    COMPLAINT = "complaint", _("handed over as a complaint")
    REFERRED = "referred", _("referred to somebody else who can help")
    UNREACHABLE = "unreachable", _("could not be reached")
    WITHDRAWN = "withdrawn", _("the prosecutor no longer wishes it")
    NOT_A_PROSECUTOR = "not-a-prosecutor", _("did not come from a prosecutor")
    ABUSIVE = "abusive", _("abusive or sent by a machine")


class AskedBy(models.TextChoices):
    """How a prosecutor asked that their contact be erased before its time."""

    MAILBOX = "mailbox", _("in the mailbox")
    MAIL = "mail", _("by e-mail")
    CALL = "call", _("in a call")
    AGAIN = "again", _("in another contact")


class CallState(models.TextChoices):
    BOOKED = "booked", _("booked")
    DONE = "done", _("took place")
    MISSED = "missed", _("nobody answered")
    CANCELLED = "cancelled", _("cancelled")

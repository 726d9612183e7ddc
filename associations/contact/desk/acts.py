"""What can be done from the page of a contact, as data: one row for each act, one service behind each row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from associations.contact.desk import forms
from associations.contact.models import Contact
from associations.contact.permissions import Action, may, roles_for
from associations.contact.services import calls, closing, erasure, thread, work
from associations.contact.services.thread import channel_of
from associations.contact.states import State
from associations.roles import Role
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

Text = str | Promise
Fits = Callable[[Contact, "User"], bool]


@dataclass(frozen=True, slots=True)
class Given:
    """What an act gets: who asks for it, when, with which words."""

    contact: Contact
    user: "User"
    data: dict[str, Any]
    vault: Vault
    now: datetime

    def get(self, name: str) -> str:
        return str(self.data.get(name) or "")

    @property
    def who(self) -> dict[str, Any]:
        """What most services are given besides."""
        return {"by": self.user, "now": self.now, "vault": self.vault}


@dataclass(frozen=True, slots=True)
class Act:
    """``place``: the part of the page where it stands and to which the answer leads back. ``fits``: whether it makes
    sense now, for this person. ``adds_words``: it adds words and decides nothing.
    """

    name: str
    label: Text
    done: Text
    form: type[forms.ActForm]
    run: Callable[[Given], Any]
    action: Action
    place: str
    hint: Text = ""
    fits: Fits = lambda contact, user: True
    adds_words: bool = False

    def offered(self, contact: Contact, user: "User") -> bool:
        return (
            contact.content_erased_at is None and may(user, self.action, contact) and self.fits(contact, user)
        )


def _take(given: Given) -> None:
    work.take(given.contact.pk, by=given.user, now=given.now)


def _assign(given: Given) -> None:
    work.assign(given.contact.pk, given.data["owner"], reason=given.get("reason"), **given.who)


def _answer(given: Given) -> None:
    submission = given.data.get("submission")
    thread.answer(given.contact.pk, given.get("message"), submission=submission, **given.who)


def _note(given: Given) -> None:
    submission = given.data.get("submission")
    work.add_note(given.contact.pk, given.get("note"), submission=submission, **given.who)


def _book(given: Given) -> None:
    calls.book(
        given.contact.pk,
        at=given.data["at"],
        minutes=given.data["minutes"],
        zone=given.get("zone"),
        by=given.user,
        now=given.now,
    )


def _cancel(given: Given) -> None:
    calls.cancel(given.contact.pk, reason=given.get("reason"), **given.who)


def _log(given: Given) -> None:
    calls.log(
        given.contact.pk,
        given.get("message"),
        took_place=given.get("outcome") == "done",
        submission=given.data.get("submission"),
        **given.who,
    )


def _close(given: Given) -> None:
    closing.close(given.contact.pk, given.get("because"), reason=given.get("reason"), **given.who)


def _hand_over(given: Given) -> None:
    closing.hand_over(
        given.contact.pk,
        consent=bool(given.data.get("consent")),
        reason=given.get("reason"),
        message=given.get("message"),
        submission=given.data.get("submission"),
        **given.who,
    )


def _reopen(given: Given) -> None:
    closing.reopen(given.contact.pk, reason=given.get("reason"), **given.who)


def _erase(given: Given) -> None:
    erasure.erase_now(given.contact.pk, given.get("asked_by"), by=given.user, now=given.now)


def _is_booked(contact: Contact, user: "User") -> bool:
    return contact.state == State.CALL_BOOKED


def _is_not_booked(contact: Contact, user: "User") -> bool:
    return contact.state != State.CALL_BOOKED


ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act(
            "take",
            _("Take this contact"),
            _("The contact is in your hands."),
            forms.ActForm,
            _take,
            Action.TAKE,
            "hands",
            fits=lambda contact, user: contact.owner_id != user.pk,
        ),
        Act(
            "assign",
            _("Give it to a colleague"),
            _("Given. Your colleague is told by e-mail."),
            forms.AssignForm,
            _assign,
            Action.ASSIGN,
            "hands",
            _("A call that is booked goes along."),
        ),
        Act(
            "answer",
            _("Answer"),
            _("Your answer is on its way."),
            forms.AnswerForm,
            _answer,
            Action.ANSWER,
            "thread",
            fits=lambda contact, user: channel_of(contact) is not None,
            adds_words=True,
        ),
        Act(
            "book",
            _("Book a call"),
            _("The call is booked. You get reminders a day and an hour before."),
            forms.BookForm,
            _book,
            Action.BOOK,
            "calls",
            fits=_is_not_booked,
        ),
        Act(
            "log",
            _("Log a call"),
            _("Logged."),
            forms.LogForm,
            _log,
            Action.LOG_CALL,
            "calls",
            adds_words=True,
        ),
        Act(
            "move",
            _("Move the call"),
            _("The call is moved. You get reminders a day and an hour before."),
            forms.BookForm,
            _book,
            Action.BOOK,
            "calls",
            _(
                "Who moves it makes the call. The prosecutor is not told by the portal: agree on the new time."
            ),
            fits=_is_booked,
        ),
        Act(
            "cancel",
            _("Cancel the call"),
            _("The call is cancelled. An answer is owed again."),
            forms.CancelForm,
            _cancel,
            Action.BOOK,
            "calls",
            _("The prosecutor is not told by the portal."),
            fits=_is_booked,
        ),
        Act(
            "note",
            _("Add a note"),
            _("Noted."),
            forms.NoteForm,
            _note,
            Action.NOTE,
            "notes",
            adds_words=True,
        ),
        Act("close", _("Close"), _("Closed."), forms.CloseForm, _close, Action.CLOSE, "end"),
        Act(
            "hand-over",
            _("This is a complaint"),
            _("Handed over and closed. The prosecutor decides what stands in the complaint."),
            forms.HandOverForm,
            _hand_over,
            Action.HAND_OVER,
            "end",
            _(
                "The prosecutor files the complaint; you never see it. A mailbox offers to begin one with what was "
                "written there."
            ),
        ),
        Act(
            "reopen",
            _("Open it again"),
            _("Opened again. An answer is owed."),
            forms.ReopenForm,
            _reopen,
            Action.REOPEN,
            "end",
            fits=lambda contact, user: contact.handed_over_at is None,
        ),
        Act(
            "erase",
            _("Erase now"),
            _("Erased. The keys are destroyed."),
            forms.EraseForm,
            _erase,
            Action.ERASE,
            "end",
            _(
                "Only when the prosecutor asks for it. Everything that was written is gone, the mailbox too; stages "
                "and dates remain."
            ),
        ),
    )
}


def offered(contact: Contact, user: "User") -> list[Act]:
    """What ``user`` can do now; nothing once the content was erased."""
    return [act for act in ACTS.values() if act.offered(contact, user)]


def could_ever(act: Act, roles: Iterable[Role]) -> bool:
    """Whether one of ``roles`` may take the act at some stage."""
    return bool(roles_for(act.action) & frozenset(roles))

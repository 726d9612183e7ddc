"""What can be done from the page of a review, as data: one row for each act, one service behind each row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from associations.diligence.desk import forms
from associations.diligence.desk.findings_form import FindingsForm
from associations.diligence.desk.reading import Reading
from associations.diligence.models import Review
from associations.diligence.papers import Asked, Proposal
from associations.diligence.permissions import Action, may, roles_for
from associations.diligence.services import asking, deciding, findings, hands
from associations.roles import Role
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Given:
    """What an act gets: who asks for it, when, with which form."""

    review: Review
    user: "User"
    form: Any
    vault: Vault
    now: datetime

    def get(self, name: str) -> str:
        return str(self.form.cleaned_data.get(name) or "")

    @property
    def who(self) -> dict[str, Any]:
        """What every service is given."""
        return {"by": self.user, "now": self.now}

    @property
    def seals(self) -> dict[str, Any]:
        """What those are given that read or write something sealed."""
        return self.who | {"vault": self.vault}


@dataclass(frozen=True, slots=True)
class Act:
    """``place``: the part of the page where it stands and to which the answer leads back. ``fits``: whether it
    makes sense now. ``draws``: the template of a form that is more than its fields in a row. ``decides``: a click
    outside the page of the review never takes it.
    """

    name: str
    label: Text
    done: Text
    form: type[forms.ActForm]
    run: Callable[[Given], Any]
    action: Action
    place: str
    hint: Text = ""
    fits: Callable[[Reading], bool] = lambda reading: True
    draws: str = ""
    decides: bool = True

    def offered(self, reading: Reading) -> bool:
        return not reading.is_erased and may(reading.user, self.action, reading.review) and self.fits(reading)


def _assign(given: Given) -> None:
    to = given.form.cleaned_data["reviewer"]
    hands.assign(given.review.pk, to, reason=given.get("reason"), **given.seals)


def _extend(given: Given) -> None:
    until = given.form.cleaned_data["until"]
    hands.extend(given.review.pk, until, reason=given.get("reason"), **given.seals)


def _note(given: Given) -> None:
    submission = given.form.cleaned_data.get("submission")
    hands.add_note(given.review.pk, given.get("note"), submission=submission, **given.seals)


def _answer(given: Given) -> None:
    service = asking.send_answers if given.form.sends else asking.save_answers
    service(given.review.pk, given.form.given(), **given.seals)


def _enter(given: Given) -> None:
    asking.enter_answers(given.review.pk, given.form.given(), given.get("way"), **given.seals)


def _propose(given: Given) -> None:
    cleaned = given.form.cleaned_data
    asked = [
        Asked(cleaned[condition.name], cleaned[due.name])
        for condition, due in given.form.condition_rows
        if cleaned.get(condition.name)
    ]
    proposal = Proposal(given.get("reasons"), asked)
    deciding.propose(given.review.pk, given.get("outcome"), proposal, cleaned.get("next_on"), **given.seals)


def _settle(given: Given) -> None:
    condition = UUID(given.get("condition"))
    deciding.settle(given.review.pk, condition, given.get("outcome"), given.get("said"), **given.who)


ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act(
            "take",
            _("Take this review"),
            _("The review is in your hands."),
            forms.ActForm,
            lambda given: hands.take(given.review.pk, **given.who),
            Action.TAKE,
            "hands",
            fits=lambda reading: reading.review.reviewer_id is None,
        ),
        Act(
            "assign",
            _("Give it to a reviewer"),
            _("Given. The reviewer is told by e-mail."),
            forms.AssignForm,
            _assign,
            Action.ASSIGN,
            "hands",
        ),
        Act(
            "extend",
            _("Extend the date"),
            _("The date is extended."),
            forms.ExtendForm,
            _extend,
            Action.EXTEND,
            "hands",
        ),
        Act(
            "ask",
            _("Put the questions to the body"),
            _("The questions are put. Its liaisons are told by e-mail."),
            forms.ActForm,
            lambda given: asking.ask(given.review.pk, **given.who),
            Action.ASK,
            "next",
        ),
        Act(
            "answer",
            _("Answer"),
            _("Done."),
            forms.AnswersForm,
            _answer,
            Action.ANSWER,
            "questions",
            draws="diligence/desk/form_answers.html",
            decides=False,
        ),
        Act(
            "enter",
            _("Enter answers that came another way"),
            _("The answers are entered."),
            forms.EnterForm,
            _enter,
            Action.ENTER,
            "questions",
            _("A letter, a meeting, a call. What stands empty stays as it is."),
            draws="diligence/desk/form_enter.html",
            decides=False,
        ),
        Act(
            "no-answer",
            _("No answer came"),
            _("Recorded. A late answer is still taken until findings are written."),
            forms.ActForm,
            lambda given: asking.record_no_answer(given.review.pk, **given.who),
            Action.NO_ANSWER,
            "next",
            fits=lambda reading: bool(
                reading.review.answers_due_on and reading.today > reading.review.answers_due_on
            ),
        ),
        Act(
            "draft",
            _("Write the findings"),
            _("The findings are kept."),
            FindingsForm,
            lambda given: findings.draft(given.review.pk, given.form.written(), **given.seals),
            Action.DRAFT,
            "findings",
            draws="diligence/desk/form_findings.html",
            decides=False,
        ),
        Act(
            "hear",
            _("Put the findings to the body"),
            _("The body can comment now. Its liaisons are told by e-mail."),
            forms.ActForm,
            lambda given: findings.hear(given.review.pk, **given.seals),
            Action.HEAR,
            "next",
        ),
        Act(
            "comment",
            _("Comment on the draft findings"),
            _("Your comment is kept. It will stand beside the findings."),
            forms.CommentForm,
            lambda given: findings.comment(given.review.pk, given.get("message"), **given.seals),
            Action.COMMENT,
            "comment",
            decides=False,
        ),
        Act(
            "propose",
            _("Propose a decision"),
            _("Proposed. Somebody else confirms it or sends it back."),
            forms.ProposeForm,
            _propose,
            Action.PROPOSE,
            "decision",
            fits=lambda reading: reading.may_propose_now,
            draws="diligence/desk/form_propose.html",
        ),
        Act(
            "confirm",
            _("Confirm and publish"),
            _("Confirmed. The decision is public."),
            forms.ConfirmForm,
            lambda given: deciding.confirm(given.review.pk, reason=given.get("reason"), **given.seals),
            Action.CONFIRM,
            "decision",
            _(
                "Sources, findings, the body’s comment, reasons and conditions become public as they stand here."
            ),
        ),
        Act(
            "send-back",
            _("Send back to the reviewer"),
            _("Sent back."),
            forms.ReasonForm,
            lambda given: deciding.send_back(given.review.pk, reason=given.get("reason"), **given.seals),
            Action.SEND_BACK,
            "decision",
        ),
        Act(
            "settle",
            _("Settle a condition"),
            _("Recorded, and public."),
            forms.SettleForm,
            _settle,
            Action.SETTLE,
            "decision",
        ),
        Act(
            "note",
            _("Add a note"),
            _("Noted."),
            forms.NoteForm,
            _note,
            Action.NOTE,
            "notes",
            decides=False,
        ),
        Act(
            "withdraw",
            _("Withdraw the review"),
            _("Withdrawn. The public list shows the reason."),
            forms.WithdrawForm,
            lambda given: hands.withdraw(given.review.pk, reason=given.get("reason"), **given.who),
            Action.WITHDRAW,
            "end",
        ),
    )
}


def offered(reading: Reading) -> list[Act]:
    """What this person can do now; nothing once the content was erased."""
    return [act for act in ACTS.values() if act.offered(reading)]


def could_ever(act: Act, roles: Iterable[Role]) -> bool:
    """Whether one of ``roles`` may take the act at some stage."""
    return bool(roles_for(act.action) & frozenset(roles))

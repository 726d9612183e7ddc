"""The desk's acts until a decision is confirmed, and those of every stage."""

from django.utils.translation import gettext_lazy as _

from associations.diligence.desk import forms, forms_answers, forms_decision
from associations.diligence.desk.act import Act, Given
from associations.diligence.desk.findings_form import FindingsForm
from associations.diligence.permissions import Action
from associations.diligence.services import asking, commenting, deciding, findings, hands, more_time, serving


def _assign(given: Given) -> None:
    to = given.form.cleaned_data["reviewer"]
    hands.assign(given.review.pk, to, reason=given.get("reason"), **given.seals)


def _extend(given: Given) -> None:
    until = given.form.cleaned_data["until"]
    hands.extend(given.review.pk, until, given.get("kind"), reason=given.get("reason"), **given.seals)


def _withdraw(given: Given) -> None:
    hands.withdraw(given.review.pk, given.get("kind"), reason=given.get("reason"), **given.seals)


def _note(given: Given) -> None:
    submission = given.form.cleaned_data.get("submission")
    hands.add_note(given.review.pk, given.get("note"), submission=submission, **given.seals)


def _enter(given: Given) -> None:
    final = bool(given.form.cleaned_data.get("final"))
    asking.enter_answers(given.review.pk, given.form.given(), given.form.came(), final=final, **given.seals)


def _enter_comment(given: Given) -> None:
    final, came = bool(given.form.cleaned_data.get("final")), given.form.came()
    commenting.enter_comment(given.review.pk, given.get("message"), came, final=final, **given.seals)


def _give_time(given: Given) -> None:
    until = given.form.cleaned_data["until"]
    more_time.give_time(given.review.pk, until, given.get("reason"), **given.seals)


def _propose(given: Given) -> None:
    next_on = given.form.cleaned_data.get("next_on")
    deciding.propose(given.review.pk, given.get("reply"), next_on, **given.seals)


DESK: tuple[Act, ...] = (
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
        _("The date is extended. The body is told by e-mail."),
        forms.ExtendForm,
        _extend,
        Action.EXTEND,
        "hands",
    ),
    Act(
        "ask",
        _("Put the questions to the body"),
        _("The questions are put. Its liaisons, if it has some, are told by e-mail."),
        forms.PutForm,
        lambda given: asking.ask(given.review.pk, service=given.form.service(), **given.seals),
        Action.ASK,
        "next",
    ),
    Act(
        "enter",
        _("Enter answers that came another way"),
        _("The answers are entered. The body’s liaisons, if it has some, are asked to look."),
        forms_answers.EnterForm,
        _enter,
        Action.ENTER,
        "questions",
        _("A letter, a meeting, a call. What stands empty stays as it is. The body sees what you enter."),
        draws="diligence/desk/form_enter.html",
        decides=False,
    ),
    Act(
        "end-answers",
        _("The time to answer is over"),
        _("Recorded. A late answer is still taken until findings are written."),
        forms.ActForm,
        lambda given: asking.end_answers(given.review.pk, **given.who),
        Action.END_ANSWERS,
        "next",
        fits=lambda reading: bool(
            reading.review.answers_due_on and reading.today > reading.review.answers_due_on
        ),
    ),
    Act(
        "give-time",
        _("Give the body more time"),
        _("The body has more time, and is told."),
        forms.TimeForm,
        _give_time,
        Action.GIVE_TIME,
        "next",
    ),
    Act(
        "refuse-time",
        _("Refuse more time"),
        _("Refused. The body is told, and reads the reason."),
        forms.RefuseTimeForm,
        lambda given: more_time.refuse_time(given.review.pk, given.get("reason"), **given.seals),
        Action.REFUSE_TIME,
        "next",
        fits=lambda reading: reading.time_waiting is not None,
    ),
    Act(
        "serve",
        _("Put it to the body another way"),
        _("Recorded. The body’s time begins anew."),
        forms.ServeForm,
        lambda given: serving.serve(given.review.pk, given.form.service(), **given.seals),
        Action.SERVE,
        "next",
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
        "intend",
        _("Write the intended decision"),
        _("The intended decision is kept."),
        forms_decision.IntendForm,
        lambda given: findings.intend(given.review.pk, given.form.proposal(), **given.seals),
        Action.INTEND,
        "decision",
        _("The body is heard on it, with its reasons and conditions. A later change is heard again."),
        draws="diligence/desk/form_intend.html",
        decides=False,
    ),
    Act(
        "hear",
        _("Put the draft to the body"),
        _("The body can comment now. Its liaisons, if it has some, are told by e-mail."),
        forms.PutForm,
        lambda given: findings.hear(given.review.pk, service=given.form.service(), **given.seals),
        Action.HEAR,
        "next",
    ),
    Act(
        "enter-comment",
        _("Enter a comment that came another way"),
        _("The comment is entered. The body’s liaisons, if it has some, are asked to look."),
        forms_answers.EnterCommentForm,
        _enter_comment,
        Action.ENTER_COMMENT,
        "comment",
        decides=False,
    ),
    Act(
        "propose",
        _("Propose the decision"),
        _("Proposed. Somebody else confirms it or sends it back."),
        forms_decision.ProposeForm,
        _propose,
        Action.PROPOSE,
        "decision",
        _("As the body was heard on it."),
        fits=lambda reading: reading.may_propose_now,
    ),
    Act(
        "confirm",
        _("Confirm and publish"),
        _("Confirmed. The decision is public."),
        forms.ConfirmForm,
        lambda given: deciding.confirm(given.review.pk, reason=given.get("reason"), **given.seals),
        Action.CONFIRM,
        "decision",
        _("Sources, findings, the body’s comments, reasons and conditions become public as they stand here."),
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
        _("Withdrawn. The public list shows why; the body is told."),
        forms.WithdrawForm,
        _withdraw,
        Action.WITHDRAW,
        "end",
    ),
)

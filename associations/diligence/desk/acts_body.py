"""What the liaison of the body that is reviewed does until a decision is proposed."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from associations.diligence.desk import forms, forms_answers
from associations.diligence.desk.act import Act, Given
from associations.diligence.permissions import Action
from associations.diligence.services import asking, commenting, more_time


def _answer(given: Given) -> None:
    pk, form = given.review.pk, given.form
    if form.sends:
        asking.send_answers(pk, form.given(), final=form.finishes, **given.seals)
    else:
        asking.save_answers(pk, form.given(), **given.seals)


def _object(given: Given) -> None:
    answer = UUID(given.get("answer"))
    asking.object_to(given.review.pk, answer, given.get("objection"), **given.seals)


def _comment(given: Given) -> Any:
    final = bool(given.form.cleaned_data.get("final"))
    return commenting.comment(given.review.pk, given.get("message"), final=final, **given.seals)


def _ask_time(given: Given) -> Any:
    until = given.form.cleaned_data["until"]
    return more_time.ask_time(given.review.pk, until, given.get("reason"), **given.seals)


BODY: tuple[Act, ...] = (
    Act(
        "answer",
        _("Answer"),
        _("Done."),
        forms_answers.AnswersForm,
        _answer,
        Action.ANSWER,
        "questions",
        draws="diligence/desk/form_answers.html",
        decides=False,
    ),
    Act(
        "object",
        _("Object to an answer that was entered for your body"),
        _("Recorded. The reviewer is told; that answer counts for nothing."),
        forms_answers.ObjectForm,
        _object,
        Action.OBJECT,
        "entered",
        fits=lambda reading: bool(reading.entered),
        decides=False,
    ),
    Act(
        "ask-time",
        _("Ask for more time"),
        _("Asked. The reviewer grants or refuses it; you are told by e-mail."),
        forms.AskTimeForm,
        _ask_time,
        Action.ASK_TIME,
        "time",
        fits=lambda reading: reading.time_waiting is None,
        decides=False,
    ),
    Act(
        "comment",
        _("Comment on the draft"),
        _("Your comment is kept. It will stand beside the findings."),
        forms_answers.CommentForm,
        _comment,
        Action.COMMENT,
        "comment",
        decides=False,
    ),
)

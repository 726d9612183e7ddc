"""What is done after a decision: on both sides."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from associations.diligence.desk import forms_decision as forms
from associations.diligence.desk.act import Act, Given
from associations.diligence.permissions import Action
from associations.diligence.services import conditions, contesting


def _settle(given: Given) -> Any:
    return conditions.settle(given.review.pk, given.form.chosen, given.form.became(), **given.seals)


def _confirm_not_met(given: Given) -> Any:
    return conditions.confirm_not_met(given.review.pk, given.form.chosen, **given.seals)


def _drop_not_met(given: Given) -> Any:
    reason = given.get("reason")
    return conditions.drop_not_met(given.review.pk, given.form.chosen, reason=reason, **given.seals)


def _report(given: Given) -> Any:
    form = given.form
    words, sources = given.get("message"), form.cleaned_data["sources"]
    return conditions.report(given.review.pk, form.chosen, words, sources, **given.seals)


AFTER: tuple[Act, ...] = (
    Act(
        "settle",
        _("Look at a condition"),
        _("Recorded."),
        forms.SettleForm,
        _settle,
        Action.SETTLE,
        "decision",
        _("Read first what the body reported. It is told of each settlement."),
    ),
    Act(
        "confirm-settle",
        _("Confirm that a condition is not met"),
        _("Confirmed, and public. The body is told."),
        forms.WaitingForm,
        _confirm_not_met,
        Action.CONFIRM_SETTLE,
        "decision",
        fits=lambda reading: bool(reading.not_met_waiting),
    ),
    Act(
        "drop-settle",
        _("Do not confirm that a condition is not met"),
        _("Sent back. The condition stays open."),
        forms.DropWaitingForm,
        _drop_not_met,
        Action.DROP_SETTLE,
        "decision",
        fits=lambda reading: bool(reading.not_met_waiting),
    ),
    Act(
        "report",
        _("Report on a condition"),
        _("Reported. The reviewer is told."),
        forms.ReportForm,
        _report,
        Action.REPORT,
        "decision",
        draws="diligence/desk/form_report.html",
        decides=False,
    ),
    Act(
        "state",
        _("Publish a statement beside the decision"),
        _("Published, as you wrote it."),
        forms.StatementForm,
        lambda given: contesting.publish_statement(given.review.pk, given.get("message"), **given.who),
        Action.STATE,
        "decision",
        fits=lambda reading: reading.statement is None,
    ),
    Act(
        "ask-second",
        _("Ask for a second look"),
        _("Asked. Somebody who had no part looks at the decision again; you are told by e-mail."),
        forms.AskSecondForm,
        lambda given: contesting.ask_second(given.review.pk, given.get("message"), **given.seals),
        Action.ASK_SECOND,
        "decision",
        fits=lambda reading: reading.may_ask_second,
        decides=False,
    ),
    Act(
        "second-look",
        _("Decide the second look"),
        _("Decided, and public. The body is told."),
        forms.SecondLookForm,
        lambda given: contesting.decide_second(given.review.pk, given.form.looked(), **given.seals),
        Action.SECOND_LOOK,
        "decision",
        _("You had no part in this review. You can confirm the decision or make it milder, never graver."),
        fits=lambda reading: reading.second_waits,
    ),
)

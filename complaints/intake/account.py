"""What happened, what was tried, and the files that show it. Required is only what a complaint cannot do without."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.intake.fields import yes_no_unsure
from complaints.intake.stepform import StepForm
from portal.web.fields import LongText
from portal.web.forms import DatePartsField

NARRATIVE_LIMIT = 50_000


class HappenedForm(StepForm):
    narrative = LongText(
        max_length=NARRATIVE_LIMIT,
        rows=14,
        required=True,
        label=_("What happened?"),
        help_text=_(
            "In your own words, in the order in which it happened: what did the prosecutor do or "
            "fail to do? Say how you know it."
        ),
        error_messages={"required": _("Tell what happened. A few sentences are enough to begin with.")},
    )
    began = DatePartsField(
        partial=True,
        past=True,
        required=False,
        label=_("When did it happen, or begin?"),
        help_text=_("As precisely as you know. The year alone is enough."),
    )
    ended = DatePartsField(partial=True, past=True, required=False, label=_("When did it end?"))
    is_ongoing = yes_no_unsure(_("Is it still going on?"))
    places = LongText(max_length=2_000, rows=2, label=_("Where did it happen?"))
    why: ClassVar[Mapping[str, Any]] = {
        "began": _(
            "Which rules applied, and whether the body was a member, is judged for the time of the facts."
        ),
    }

    def build(self) -> None:
        if self.answers.completes:
            self.fields["narrative"].help_text = _(
                "What you wrote in the short complaint stands here. Add to it: what did the prosecutor do or fail to "
                "do, in which order, and how do you know it?"
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        began, ended = cleaned.get("began"), cleaned.get("ended")
        if began and ended and ended.latest < began.earliest:
            self.add_error(
                "ended", ValidationError(gettext("The end is before the beginning. Check both dates."))
            )
        return cleaned


class TriedForm(StepForm):
    tried = LongText(
        rows=6,
        label=_("What have you, or others, done about it so far?"),
        help_text=_(
            "For example complaints to a superior prosecutor, to a court, to the police. What was the answer?"
        ),
    )
    pending_elsewhere = yes_no_unsure(_("Is the same matter before a court or an international body now?"))
    pending = LongText(
        rows=4, max_length=5_000, label=_("If so: before which, since when, under which number?")
    )
    why: ClassVar[Mapping[str, Any]] = {
        "pending_elsewhere": _(
            "A procedure elsewhere does not always bar a complaint here. We must avoid harming either of them."
        )
    }


class FileForm(StepForm):
    """The file itself is no answer: it is sealed on arrival and listed on the page."""

    file = forms.FileField(required=False, label=_("Choose a file"), allow_empty_file=True)
    description = LongText(
        max_length=2_000,
        rows=2,
        label=_("What does it show?"),
        help_text=_("Who made it, when, and how it came to you, if you know and if it is safe to say."),
    )
    may_show_respondent = yes_no_unsure(
        _("May this file be shown to the body complained about?"),
        help_text=_("“Not sure” counts as no until we have asked you."),
    )

    def names(self) -> list[str]:
        return ["description", "may_show_respondent"]

"""The forms in which a body's liaison speaks for it, and the one in which it is answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.admin.record_rows import RecordForm, TextsMixin
from associations.models import Event
from associations.replies.models import LONGEST, Request
from associations.replies.services import Statement

_LONG = {"rows": 6, "class": "vLargeTextField", "dir": "auto"}


class StatementForm(TextsMixin, RecordForm):
    """``entry``: there is one to reply to; ``commitment``: it is about one of the six."""

    says = forms.ChoiceField(label=_("What your body says"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, entry: bool, commitment: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = []
        if entry:
            choices += [("disputes", _("It disputes this entry")), ("adds", _("It adds to this entry"))]
        if commitment:
            choices += [
                (Event.Kind.COMMITMENT_MADE.value, _("It made this commitment, and it holds")),
                (Event.Kind.COMMITMENT_DROPPED.value, _("It no longer holds")),
            ]
        self.fields["says"].choices = choices  # type: ignore[attr-defined]
        self.add_texts(rows=5)

    def statement(self) -> Statement:
        given = self.cleaned_data
        replies = given["says"] in {"disputes", "adds"}
        return Statement(
            text=self.given_texts,
            says=Event.Kind.STATEMENT.value if replies else given["says"],
            disputes=given["says"] == "disputes",
            sources=given["sources"],
        )


class CorrectionForm(RecordForm):
    reasons = forms.CharField(
        label=_("What is wrong, and what is right"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs=_LONG),
        help_text=_("Not shown to the public. Say where what you say is known from: name sources below."),
    )


class VerificationForm(forms.Form):
    use_required_attribute = False
    reason = forms.CharField(
        label=_("Note (optional)"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs=_LONG),
        help_text=_("Not shown to the public: for example, where the texts in force can be read."),
    )


class AnswerForm(forms.Form):
    """``request`` decides what can be answered."""

    use_required_attribute = False
    granted = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reasons"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs=_LONG),
        help_text=_("The body reads them, and so does who recorded the entry. They are kept."),
    )

    def __init__(self, data: Any = None, *, request: Request) -> None:
        super().__init__(data)
        yes, no = {
            Request.Kind.STATEMENT.value: (
                _("It goes on record as the body’s statement"),
                _("It is refused because its content is unlawful: say which, and by what rule"),
            ),
            Request.Kind.CORRECTION.value: (
                _("The entry was corrected or taken off the record: say how"),
                _("The entry stands: say why"),
            ),
            Request.Kind.VERIFICATION.value: (None, _("It is not looked at now: say why")),
        }[request.kind]
        choices = [("yes", yes)] if yes else []
        self.fields["granted"].choices = [*choices, ("no", no)]  # type: ignore[attr-defined]

    @property
    def is_granted(self) -> bool:
        return bool(self.cleaned_data["granted"] == "yes")


class TakeDownForm(forms.Form):
    use_required_attribute = False
    reason = forms.CharField(
        label=_("What is unlawful, and by what rule"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs=_LONG),
        help_text=_("The body reads it. It is kept."),
    )


class WithdrawForm(forms.Form):
    """An act that asks for nothing but to be meant."""

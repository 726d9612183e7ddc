"""The few forms of the receipt's page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.models import Answer
from complaints.services.messages import LONGEST_MESSAGE
from portal.receipts.forms import SecretForm
from portal.web import words
from portal.web.fields import LongText
from portal.web.forms import PortalForm

__all__ = ["FileForm", "ReprisalForm", "ReviewForm", "SecretForm", "WithdrawForm", "WordsForm"]


class WordsForm(words.WordsForm):
    """Something to write to the handling body."""

    text = LongText(
        label=_("Your message"),
        max_length=LONGEST_MESSAGE,
        required=True,
        error_messages={"required": _("Write your message.")},
    )


class ReprisalForm(WordsForm):
    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["text"].label = _("What happened, to whom, when?")
        self.fields["text"].error_messages["required"] = _("Write what happened.")


class ReviewForm(WordsForm):
    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["text"].label = _("Why should the result be looked at again?")
        self.fields["text"].help_text = _(
            "For example: something was overlooked or misunderstood, or there is something new."
        )
        self.fields["text"].error_messages["required"] = _("Write why the result should be looked at again.")


class WithdrawForm(WordsForm):
    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["text"].label = _("Why you withdraw")
        self.fields["text"].required = False


class FileForm(PortalForm):
    """One file. What the upload handler could not keep is told by ``uploads``, not here. ``asked``: particulars are
    asked for now, and the file can be the answer.
    """

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        max_length=None,
        error_messages={"required": _("Choose a file.")},
        widget=forms.FileInput(attrs={"class": "form-control"}),
    )
    text = LongText(label=_("What does it show?"), max_length=2_000, required=False)
    may_show_respondent = forms.ChoiceField(
        label=_("May the body complained about be shown this file?"),
        choices=Answer.choices,
        initial=Answer.UNSURE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer."), "invalid_choice": _("Choose an answer.")},
    )
    answers = forms.BooleanField(
        label=_("With this file I have answered your question"),
        help_text=_("The assessment then goes on. Leave it open if more is to come."),
        required=False,
    )

    def __init__(self, data: Any = None, files: Any = None, *, asked: bool, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        if not asked:
            del self.fields["answers"]

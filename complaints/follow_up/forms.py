"""The few forms of the receipt's page."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.intake.fields import LongText
from complaints.models import Answer
from complaints.services.messages import LONGEST_MESSAGE
from portal.web.forms import PortalForm


class SecretForm(PortalForm):
    """One field. ``kept_page`` and ``kept_text`` carry words that were written while the complaint was no
    longer open.
    """

    secret = forms.CharField(
        label=_("Secret"),
        help_text=_(
            "The secret of your receipt: 21 letters and digits. Capital letters, spaces and dashes do not matter."
        ),
        max_length=400,
        error_messages={
            "required": _("Enter the secret of your receipt."),
            "max_length": _("This is much too long for a secret: it has 21 letters and digits."),
        },
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "autocorrect": "off",
                "spellcheck": "false",
                "dir": "ltr",
                "class": "code-entry",
            }
        ),
    )


def with_plain_lines(data: Any) -> Any:
    """A browser sends two characters for the end of a line; only one is counted, as it is in the browser."""
    if not data or "\r\n" not in data.get("text", ""):
        return data
    data = data.copy()
    data["text"] = data["text"].replace("\r\n", "\n")
    return data


class WordsForm(PortalForm):
    """Something to write. ``submission`` makes the same form sent twice count once."""

    text = LongText(
        label=_("Your message"),
        max_length=LONGEST_MESSAGE,
        required=True,
        error_messages={"required": _("Write your message.")},
    )
    submission = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("submission", uuid.uuid4())
        super().__init__(with_plain_lines(data), **kwargs)

    @property
    def submission_id(self) -> uuid.UUID | None:
        """Of this form with these words: who goes back, changes the words and sends again has written something
        else.
        """
        try:
            form_id = uuid.UUID(self.cleaned_data["submission"])
        except ValueError:
            return None
        return uuid.uuid5(form_id, self.cleaned_data["text"])


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

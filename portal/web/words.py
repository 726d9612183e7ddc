"""A form with a text to send. The same form sent twice counts once, as its number and its words say."""

import uuid
from typing import Any

from django import forms

from portal.web.forms import PortalForm


def with_plain_lines(data: Any) -> Any:
    """A browser sends two characters for the end of a line; only one is counted, as it is in the browser."""
    if not data or "\r\n" not in data.get("text", ""):
        return data
    data = data.copy()
    data["text"] = data["text"].replace("\r\n", "\n")
    return data


class WordsForm(PortalForm):
    """The field ``text`` is added by each room. ``submission`` makes the same form sent twice count once."""

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

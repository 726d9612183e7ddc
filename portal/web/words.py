"""A form with a text to send. The same form sent twice counts once, as its number and its words say."""

import json
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


def submission_of(form_id: uuid.UUID, owner_id: uuid.UUID, act: str, *words: str) -> uuid.UUID:
    """The number of this form, with these words, for this act on this record: whoever changes one of them and sends the
    form again has written something else.
    """
    return uuid.uuid5(form_id, json.dumps([str(owner_id), act, *words]))


class WordsForm(PortalForm):
    """The field ``text`` is added by each room. ``submission`` makes the same form sent twice count once."""

    submission = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("submission", uuid.uuid4())
        super().__init__(with_plain_lines(data), **kwargs)

    def submission_for(self, owner_id: uuid.UUID) -> uuid.UUID | None:
        """Of this form with these words about this record (``submission_of``)."""
        try:
            form_id = uuid.UUID(self.cleaned_data["submission"])
        except ValueError:
            return None
        return submission_of(form_id, owner_id, type(self).__name__, self.cleaned_data["text"])

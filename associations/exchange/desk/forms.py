"""The forms of an import: the file, how it is read, what is confirmed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.exchange.kinds import Kind
from associations.exchange.models import Import
from portal.tables.detecting import SEPARATORS, Form
from portal.tables.encodings import ENCODINGS

#: What each kind of doubt asks, in words that hold for all lines of its kind.
DOUBTS: dict[str, Any] = {
    "two": _("The member belongs to two umbrella bodies on the same days."),
    "beyond": _("The membership goes on after one of the bodies was dissolved."),
    "after": _("A statement is made after the body was dissolved."),
    "twice": _("The record has such a founding or end already."),
    "outside": _("Other entries lie before this founding or after this end."),
    "future": _("A day has not come yet."),
    "letters": _("Letters were lost before the file came here: a question mark stands in their place."),
    "gone": _("The country no longer exists, the body still does."),
    "name": _("Another body of this country has the same name."),
}


class UploadForm(forms.Form):
    use_required_attribute = False
    kind = forms.ChoiceField(label=_("Which table is it?"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or JSON, up to 100 MB. Format, encoding and separator are found out."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )

    def __init__(self, *args: Any, kinds: Iterable[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.name, kind.title) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["kind"].error_messages["required"] = _("Choose a table.")


class ReadAsForm(forms.Form):
    use_required_attribute = False
    format = forms.ChoiceField(label=_("Format"), choices=[("csv", "CSV"), ("json", "JSON")])
    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS)
    separator = forms.ChoiceField(label=_("Separator of CSV"), choices=SEPARATORS)

    @classmethod
    def of(cls, row: Import) -> "ReadAsForm":
        return cls(initial={"format": row.format, "encoding": row.encoding, "separator": row.separator})

    @property
    def chosen(self) -> Form:
        given = self.cleaned_data
        return Form(given["format"], given["encoding"], given["separator"])


class ConfirmForm(forms.Form):
    use_required_attribute = False
    because = forms.CharField(
        label=_("Reason of the corrections"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=_("Shown to the public beside what changed."),
    )

    def __init__(self, *args: Any, row: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not row.changed:
            del self.fields["because"]

"""What is typed at the desk. Whatever somebody sends, the form can show it again."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from protocol.translating.places import Place


class WordingForm(forms.Form):
    """A heading where the provision has one, and the text. What is right about them the service says."""

    use_required_attribute = False
    heading = forms.CharField(
        label=_("Heading"),
        required=False,
        # Two lines: on a phone one line hides the end of most headings. What is parted by Enter is joined again.
        widget=forms.Textarea(attrs={"class": "vTextField", "rows": 2}),
    )
    text = forms.CharField(
        label=_("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("An empty line parts paragraphs. [^1] calls the first footnote."),
    )

    def __init__(self, place: Place, data: QueryDict | None = None) -> None:
        begun = place.begun
        initial = {"heading": begun.heading, "text": begun.text} if begun else {}
        typed = None
        if data is not None:
            # A field takes no NUL; its message would be all that is left of the text.
            typed = {name: data.get(name, "").replace("\0", "") for name in ("heading", "text")}
        super().__init__(typed, initial=initial)
        if not place.provision.titled:
            del self.fields["heading"]
        for name in self.fields:
            self.fields[name].widget.attrs |= {"lang": place.language, "dir": "auto", "spellcheck": "true"}
        if place.source and len(place.source.text) < 200:
            self.fields["text"].widget.attrs["rows"] = 6

    def said(self) -> dict[str, str]:
        """Heading and text as typed, else as they stand."""
        names: tuple[str, ...] = ("heading", "text")
        return {name: str(self[name].value() or "") if name in self.fields else "" for name in names}

    def refuse(self, errors: dict[str, list[Any]]) -> None:
        for name, messages in errors.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)

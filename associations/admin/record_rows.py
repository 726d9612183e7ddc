"""What the forms of the public record share: sources in rows, questions beside what caused them, bodies by any name.

Without script: a button adds a row, and everything typed comes back.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from associations.models.record import SOURCE_KEYS
from associations.plausible import Doubt
from portal.web.forms import PartialDate

MOST_SOURCES = 20
SOURCE_LABELS: dict[str, Any] = {
    "title": _("Title"),
    "publisher": _("Publisher"),
    "date": _("Date"),
    "reference": pgettext_lazy("source", "Reference"),
    "link": _("Link"),
}


class TextsMixin(forms.Form):
    """A text in each language, English at least: fields ``text-<language>``, filled from ``initial["text"]``."""

    def add_texts(self, rows: int = 4) -> None:
        for code, language in settings.CORRESPONDENCE_LANGUAGES:
            self.fields[f"text-{code}"] = forms.CharField(
                label=language,
                required=code == "en",
                max_length=5000,
                widget=forms.Textarea(
                    attrs={"rows": rows, "lang": code, "dir": "auto", "class": "vLargeTextField"}
                ),
            )

    @property
    def texts(self) -> list[BoundField]:
        return [self[f"text-{code}"] for code, _label in settings.CORRESPONDENCE_LANGUAGES]

    @property
    def given_texts(self) -> dict[str, str]:
        """The cleaned texts that are not empty, by language."""
        given = self.cleaned_data
        found = {
            code: (given.get(f"text-{code}") or "").strip()
            for code, _label in settings.CORRESPONDENCE_LANGUAGES
        }
        return {code: text for code, text in found.items() if text}


class RecordForm(forms.Form):
    """What memberships and events have in common. ``now_says``: who it is about; ``of``: the revision it corrects.

    ``doubts`` stand beside the fields that caused them, each with its box to confirm.
    """

    use_required_attribute = False
    prefix_sources = "source"

    def __init__(self, data: Any = None, uploads: Any = None, *, of: Any = None, **kwargs: Any) -> None:
        super().__init__(data, uploads, **kwargs)
        self.of = of
        self.doubts: list[Doubt] = []
        self.source_rows = self._count_sources(data)
        for number in range(self.source_rows):
            for key, limit in SOURCE_KEYS.items():
                self.fields[f"{self.prefix_sources}-{number}-{key}"] = forms.CharField(
                    label=SOURCE_LABELS[key],
                    required=False,
                    max_length=limit,
                    widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
                )
        if of is not None:
            self.fields["because"] = forms.CharField(
                label=_("Reason of the correction"),
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
                help_text=_(
                    "Shown to the public beside what changed, for good. It must not accuse another body: say what was "
                    "wrong here and, where it belongs elsewhere, name the entry where that stands, not what it says."
                ),
            )

    def _count_sources(self, data: Any) -> int:
        typed = len(self.initial.get("sources", []))
        if data is not None:
            numbers = [
                int(part)
                for name in data
                if name.startswith(f"{self.prefix_sources}-")
                and (part := name.split("-")[1]).isdecimal()
                and len(part) <= 2
            ]
            typed = max(numbers, default=0) + (2 if data.get("more") == "sources" else 1)
        return min(max(typed, 1), MOST_SOURCES)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        kind, _dash, rest = field_name.partition("-")
        if kind == self.prefix_sources:
            number, _dash, key = rest.partition("-")
            sources = self.initial.get("sources", [])
            return sources[int(number)].get(key, "") if int(number) < len(sources) else ""
        if kind == "text" and rest:
            return self.initial.get("text", {}).get(rest, "")
        return super().get_initial_for_field(field, field_name)

    @property
    def sources(self) -> Iterator[list[BoundField]]:
        """The rows, each as its fields."""
        for number in range(self.source_rows):
            yield [self[f"{self.prefix_sources}-{number}-{key}"] for key in SOURCE_KEYS]

    @property
    def may_add_source(self) -> bool:
        return self.source_rows < MOST_SOURCES

    @property
    def questions(self) -> dict[str, list[Doubt]]:
        """By field."""
        found: dict[str, list[Doubt]] = {}
        for doubt in self.doubts:
            found.setdefault(doubt.field, []).append(doubt)
        return found

    def ask(self, doubts: list[Doubt]) -> None:
        """Show the form again with questions beside the fields."""
        self.doubts = doubts
        for doubt in doubts:
            self.add_error(doubt.field if doubt.field in self.fields else None, doubt.message)

    def refuse(self, error: ValidationError) -> None:
        """What a service or the model refused, at the fields where there are such."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else self._stands_for.get(name), errors)

    #: Columns that are another field of the form.
    _stands_for = {"said_by": "said_by_name", "sources": "source-0-title", "text": "text-en"}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        rows = []
        for number in range(self.source_rows):
            row = {
                key: text.strip()
                for key in SOURCE_KEYS
                if (text := cleaned.get(f"{self.prefix_sources}-{number}-{key}") or "").strip()
            }
            if row:
                self._check_source(number, row)
                rows.append(row)
        cleaned["sources"] = rows
        return cleaned

    def _check_source(self, number: int, row: dict[str, str]) -> None:
        for key in ("title", "publisher"):
            if key not in row:
                self.refuse_source(number, key, _("A source needs a title and a publisher."))
        if "date" in row:
            try:
                PartialDate.parse(row["date"])
            except ValueError:
                self.refuse_source(number, "date", _("Write the date as 2022, 2022-03 or 2022-03-23."))
        if "link" in row:
            try:
                scheme = urlsplit(row["link"]).scheme
            except ValueError:
                scheme = ""
            if scheme not in {"http", "https"}:
                self.refuse_source(number, "link", _("A link begins with https:// or http://."))

    def refuse_source(self, number: int, key: str, message: Any) -> None:
        name = f"{self.prefix_sources}-{number}-{key}"
        if name not in self.errors:
            self.add_error(name, message)

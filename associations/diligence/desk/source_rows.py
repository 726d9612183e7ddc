"""Sources in rows, for every form that asks for some: empty rows do not count, and saving gives new ones."""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.admin.record_rows import SOURCE_LABELS
from associations.models.record import SOURCE_KEYS, is_date
from portal.web.forms import PortalForm

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField

READY = 3  # empty rows that stand ready


class SourceRows(PortalForm):
    """``most``: how many rows there can be."""

    most = 20

    def add_sources(self, known: list[dict[str, str]]) -> None:
        """Rows for what is known, and empty ones."""
        for number in range(min(len(known) + READY, self.most)):
            for key, limit in SOURCE_KEYS.items():
                name = f"source-{number}-{key}"
                self.fields[name] = forms.CharField(
                    label=SOURCE_LABELS[key],
                    required=False,
                    max_length=limit,
                    widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
                )
                if number < len(known):
                    self.initial[name] = known[number].get(key, "")

    @property
    def source_rows(self) -> list[list["BoundField"]]:
        numbers = range(sum(1 for name in self.fields if name.endswith("-title")))
        return [[self[f"source-{number}-{key}"] for key in SOURCE_KEYS] for number in numbers]

    def read_sources(self, cleaned: dict[str, Any]) -> tuple[list[dict[str, str]], dict[int, int]]:
        """The sources; and the number of a row on the page -> of its source once empty rows are left out."""
        sources: list[dict[str, str]] = []
        places: dict[int, int] = {}
        for number in range(len(self.source_rows)):
            row = {
                key: text.strip()
                for key in SOURCE_KEYS
                if (text := cleaned.get(f"source-{number}-{key}") or "").strip()
            }
            if row:
                self._check_source(number, row)
                sources.append(row)
                places[number + 1] = len(sources)
        return sources, places

    def _check_source(self, number: int, row: dict[str, str]) -> None:
        for key in ("title", "publisher"):
            if key not in row:
                self.say(f"source-{number}-{key}", _("A source needs a title and a publisher."))
        if "date" in row and not is_date(row["date"]):
            self.say(f"source-{number}-date", _("Write the date as 2022, 2022-03 or 2022-03-23."))
        if "link" in row and not re.match(r"https?://", row["link"], re.IGNORECASE):
            self.say(f"source-{number}-link", _("A link begins with https:// or http://."))

    def say(self, name: str, message: Any) -> None:
        """One message beside a field."""
        if name not in self.errors:
            self.add_error(name, message)

"""The reviewer's form of the findings: sources in rows, and for each group what was found, on what it rests, what
is not known. Saved as often as one likes; each saving gives new rows for sources.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from associations.diligence.desk.forms import ActForm, words
from associations.diligence.desk.source_rows import SourceRows
from associations.diligence.papers import Finding, Findings, groups_of
from associations.diligence.questionnaire import group_name
from portal.web.forms import PortalForm

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField


class FindingsForm(SourceRows, ActForm):
    language = forms.ChoiceField(
        label=_("Language in which you write"), choices=settings.CORRESPONDENCE_LANGUAGES
    )
    summary = words(
        _("Summary of the findings"),
        6,
        required=False,
        help_text=_("Public after the decision, beside what the body says. “Says”, “reports”, “alleged”."),
    )

    def prepare(self) -> None:
        known = self.reading.written
        self.initial.update({"language": known.language, "summary": known.summary})
        self.add_sources(known.sources)
        for group in self.groups:
            self._add_group(group, known.of(group))

    def _add_group(self, group: str, known: Finding) -> None:
        self.fields.update(
            {
                f"text-{group}": words(_("What was found"), 4, required=False),
                f"rests-{group}": forms.CharField(
                    label=_("Rests on sources"),
                    required=False,
                    max_length=80,
                    help_text=_("Their numbers, for example 1, 3."),
                    widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
                ),
                f"answers-{group}": forms.BooleanField(
                    label=_("Rests on what the body answered"), required=False
                ),
                f"off-{group}": forms.BooleanField(
                    label=_("Does not apply to this body: the words above say why"), required=False
                ),
                f"unknown-{group}": words(
                    _("What is not known"), 2, required=False, help_text=_("“Nothing” is an answer too.")
                ),
            }
        )
        self.initial.update(
            {
                f"text-{group}": known.text,
                f"rests-{group}": ", ".join(map(str, known.rests_on)),
                f"answers-{group}": known.on_answers,
                f"off-{group}": not known.applies,
                f"unknown-{group}": known.unknown,
            }
        )

    # --- for the template --------------------------------------------------------------------------------

    @property
    def groups(self) -> list[str]:
        return groups_of(self.review.questions)

    @property
    def group_rows(self) -> Iterator[tuple[str, list["BoundField"]]]:
        for group in self.groups:
            parts = ("text", "rests", "answers", "off", "unknown")
            names = [f"{part}-{group}" for part in parts]
            yield group_name(group), [self[name] for name in names]

    # --- what comes back ---------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = PortalForm.clean(self) or self.cleaned_data
        sources, places = self.read_sources(cleaned)
        cleaned["sources"] = sources
        cleaned["findings"] = [self._finding(group, cleaned, places) for group in self.groups]
        return cleaned

    def _finding(self, group: str, cleaned: dict[str, Any], places: dict[int, int]) -> Finding:
        """``places``: the number of a row on the page -> of its source once empty rows are left out."""
        typed = cleaned.get(f"rests-{group}") or ""
        parts = [part for part in re.split(r"[\s,;]+", typed) if part]
        numbers = [int(part) for part in parts if part.isdecimal() and len(part) <= 3]
        if len(numbers) != len(parts) or set(numbers) - set(places):
            self.say(f"rests-{group}", _("Write the numbers of sources that stand above, for example 1, 3."))
            numbers = []
        return Finding(
            group,
            cleaned.get(f"text-{group}") or "",
            cleaned.get(f"unknown-{group}") or "",
            [places[number] for number in dict.fromkeys(numbers)],
            bool(cleaned.get(f"answers-{group}")),
            not cleaned.get(f"off-{group}"),
        )

    def written(self) -> Findings:
        """The findings as the service takes them, from the cleaned form."""
        given = self.cleaned_data
        return Findings(given["language"], given["sources"], given["findings"], given.get("summary") or "")

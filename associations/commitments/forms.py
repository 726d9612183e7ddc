"""The form in which a verification is prepared: today's checklist, its sources, the text for the timeline."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from associations import files
from associations.admin.record_rows import MOST_SOURCES, RecordForm, TextsMixin
from associations.commitments import rules
from associations.commitments.models import LONGEST_NOTE, Answer, Verification
from associations.commitments.reading import Answered
from associations.commitments.rules import Question
from associations.commitments.services import Checklist
from associations.models import Association, Commitment
from portal.sealing.uploads import SealedUpload


class NumbersField(forms.CharField):
    """Numbers of sources: "1, 3". The value is a sorted list without repetitions."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        typed: str = super().clean(value)
        parts = typed.replace(",", " ").replace(";", " ").split()
        if not all(part.isascii() and part.isdecimal() and len(part) <= 2 for part in parts):
            raise forms.ValidationError(_("Write the numbers of the sources below, for example 1, 3."))
        numbers = sorted({int(part) for part in parts})
        if numbers and not (numbers[0] >= 1 and numbers[-1] <= MOST_SOURCES):
            raise forms.ValidationError(_("There is no source with this number below."))
        return numbers


class PrepareForm(TextsMixin, RecordForm):
    """``commitment`` decides what is asked; ``umbrellas``: in whose name this person may verify this body."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("Public: anybody can save it. A PDF, an image or a plain text, up to 10 MB."),
    )

    def __init__(
        self, *args: Any, commitment: Commitment, umbrellas: list[Association], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.commitment = commitment
        self.umbrellas = {str(each.pk): each for each in umbrellas}
        choices = [(pk, each.name) for pk, each in self.umbrellas.items()]
        self.fields["umbrella"] = forms.ChoiceField(label=_("Verified for"), choices=choices)
        self.asked = rules.asked(commitment)
        for question in self.asked:
            self._add(question)
        self.add_texts(rows=3)

    def _add(self, question: Question) -> None:
        self.fields[f"answer-{question.code}"] = forms.ChoiceField(
            label=question.text,
            choices=Answer.choices,
            widget=forms.RadioSelect(attrs={"class": "record__answers"}),
            help_text=_("“Yes” is needed.") if question.needed else _("Asked and shown, not needed."),
        )
        self.fields[f"stands-{question.code}"] = NumbersField(
            label=_("Stands on the sources"),
            required=False,
            max_length=60,
            widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
            help_text=_("Their numbers in the list below."),
        )
        self.fields[f"note-{question.code}"] = forms.CharField(
            label=_("Remark"),
            required=False,
            max_length=LONGEST_NOTE,
            widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
            help_text=_("Public. What was seen, in a few words."),
        )

    @property
    def questions_asked(self) -> list[list[BoundField]]:
        """The fields of each question."""
        return [
            [self[f"{part}-{question.code}"] for part in ("answer", "stands", "note")]
            for question in self.asked
        ]

    def clean_file(self) -> SealedUpload | None:
        upload: SealedUpload | None = self.cleaned_data["file"]
        if upload:
            files.check(upload)
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned["sources"]:
            self.refuse_source(0, "title", _("Say where this is known from: name one source at least."))
        return cleaned

    def checklist(self) -> Checklist:
        """What was found, out of the cleaned answers."""
        given = self.cleaned_data
        answers = [
            {
                "question": question.code,
                "answer": given[f"answer-{question.code}"],
                "note": given[f"note-{question.code}"].strip(),
                "sources": given[f"stands-{question.code}"],
            }
            for question in self.asked
        ]
        return Checklist(self.commitment, self.given_texts, answers, given["sources"])

    @property
    def chosen_umbrella(self) -> Association:
        return self.umbrellas[self.cleaned_data["umbrella"]]

    @staticmethod
    def initial_of(row: Verification) -> dict[str, Any]:
        """What was sent back, to be mended."""
        found = {"text": row.text, "sources": row.sources, "umbrella": str(row.umbrella_id)}
        for each in row.answers:
            found[f"answer-{each['question']}"] = each["answer"]
            found[f"stands-{each['question']}"] = each.get("sources", [])
            found[f"note-{each['question']}"] = each.get("note", "")
        return found


class ConfirmForm(forms.Form):
    """A box for each question: the second person ticks what they looked at themselves."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, checklist: list[Answered]) -> None:
        super().__init__(data)
        self.checklist = checklist
        for each in checklist:
            self.fields[f"looked-{each.code}"] = forms.BooleanField(
                label=_("I looked at these sources myself"), required=False
            )

    @property
    def rows(self) -> list[tuple[Answered, BoundField]]:
        return [(each, self[f"looked-{each.code}"]) for each in self.checklist]

    @property
    def looked(self) -> list[str]:
        return [each.code for each in self.checklist if self.cleaned_data[f"looked-{each.code}"]]


class SendBackForm(forms.Form):
    use_required_attribute = False
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=_("What is missing or wrong. Colleagues read it; it is not shown to the public."),
    )


class WithdrawForm(SendBackForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        self.fields["reason"].label = _("Reason (optional)")
        self.fields["reason"].help_text = _("Colleagues read it; it is not shown to the public.")

"""Forms of the public record: a membership, an event, the choice of a body, the reason of a retraction."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from associations import files
from associations.admin.body_field import BodyField
from associations.admin.record_rows import RecordForm, TextsMixin
from associations.editing import wrong_commitment
from associations.models import Association, Commitment, Event, Membership
from portal.sealing.uploads import SealedUpload
from portal.web.forms import DatePartsField, PartialDate


class MembershipForm(RecordForm):
    umbrella = BodyField(
        label=_("Member of"), help_text=_("The umbrella body: its name, acronym or address.")
    )
    kind = forms.ChoiceField(label=_("Kind of membership"), choices=Membership.Kind.choices)
    began = DatePartsField(
        partial=True,
        required=False,
        label=_("First day"),
        help_text=_("As exactly as it is known: the year alone will do. Empty if nobody knows since when."),
    )
    ended = DatePartsField(
        partial=True, required=False, label=_("Last day"), help_text=_("Empty as long as it has not ended.")
    )

    def build(self, member: Association) -> Membership:
        """The unsaved period out of the cleaned answers."""
        given = self.cleaned_data
        began, ended = given["began"], given["ended"]
        return Membership(
            member=member,
            umbrella=given["umbrella"],
            kind=given["kind"],
            began=began.earliest if began else None,
            began_precision=began.precision if began else "day",
            ended=ended.latest if ended else None,
            ended_precision=ended.precision if ended else "day",
            sources=given["sources"],
        )

    @staticmethod
    def initial_of(row: Membership) -> dict[str, Any]:
        return {
            "umbrella": row.umbrella,
            "kind": row.kind,
            "began": row.since,
            "ended": row.until,
            "sources": row.sources,
        }


class EventForm(TextsMixin, RecordForm):
    kind = forms.ChoiceField(label=_("What happened"), choices=[("", "–"), *Event.Kind.choices])
    commitment = forms.ChoiceField(
        label=_("Which commitment"),
        choices=[("", "–"), *Commitment.choices],
        required=False,
        help_text=_(
            "Only where a commitment was made, verified or dropped. What somebody says about its end, or that it never "
            "was, is recorded as “commitment dropped”, as their statement."
        ),
    )
    day = DatePartsField(
        partial=True, label=_("Date"), help_text=_("As exactly as it is known: the year alone will do.")
    )
    other = BodyField(
        required=False,
        label=_("Other body"),
        help_text=_(
            "The umbrella body or the partner, if it happened between two. It is shown on its timeline too."
        ),
    )
    standing = forms.ChoiceField(
        label=_("Established, or said by somebody?"),
        choices=Event.Standing.choices,
        widget=forms.RadioSelect,
        initial=Event.Standing.STATEMENT,
        help_text=_(
            "An established fact stands on its sources, and nobody you know of disputes it. It is shown as established "
            "by the umbrella body you record it for; whoever disputes it later is named beside it."
        ),
    )
    said_by = BodyField(required=False, label=_("Who says so"), help_text=_("A body of the directory; or:"))
    said_by_name = forms.CharField(
        label=_("Who says so, if not in the directory"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"}),
    )
    matter = forms.SlugField(
        label=_("Matter"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "matters", "autocomplete": "off", "class": "vTextField"}),
        help_text=_(
            "What the statement is about, in a word or two joined by hyphens, for example office-closed. What "
            "several say about the same matter of this body is shown side by side."
        ),
    )
    disputes = forms.BooleanField(
        label=_("The speaker disputes what is on record about this"),
        required=False,
        help_text=_(
            "An established fact with the same matter, or about the same commitment, is then shown as disputed by "
            "them. Only where they say so themselves."
        ),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("Public: anybody can save it. A PDF, an image or a plain text, up to 10 MB."),
    )
    remove_file = forms.BooleanField(label=_("Take the present file away"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_texts()
        if self.of is None or self.of.file is None:
            del self.fields["remove_file"]

    def clean_file(self) -> SealedUpload | None:
        upload: SealedUpload | None = self.cleaned_data["file"]
        if upload:
            files.check(upload)
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._check_commitment(cleaned)
        speaker = bool(cleaned.get("said_by") or (cleaned.get("said_by_name") or "").strip())
        match cleaned.get("standing"):
            case Event.Standing.STATEMENT if not speaker and "said_by" not in self.errors:
                self.add_error(
                    "said_by", _("A statement names who makes it: a body of the directory, or a name.")
                )
            case Event.Standing.FACT if speaker:
                self.add_error(
                    "standing", _("An established fact is said by nobody in particular. Is it a statement?")
                )
            case Event.Standing.FACT if not cleaned["sources"]:
                self.refuse_source(
                    0, "title", _("An established fact stands on its sources: name one at least.")
                )
        if cleaned.get("disputes"):
            self._check_disputes(cleaned)
        if cleaned.get("said_by") and (cleaned.get("said_by_name") or "").strip():
            self.add_error(
                "said_by_name", _("Name either a body of the directory or somebody else, not both.")
            )
        if not cleaned["sources"] and cleaned.get("standing") == Event.Standing.STATEMENT:
            self.refuse_source(0, "title", _("Say where this is known from: name one source at least."))
        return cleaned

    def _check_disputes(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("standing") == Event.Standing.FACT:
            self.add_error("disputes", _("An established fact disputes nothing. Is it a statement?"))
        elif not cleaned.get("matter") and not cleaned.get("commitment") and "matter" not in self.errors:
            self.add_error("matter", _("Name the matter that is disputed, as the other entry names it."))

    def _check_commitment(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("kind") or "commitment" in self.errors:
            return
        if problem := wrong_commitment(cleaned["kind"], cleaned.get("commitment") or ""):
            self.add_error("commitment", problem)

    def build(self, subject: Association) -> Event:
        """The unsaved event out of the cleaned answers, with the file that the corrected one has and keeps."""
        given = self.cleaned_data
        day: PartialDate = given["day"]
        keeps = self.of is not None and not given.get("remove_file")
        return Event(
            subject=subject,
            other=given["other"],
            kind=given["kind"],
            commitment=given["commitment"],
            day=day.earliest,
            day_precision=day.precision,
            standing=given["standing"],
            said_by=given["said_by"],
            said_by_name=given["said_by_name"].strip(),
            matter=given["matter"],
            disputes=given["disputes"],
            text=self.given_texts,
            sources=given["sources"],
            file=self.of.file if keeps else None,
        )

    @staticmethod
    def initial_of(row: Event) -> dict[str, Any]:
        names = (
            "other",
            "kind",
            "commitment",
            "standing",
            "said_by",
            "said_by_name",
            "matter",
            "disputes",
            "text",
            "sources",
        )
        return {name: getattr(row, name) for name in names} | {"day": row.when}


class ChooseBodyForm(forms.Form):
    use_required_attribute = False
    body = BodyField(
        label=_("Which body is it about?"), help_text=_("Any of its names, its acronym or its address.")
    )


class TakeOffForm(forms.Form):
    use_required_attribute = False
    about_another = forms.BooleanField(
        label=_("It is about another body, and named this one by mistake"),
        required=False,
        help_text=_(
            "The page of this body then says that there was such an entry, and repeats neither it nor the reason. "
            "Record it anew where it belongs."
        ),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=_(
            "Shown to the public, for good. It must not accuse another body: say what was wrong here and, where it "
            "belongs elsewhere, name the entry where that stands, not what it says."
        ),
    )


def open_questions(count: int) -> str:
    """The line above a form that asks."""
    return ngettext(
        "One thing is unusual. Confirm it where it is marked, or change it.",
        "%(count)d things are unusual. Confirm them where they are marked, or change them.",
        count,
    ) % {"count": count}

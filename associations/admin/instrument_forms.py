"""The forms of instruments and of the States they bind: sources in lines, and whether somebody else was quicker."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from associations.admin.bodies import NamesField
from associations.admin.record_rows import SOURCE_LABELS
from portal import countries
from portal.sourced import SOURCE_KEYS, check_sources
from protocol.models import Binding, Instrument

SOURCES = 3


class SourceWidget(forms.MultiWidget):
    """One line for each part of a source."""

    template_name = "associations/names.html"

    class Media:
        css = {"all": ["portal/people.css"]}

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({key: forms.TextInput({"dir": "auto"}) for key in SOURCE_KEYS}, attrs)

    def decompress(self, value: Any) -> list[str]:
        source = value if isinstance(value, dict) else {}
        return [source.get(key, "") for key in SOURCE_KEYS]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        for part, key in zip(context["widget"]["subwidgets"], SOURCE_KEYS, strict=True):
            part["label"] = SOURCE_LABELS[key]
        return context


class SourceField(forms.MultiValueField):
    widget = SourceWidget

    def __init__(self, **kwargs: Any) -> None:
        fields = [forms.CharField(required=False, max_length=limit) for limit in SOURCE_KEYS.values()]
        super().__init__(fields=fields, require_all_fields=False, required=False, **kwargs)

    def compress(self, data_list: list[str]) -> dict[str, str]:
        given = zip(SOURCE_KEYS, data_list, strict=False)
        return {key: text.strip() for key, text in given if text and text.strip()}


class OnRecordForm(forms.ModelForm):
    """``seen``: when the row had last been changed as the person saw it."""

    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason of the change"),
        max_length=500,
        widget=forms.TextInput({"class": "vTextField"}),
        help_text=_("It stays in the history: where you looked, and when."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "seen" in self.fields:  # only to read, there is none
            at = self.instance.changed_at
            self.fields["seen"].initial = at.isoformat() if at else ""

    def clean(self) -> Any:
        cleaned = super().clean() or self.cleaned_data
        if not self.instance._state.adding:
            kept = type(self.instance)._default_manager.get(pk=self.instance.pk)
            if cleaned.get("seen") != kept.changed_at:
                self.add_error(
                    None,
                    _("Somebody else has changed this meanwhile. Open it again and compare before you save."),
                )
        return cleaned


class InstrumentForm(OnRecordForm):
    titles = NamesField(label=_("Title"), longest=500)
    short_titles = NamesField(
        label=_("Short title"), help_text=_("As it is cited: ICCPR, Istanbul Convention.")
    )
    issuers = NamesField(label=_("Adopted by"))

    class Meta:
        model = Instrument
        fields = (
            "code",
            "kind",
            "titles",
            "short_titles",
            "issuers",
            "adopted_on",
            "adopted_precision",
            "reference",
            "region",
        )


class BindingForm(OnRecordForm):
    country = forms.ChoiceField(label=pgettext_lazy("a country", "State"))
    note = NamesField(label=_("Note"), longest=500, required=False, help_text=_("Shown to the public."))

    class Meta:
        model = Binding
        fields = (
            "instrument",
            "country",
            "party",
            "began",
            "ended",
            "act",
            "deposited_on",
            "note",
            "verified_on",
            "withdrawn",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "country" in self.fields:
            today, gone, _invented = countries.choices()
            self.fields["country"] = forms.ChoiceField(
                label=pgettext_lazy("a country", "State"), choices=[("", "–"), today, gone]
            )
        for number in range(SOURCES):
            name = f"source_{number}"
            if name in self.fields:
                sources = self.instance.sources or []
                self.fields[name].initial = sources[number] if number < len(sources) else {}

    source_0 = SourceField(
        label=_("Source"),
        help_text=_("Title and publisher at least; the date as 2022, 2022-03 or 2022-03-23."),
    )
    source_1 = SourceField(label=_("Second source"))
    source_2 = SourceField(label=_("Third source"))

    def clean_verified_on(self) -> Any:
        day = self.cleaned_data["verified_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return day

    def clean(self) -> Any:
        cleaned = super().clean()
        given = [cleaned.get(f"source_{number}") for number in range(SOURCES)]
        sources = [source for source in given if source]
        if not sources:
            self.add_error("source_0", _("Say where this is known from: name one source at least."))
        try:
            check_sources(sources)
        except ValidationError as error:
            self.add_error("source_0", error)
        else:
            self.instance.sources = sources
        return cleaned

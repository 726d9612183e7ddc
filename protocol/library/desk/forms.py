"""The forms of the library's staff pages: a document, a step of a petition, a table of signatories, a reason."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.sealing import public_files
from portal.tables.detecting import SEPARATORS
from portal.tables.encodings import ENCODINGS
from portal.web.forms import DatePartsField
from protocol.library.models import Document, Step
from protocol.library.services import content
from protocol.library.texts import ENDONYMS, LANGUAGES, SOURCE_KEYS, date_of, own

LABELS: dict[str, Any] = {
    "titles": _("Title"),
    "abstracts": _("Abstract"),
    "issuer": _("Issued by"),
    "signed_by": _("Signed by, in words"),
    "texts": _("Text"),
}
#: A button without which no row is added: what was typed comes back with one row more.
MORE = "more"
SOURCE_LABELS: dict[str, Any] = {
    "title": _("Title"),
    "publisher": _("Publisher"),
    "date": _("Date"),
    "reference": pgettext_lazy("source", "Reference"),
    "link": _("Link"),
}


def _line(**more: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "vTextField", "dir": "auto"} | more)


def _words(rows: int, language: str = "") -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField", "dir": "auto", "lang": language})


class Sourced(forms.Form):
    """Rows of sources; an empty row says nothing."""

    use_required_attribute = False

    def rows_of(self, prefix: str, most: int) -> int:
        """How many rows are shown: those that say something and an empty one; one more where that was asked for."""
        found = -1
        for name in self.data if self.is_bound else self.initial:
            start, _dash, rest = name.partition("-")
            number = rest.partition("-")[0]
            if start == prefix and number.isdecimal() and number.isascii() and len(number) <= 2:
                found = max(found, int(number))
        asked = self.is_bound and self.data.get(MORE) == prefix
        return max(1, min(most, found + (2 if asked or not self.is_bound else 1)))

    @property
    def asks_for_more(self) -> bool:
        return self.is_bound and bool(self.data.get(MORE))

    def add_sources(self) -> None:
        self.source_rows = self.rows_of("source", content.MOST_SOURCES)
        for number in range(self.source_rows):
            for key, limit in SOURCE_KEYS.items():
                self.fields[f"source-{number}-{key}"] = forms.CharField(
                    label=SOURCE_LABELS[key], required=False, max_length=limit, widget=_line()
                )

    @property
    def sources(self) -> Iterator[list[BoundField]]:
        for number in range(self.source_rows):
            yield [self[f"source-{number}-{key}"] for key in SOURCE_KEYS]

    @property
    def given_sources(self) -> list[dict[str, str]]:
        rows = [
            {key: text for key in SOURCE_KEYS if (text := self.cleaned_data.get(f"source-{number}-{key}", "").strip())}
            for number in range(self.source_rows)
        ]  # fmt: skip
        return [row for row in rows if row]

    @staticmethod
    def initial_sources(rows: list[dict[str, str]]) -> dict[str, Any]:
        return {
            f"source-{number}-{key}": text for number, row in enumerate(rows) for key, text in row.items()
        }

    def texts_of(self, name: str) -> dict[str, str]:
        """The cleaned texts of one name that are not empty, by language."""
        found = {code: (self.cleaned_data.get(f"{name}-{code}") or "").strip() for code in LANGUAGES}
        return {code: text for code, text in found.items() if text}

    def refuse(self, error: ValidationError) -> None:
        """What a service refused, at the fields where there are such."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            places = (
                name,
                f"{name}-en",
                {"sources": "source-0-title", "addressees": "addressee-0-key"}.get(name),
            )
            self.add_error(next((each for each in places if each in self.fields), None), errors)


class DocumentForm(Sourced):
    """``new``: asks for the address too, which stays. ``files``: what the revision offers now, by language."""

    slug = forms.SlugField(
        label=_("Address"),
        max_length=80,
        widget=_line(autocomplete="off"),
        help_text=_("Latin letters, digits and hyphens: the part of its web address. It stays."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "–"), *Document.Kind.choices])
    day = DatePartsField(
        partial=True,
        required=False,
        label=_("Date"),
        help_text=_("As exactly as it is known: the year alone will do."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages in which it exists"),
        choices=list(ENDONYMS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "record__answers"}),
        help_text=_("Also where neither text nor file is here."),
    )
    tags = forms.CharField(
        label=_("Subjects"),
        required=False,
        max_length=500,
        widget=_line(),
        help_text=_("In small Latin letters, parted by commas: due-diligence, civil-society."),
    )
    bodies = forms.CharField(
        label=_("Bodies concerned"),
        required=False,
        max_length=2000,
        widget=_line(),
        help_text=_("Their addresses in the directory, parted by commas."),
    )

    def __init__(
        self, *args: Any, new: bool = False, files: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.present_files = files or {}
        if not new:
            del self.fields["slug"]
        for code in LANGUAGES:
            for name, label in LABELS.items():
                rows = {"abstracts": 5, "texts": 12}.get(name)
                self.fields[f"{name}-{code}"] = forms.CharField(
                    label=label,
                    required=name == "titles" and code == "en",
                    max_length=content.TEXTS[name],
                    widget=_words(rows, code) if rows else _line(lang=code),
                )
            if not new:
                self.fields[f"file-{code}"] = forms.FileField(
                    label=_("File"),
                    required=False,
                    help_text=_("Public: anybody can save it. A PDF, an image or a plain text, up to 10 MB."),
                )
            if code in self.present_files:
                self.fields[f"remove-{code}"] = forms.BooleanField(
                    label=_("Take the present file away"), required=False
                )
        self.addressee_rows = self.rows_of("addressee", content.MOST_ADDRESSEES)
        for number in range(self.addressee_rows):
            self.fields[f"addressee-{number}-key"] = forms.SlugField(
                label=pgettext_lazy("addressee", "Short name"), required=False, max_length=60, widget=_line()
            )
            self.fields[f"addressee-{number}-body"] = forms.SlugField(
                label=_("Address in the directory"), required=False, max_length=100, widget=_line()
            )
            for code in LANGUAGES:
                self.fields[f"addressee-{number}-name-{code}"] = forms.CharField(
                    label=ENDONYMS[code], required=False, max_length=200, widget=_line(lang=code)
                )
        self.add_sources()

    @property
    def by_language(self) -> Iterator[dict[str, Any]]:
        for code, name in ENDONYMS.items():
            fields = [
                self[each]
                for part in (*LABELS, "file", "remove")
                if (each := f"{part}-{code}") in self.fields
            ]
            filled = any(field.value() for field in fields) or any(field.errors for field in fields)
            yield {"code": code, "name": name, "fields": fields, "open": code == "en" or filled,
                   "file": self.present_files.get(code)}  # fmt: skip

    @property
    def addressees(self) -> Iterator[list[BoundField]]:
        for number in range(self.addressee_rows):
            yield [self[name] for name in self.fields if name.startswith(f"addressee-{number}-")]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for code in LANGUAGES:
            if upload := cleaned.get(f"file-{code}"):
                try:
                    public_files.check(upload)
                except ValidationError as error:
                    self.add_error(f"file-{code}", error)
        for number in range(self.addressee_rows):
            said = any(cleaned.get(f"addressee-{number}-name-{code}") for code in LANGUAGES)
            if said and not cleaned.get(f"addressee-{number}-key"):
                self.add_error(f"addressee-{number}-key", _("Give it a short name, for example iap."))
        return cleaned

    def content(self) -> dict[str, Any]:
        """What the revision says, out of the cleaned answers."""
        given = self.cleaned_data
        files = {
            code: str(row.pk) for code, row in self.present_files.items() if not given.get(f"remove-{code}")
        }
        return {
            "kind": given["kind"],
            **content.dated(given["day"]),
            **{name: self.texts_of(name) for name in LABELS},
            "languages": given["languages"],
            "tags": _parts(given["tags"]),
            "bodies": _parts(given["bodies"]),
            "addressees": [
                {
                    "key": given[f"addressee-{number}-key"],
                    "names": self.texts_of(f"addressee-{number}-name"),
                    "body": given.get(f"addressee-{number}-body", ""),
                }
                for number in range(self.addressee_rows)
                if given.get(f"addressee-{number}-key")
            ],
            "sources": self.given_sources,
            "files": files,
        }

    @property
    def uploads(self) -> dict[str, Any]:
        found = {code: self.cleaned_data.get(f"file-{code}") for code in LANGUAGES}
        return {code: upload for code, upload in found.items() if upload}

    @classmethod
    def initial_of(cls, said: dict[str, Any]) -> dict[str, Any]:
        day = date.fromisoformat(said["day"]) if said["day"] else None
        found: dict[str, Any] = {
            "kind": said["kind"],
            "day": date_of(day, said["day_precision"]),
            "languages": said["languages"],
            "tags": ", ".join(said["tags"]),
            "bodies": ", ".join(said["bodies"]),
        }
        for name in LABELS:
            found |= {f"{name}-{code}": text for code, text in said[name].items()}
        for number, each in enumerate(said["addressees"]):
            found |= {
                f"addressee-{number}-key": each["key"],
                f"addressee-{number}-body": each.get("body", ""),
            }
            found |= {f"addressee-{number}-name-{code}": text for code, text in each["names"].items()}
        return found | cls.initial_sources(said["sources"])


def _parts(text: str) -> list[str]:
    """Tags or addresses, parted by commas; "Due Diligence" is due-diligence."""
    parts = ("-".join(part.split()).lower() for part in text.split(","))
    return list(dict.fromkeys(filter(None, parts)))


class StepForm(Sourced):
    addressee = forms.ChoiceField(label=_("Addressee"))
    kind = forms.ChoiceField(label=_("What happened"), choices=[("", "–"), *Step.Kind.choices])
    day = DatePartsField(partial=True, label=_("Date"))

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["addressee"] = forms.ChoiceField(
            label=_("Addressee"),
            choices=[(each["key"], own(each["names"])[0] or each["key"]) for each in document.addressees],
        )
        for code in ENDONYMS:
            self.fields[f"said_by-{code}"] = forms.CharField(
                label=_("Who says so"), required=code == "en", max_length=200, widget=_line(lang=code)
            )
            self.fields[f"text-{code}"] = forms.CharField(
                label=_("Text"),
                required=False,
                max_length=2000,
                widget=_words(3, code),
                help_text=_("What was written or said, in a few neutral words. It may stay empty."),
            )
        self.add_sources()

    @property
    def by_language(self) -> Iterator[dict[str, Any]]:
        for code, name in ENDONYMS.items():
            fields = [self[f"said_by-{code}"], self[f"text-{code}"]]
            filled = any(field.value() or field.errors for field in fields)
            yield {"name": name, "fields": fields, "open": code == "en" or filled}


class TableForm(forms.Form):
    use_required_attribute = False
    file = forms.FileField(label=_("File"), help_text=_("CSV, up to 2 MB."))
    encoding = forms.ChoiceField(
        label=_("Encoding"), required=False, choices=[("", _("find it out")), *ENCODINGS]
    )
    separator = forms.ChoiceField(
        label=_("Separator"), required=False, choices=[("", _("find it out")), *SEPARATORS]
    )


class NothingForm(forms.Form):
    """An act that asks for nothing but to be meant."""


class ReasonForm(forms.Form):
    use_required_attribute = False
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=_words(3))

"""The form of an import: the file, its language, where it goes."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protocol.exchange.blocks import clean, safe
from protocol.exchange.task import NewEdition, Task
from protocol.languages import CHOICES
from protocol.models import Edition

NEW = "new"


class UploadForm(forms.Form):
    """``task()`` gives what was asked for, once it is valid."""

    use_required_attribute = False
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("DOCX, HTML, Markdown or the portal's own JSON, up to 20 MB."),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty."),
        },
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the file"),
        required=False,
        help_text=gettext_lazy("JSON says it by itself; choose one to take only that one out of it."),
    )
    into = forms.ChoiceField(
        label=gettext_lazy("Where it goes"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose an edition, or a new one.")},
    )
    remove = forms.BooleanField(
        label=gettext_lazy("Take out of the draft what the file does not have"),
        required=False,
        help_text=gettext_lazy(
            "Only in the language of the source, and never in an edition that was in force."
        ),
    )
    code = forms.SlugField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("The part of its web address, for example official-2026."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False, choices=Edition.Kind.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=gettext_lazy("English title"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("When it is empty, the title of an English file is taken."),
    )
    adopted_on = forms.DateField(
        label=gettext_lazy("Adopted on"),
        required=False,
        widget=forms.DateInput(attrs={"placeholder": "2026-05-31"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        help_text=gettext_lazy("Year, month, day: 2026-05-31. Of an official text only."),
    )
    adopted_by = forms.CharField(label=gettext_lazy("Adopted by"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        editions = [(str(each.pk), f"{each.title} · {each.code}") for each in Edition.objects.all()]
        self.fields["into"].choices = [*editions, (NEW, _("A new edition, a draft at first"))]  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", _("As the file says (JSON)")), *CHOICES]  # type: ignore[attr-defined]

    def groups(self) -> list[tuple[str, list[Any]]]:
        """The fields under their headings."""
        return [
            (_("The file"), [self["file"], self["language"]]),
            (_("Where it goes"), [self["into"], self["remove"]]),
            (
                _("A new edition"),
                [self["code"], self["kind"], self["title"], self["adopted_on"], self["adopted_by"]],
            ),
        ]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("into") == NEW:
            if not given.get("code") and "code" not in self.errors:
                self.add_error("code", _("Say under which address the new edition will stand."))
            if not given.get("kind"):
                self.add_error("kind", _("Say whether it is an official text or a working text."))
        return given

    def task(self, data: bytes, name: str) -> Task:
        """Raises ValidationError when the edition is gone."""
        given = self.cleaned_data
        if given["into"] == NEW:
            title, adopted_by = clean(safe(given["title"])), clean(safe(given["adopted_by"]))
            titles = {"en": title} if title else {}
            new = NewEdition(given["code"], given["kind"], titles, given["adopted_on"], adopted_by)
            return Task(data, name, given["language"], None, new)
        edition = Edition.objects.filter(pk=UUID(given["into"])).first()
        if edition is None:
            raise ValidationError(_("The edition is gone. Choose another."))
        return Task(data, name, given["language"], edition, None, given["remove"])

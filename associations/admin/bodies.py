"""Associations."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from associations.admin.base import HistoryPages
from associations.models import Association


class NamesWidget(forms.MultiWidget):
    """One line for each language."""

    template_name = "associations/names.html"

    class Media:
        css = {"all": ["portal/people.css"]}

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        self.languages = list(settings.CORRESPONDENCE_LANGUAGES)
        super().__init__({code: forms.TextInput({"lang": code}) for code, _label in self.languages}, attrs)

    def decompress(self, value: Any) -> list[str]:
        names = value if isinstance(value, dict) else {}
        return [names.get(code, "") for code, _label in self.languages]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        for widget, (_code, label) in zip(context["widget"]["subwidgets"], self.languages, strict=True):
            widget["label"] = label
        return context


class NamesField(forms.MultiValueField):
    widget = NamesWidget

    def __init__(self, **kwargs: Any) -> None:
        self.codes = [code for code, _label in settings.CORRESPONDENCE_LANGUAGES]
        fields = [forms.CharField(required=code == "en", max_length=200) for code in self.codes]
        super().__init__(fields=fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> dict[str, str]:
        return {
            code: name.strip()
            for code, name in zip(self.codes, data_list, strict=False)
            if name and name.strip()
        }


class AssociationForm(forms.ModelForm):
    names = NamesField(
        label=_("Names"), help_text=_("English at least; the other languages where the body has a name.")
    )

    class Meta:
        model = Association
        fields = (
            "names",
            "acronym",
            "slug",
            "kind",
            "country",
            "handles_complaints",
            "invented",
            "active",
        )


@admin.register(Association)
class AssociationAdmin(HistoryPages):
    form = AssociationForm
    list_display = ("name", "acronym", "kind", "country", "handles_complaints", "active")
    list_filter = ("kind", "handles_complaints", "active", "invented", "country")
    search_fields = ("acronym", "slug")
    search_help_text = _("Name in any language, acronym or address")
    prepopulated_fields = {"slug": ("acronym",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Association]:
        return Association.objects.by_name()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Association], search_term: str
    ) -> tuple[QuerySet[Association], bool]:
        words = search_term.replace("\x00", "").split()
        for word in words[:6]:
            queryset = queryset.filter(pk__in=Association.objects.named(word).values("pk"))
        return queryset, False

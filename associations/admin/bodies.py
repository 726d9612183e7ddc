"""Associations."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from associations.admin.base import HistoryPages
from associations.admin.other_names import OtherNamesField
from associations.directory.searching import listed_countries
from associations.models import Association, Membership
from portal import countries

#: Members of an umbrella body shown on its page here; the directory shows all.
SHOWN = 20


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

    def __init__(self, *, longest: int = 200, **kwargs: Any) -> None:
        self.codes = [code for code, _label in settings.CORRESPONDENCE_LANGUAGES]
        needed = {"en"} if kwargs.get("required", True) else set()
        fields = [forms.CharField(required=code in needed, max_length=longest) for code in self.codes]
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
    other_names = OtherNamesField(
        label=_("Other names"),
        required=False,
        help_text=_(
            "Former, short and other names: all are found by the search, and a complaint keeps the name that was "
            "picked. Empty a name to take it out; save to get more rows."
        ),
    )

    class Meta:
        model = Association
        fields = (
            "names",
            "acronym",
            "other_names",
            "slug",
            "kind",
            "country",
            "handles_complaints",
            "invented",
            "active",
            "record_email",
            "record_address",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "country" in self.fields:  # only to read, there is none
            several = [("", _("several countries"))]
            self.fields["country"] = forms.ChoiceField(
                label=_("Country"),
                required=False,
                choices=[*several, *countries.choices()],
                help_text=self.fields["country"].help_text,
            )


class CountryFilter(admin.SimpleListFilter):
    """The countries that have a body, by name."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return listed_countries()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Association]) -> QuerySet[Association]:
        return queryset.filter(country=self.value()) if self.value() else queryset


@admin.register(Association)
class AssociationAdmin(HistoryPages):
    form = AssociationForm
    change_form_template = "associations/association.html"
    list_display = ("name", "acronym", "kind", "country_name", "handles_complaints", "active")
    list_filter = ("kind", "handles_complaints", "active", "invented", CountryFilter)
    search_fields = ("acronym", "slug")
    search_help_text = _("Any name in any language, acronym or address")
    prepopulated_fields: ClassVar[dict[str, Sequence[str]]] = {"slug": ("acronym",)}
    readonly_fields = ("memberships_on_record",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Association]:
        return Association.objects.by_name()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Association], search_term: str
    ) -> tuple[QuerySet[Association], bool]:
        """By any name; slips of the hand are forgiven if no name is spelt like that."""
        if not search_term.strip():
            return queryset, False
        typed = search_term.replace("\x00", "")
        spelt = Association.objects.spelt(typed)
        if spelt.exists():
            return queryset.filter(pk__in=spelt.order_by().values("pk")), False
        return queryset.filter(pk__in=[body.pk for body in Association.objects.resembling(typed)]), False

    def get_fields(self, request: HttpRequest, obj: Association | None = None) -> tuple[str, ...]:
        fields = AssociationForm.Meta.fields
        return (*fields, "memberships_on_record") if obj else fields

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Association | None = None
    ) -> dict[str, Sequence[str]]:
        """An address that is in use stays as it is when the acronym changes."""
        return {} if obj else self.prepopulated_fields

    @admin.display(description=_("country"), ordering="country")
    def country_name(self, body: Association) -> str:
        return countries.name(body.country) if body.country else ""

    @admin.display(description=_("memberships"))
    def memberships_on_record(self, body: Association) -> str:
        """To read: what is on record is changed by revisions that say who and why, not here."""
        belong = Membership.objects.current().select_related("umbrella", "member")
        members = list(belong.filter(umbrella=body)[: SHOWN + 1])
        more = belong.filter(umbrella=body).count() - SHOWN if len(members) > SHOWN else 0
        public = settings.PORTAL_SURFACE != "desk"
        context = {
            "memberships": list(belong.filter(member=body)),
            "members": members[:SHOWN],
            "more": more,
            "today": timezone.localdate(),
            "page": reverse("directory:body", args=[body.slug]) if public else "",
        }
        html = render_to_string("associations/memberships.html", context)
        # The admin makes a line break of each end of a line.
        return mark_safe(" ".join(html.split()))  # noqa: S308 - a template's own

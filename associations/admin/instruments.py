"""Instruments, and the States they bind: what publishers and administrators correct, and auditors read.

These pages stand in this room because roles are known here; what they change belongs to the Protocol's.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from associations.admin.base import HistoryPages, me
from associations.admin.instrument_forms import BindingForm, InstrumentForm
from associations.record_permissions import Action, may_somewhere
from portal import countries
from protocol.instruments import editing
from protocol.instruments.editing import ChangedMeanwhile
from protocol.models import Binding, Instrument


class OnRecordPages(HistoryPages):
    """Who records public facts corrects these; whoever reads the record reads them. Nothing is deleted."""

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return may_somewhere(request.user, Action.READ)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Action.RECORD)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return may_somewhere(request.user, Action.CORRECT)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        given = form.cleaned_data
        editing.put(obj, by=me(request), now=timezone.now(), reason=given["reason"], seen=given.get("seen"))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """What somebody else did between the look of the form and the service is told on the page as it stands now."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (ChangedMeanwhile, ValidationError) as problem:
            told = problem.messages if isinstance(problem, ValidationError) else []
            for text in told or [str(_("Somebody else has changed this meanwhile. Look at it again."))]:
                messages.error(request, text)
            return HttpResponseRedirect(request.path)


@admin.register(Instrument)
class InstrumentAdmin(OnRecordPages):
    form = InstrumentForm
    list_display = ("short", "title", "kind", "adopted")
    list_filter = ("kind",)
    search_fields = ("code", "titles", "short_titles")
    search_help_text = _("Code, or words of the title in any language")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Instrument]:
        return Instrument.objects.in_order()

    def get_fields(self, request: HttpRequest, obj: Instrument | None = None) -> tuple[str, ...]:
        may = self.has_change_permission(request, obj) if obj else True
        return (*InstrumentForm.Meta.fields, "reason", "seen") if may else InstrumentForm.Meta.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Instrument | None = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    @admin.display(description=_("short title"), ordering="code")
    def short(self, row: Instrument) -> str:
        return row.short_title

    @admin.display(description=_("title"))
    def title(self, row: Instrument) -> str:
        return row.title

    @admin.display(description=_("adopted"), ordering="adopted_on")
    def adopted(self, row: Instrument) -> str:
        return str(row.adopted)


class CheckedFilter(admin.SimpleListFilter):
    title = _("checked")
    parameter_name = "checked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("to be verified")), ("yes", _("verified"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Binding]) -> QuerySet[Binding]:
        wanted = {"no": True, "yes": False}.get(str(self.value()))
        return queryset if wanted is None else queryset.filter(verified_on__isnull=wanted)


@admin.register(Binding)
class BindingAdmin(OnRecordPages):
    form = BindingForm
    list_display = ("state", "instrument", "is_party", "first", "last", "checked")
    list_filter = (CheckedFilter, "party", "withdrawn", ("instrument", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("instrument",)
    search_fields = ("country",)
    search_help_text = _("A State, by its name in any language or its code")
    actions = ["verify"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Binding]:
        return Binding.objects.order_by("instrument__code", "country", "began")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Binding], search_term: str
    ) -> tuple[QuerySet[Binding], bool]:
        typed = search_term.replace("\x00", "").strip()
        return (queryset.filter(country=countries.code_of(typed)) if typed else queryset), False

    def get_fields(self, request: HttpRequest, obj: Binding | None = None) -> tuple[str, ...]:
        may = self.has_change_permission(request, obj) if obj else True
        shown = BindingForm.Meta.fields
        return (*shown, "source_0", "source_1", "source_2", "reason", "seen") if may else (*shown, "cited")

    def get_readonly_fields(self, request: HttpRequest, obj: Binding | None = None) -> tuple[str, ...]:
        return () if self.has_change_permission(request, obj) else ("cited",)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_actions(request) if self.has_change_permission(request) else {}

    @admin.action(description=_("Verified today: compared with the depositary's list"))
    def verify(self, request: HttpRequest, queryset: QuerySet[Binding]) -> None:
        if request.POST.get("select_across") == "1":
            # Nobody has compared two thousand rows at once.
            messages.error(request, _("Mark what you have compared: at most the rows of one page at a time."))
            return
        rows = list(queryset.select_related("instrument"))
        try:
            done = editing.verify(rows, by=me(request), now=timezone.now(), reason=str(_("Verified")))
        except ChangedMeanwhile:
            messages.error(
                request, _("Somebody else has changed one of these meanwhile. Nothing was marked.")
            )
        else:
            said = ngettext(
                "%(number)d row was marked as verified.", "%(number)d rows were marked as verified.", done
            )
            messages.success(request, said % {"number": done})

    @admin.display(description=pgettext_lazy("a country", "State"), ordering="country")
    def state(self, row: Binding) -> str:
        return row.country_name

    @admin.display(description=_("is bound"), ordering="party")
    def is_party(self, row: Binding) -> str:
        if row.withdrawn:
            return str(_("taken off the record"))
        return str(_("bound") if row.party else _("not bound"))

    @admin.display(description=_("first day"), ordering="began")
    def first(self, row: Binding) -> str:
        return date_format(row.began) if row.began else ""

    @admin.display(description=_("last day"), ordering="ended")
    def last(self, row: Binding) -> str:
        return date_format(row.ended) if row.ended else ""

    @admin.display(description=_("checked"), ordering="verified_on")
    def checked(self, row: Binding) -> str:
        return date_format(row.verified_on) if row.verified_on else str(_("to be verified"))

    @admin.display(description=_("sources"))
    def cited(self, row: Binding) -> str:
        return "; ".join(", ".join(source.values()) for source in row.sources)

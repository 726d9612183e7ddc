"""The published limits in the admin: a change is proposed on the limit's page and confirmed there by somebody else."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.admin.base import HistoryPages
from associations.roles import Role, has_role, is_administrator, is_auditor
from complaints import clocks
from complaints.models import ClockRule
from complaints.permissions import Action, bodies_where
from complaints.services import limits
from portal.accounts.staff import officer

PROPOSED = ("number", "urgent_number", "extendable_to")


class RuleForm(forms.ModelForm):
    """What a limit should be, and why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=_(
            "It stays in the history. A second person must confirm the change; until then the limit stays as it is."
        ),
    )

    class Meta:
        model = ClockRule
        fields = PROPOSED

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name, words in limits.beyond(self.instance, {name: given.get(name) for name in PROPOSED}).items():
            self.add_error(name, words)
        if not self.errors and all(given.get(name) == self.initial.get(name) for name in PROPOSED):
            raise ValidationError(_("This is the limit as it is. Change a number, or leave it."))
        return given


class NoForm(forms.Form):
    """Nothing to fill in."""


class ClockRuleAdmin(HistoryPages):
    """A change holds for clocks that start after its confirmation; running ones copied what they were promised."""

    form = RuleForm
    change_form_template = "complaints/desk/rule.html"
    list_display = ("label", "number", "unit", "urgent_number", "extendable_to", "owes", "waits")
    list_display_links = ("label",)
    readonly_fields = ("label", "unit", "owes", "starts_on", "basis")
    fields = ("label", *PROPOSED[:1], "unit", *PROPOSED[1:], "owes", "starts_on", "basis", "reason")
    show_facets = admin.ShowFacets.NEVER

    # --- who ----------------------------------------------------------------------------------------------

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user = officer(request)
        known = is_administrator(user) or is_auditor(user) or has_role(user, Role.SUPERVISOR)
        return known or bool(bodies_where(user, Action.LIST))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return is_administrator(request.user)
        return limits.may_propose(officer(request), obj)

    # --- the page -----------------------------------------------------------------------------------------

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_fields(request, obj)
        return fields if self.has_change_permission(request, obj) else fields[:-1]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        rule = kwargs.get("obj")
        if rule is not None:
            change = limits.waiting(rule)
            context["waiting"] = change
            context["may_confirm"] = change is not None and limits.may_confirm(officer(request), change)
            context["may_drop"] = change is not None and limits.may_drop(officer(request), change)
            context["changes"] = list(rule.changes.select_related("asked_by", "confirmed_by")[:50])
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response

    def save_model(self, request: HttpRequest, obj: ClockRule, form: Any, change: bool) -> None:
        """The rule itself is left as it is."""
        given = {name: form.cleaned_data[name] for name in (*PROPOSED, "reason")}
        limits.propose(obj, **given, by=officer(request), now=timezone.now())

    def response_change(self, request: HttpRequest, obj: ClockRule) -> HttpResponse:
        messages.success(request, _("Proposed. The limit changes when a second person has confirmed it."))
        return HttpResponseRedirect(reverse("admin:complaints_clockrule_change", args=[obj.pk]))

    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> Any:
        """The second of two clicks, and whoever proposes a moment after another, are led back to what waits."""
        rule = self.get_object(request, object_id) if request.method == "POST" else None
        if rule is not None and limits.may_change(officer(request), rule) and limits.waiting(rule):
            return self._waits(request, rule)
        try:
            return super().changeform_view(request, object_id, *args, **kwargs)
        except limits.Waits:
            return self._waits(request, rule)

    def _waits(self, request: HttpRequest, rule: Any) -> HttpResponse:
        messages.info(
            request,
            _(
                "A change of this limit waits for a second person already, as shown below. Nothing else was proposed."
            ),
        )
        return HttpResponseRedirect(reverse("admin:complaints_clockrule_change", args=[rule.pk]))

    # --- the second person --------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        name = "complaints_clockrule_%s"
        view = self.admin_site.admin_view
        return [
            path("<slug:object_id>/confirm/", view(self.confirm), name=name % "confirm"),
            path("<slug:object_id>/drop/", view(self.drop), name=name % "drop"),
            *super().get_urls(),
        ]

    def confirm(self, request: HttpRequest, object_id: str) -> HttpResponse:
        user = officer(request)
        return self._decide(
            request,
            object_id,
            title=_("Confirm the new limit"),
            explain=_(
                "You are the second person. From now on the public pages show the new limit, and clocks that start "
                "follow it; those that run keep what they were promised. Read the reason, and ask if in doubt."
            ),
            submit=_("Confirm"),
            perform=lambda rule, _reason: limits.confirm(rule, by=user, now=timezone.now()),
            done=_("The new limit holds from now on."),
            allowed=lambda rule: _not_forbidden(rule, limits.may_confirm, user),
            form_class=NoForm,
        )

    def drop(self, request: HttpRequest, object_id: str) -> HttpResponse:
        user = officer(request)
        return self._decide(
            request,
            object_id,
            title=_("Drop the proposal"),
            explain=_("The limit stays as it is."),
            submit=_("Drop the proposal"),
            perform=lambda rule, _reason: limits.drop(rule, by=user, now=timezone.now()),
            done=_("The proposal is dropped."),
            allowed=lambda rule: _not_forbidden(rule, limits.may_drop, user),
            form_class=NoForm,
        )

    def _decide(self, request: HttpRequest, object_id: str, **act: Any) -> HttpResponse:
        """As ``act``; who comes after the decision - with a second click, or from an old page - is told of it."""
        rule = self.get_object(request, object_id)
        if rule is None or not self.has_view_permission(request, rule):
            raise Http404
        if limits.waiting(rule) is None:
            return self._decided(request, rule)
        try:
            return self.act(request, object_id, **act)
        except limits.NothingWaits:
            return self._decided(request, rule)

    def _decided(self, request: HttpRequest, rule: ClockRule) -> HttpResponse:
        last = rule.changes.first()
        if last is None:
            words = _("Nothing waits to be confirmed here.")
        elif last.done_at is not None:
            words = _("The proposal was confirmed already. The limit is as shown below.")
        else:
            words = _("The proposal was dropped already. The limit stays as it is.")
        messages.info(request, words)
        return HttpResponseRedirect(reverse("admin:complaints_clockrule_change", args=[rule.pk]))

    # --- columns ------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("changes")

    @admin.display(description=_("limit"), ordering="code")
    def label(self, rule: ClockRule) -> str:
        return str(clocks.BY_CODE[rule.code].label)

    @admin.display(description=_("proposed"))
    def waits(self, rule: ClockRule) -> str:
        open_ = next((change for change in rule.changes.all() if change.is_open), None)
        return str(_("waiting for a second person")) if open_ else ""

    @admin.display(description=_("counts from"))
    def starts_on(self, rule: ClockRule) -> str:
        return str(clocks.BY_CODE[rule.code].starts_on)

    @admin.display(description=_("where it comes from"))
    def basis(self, rule: ClockRule) -> str:
        return str(clocks.BY_CODE[rule.code].basis)


def _not_forbidden(rule: ClockRule, may: Any, user: Any) -> bool:
    """Also where the proposal was decided a moment ago: the service then says so."""
    change = limits.waiting(rule)
    return change is None or bool(may(user, change))

"""The published limits in the admin: a change is proposed on the limit's page and confirmed there by somebody else."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from associations.admin.two_persons import ProposalForm, TwoPersonPages
from associations.roles import Role, has_role, is_administrator, is_auditor
from complaints import clocks
from complaints.models import ClockRule
from complaints.permissions import Action, bodies_where
from complaints.services.limits import LIMITS
from portal.accounts.staff import officer


class RuleForm(ProposalForm):
    """What a limit should be, and why."""

    columns = LIMITS.columns

    class Meta:
        model = ClockRule
        fields = LIMITS.columns

    def clean(self) -> dict[str, Any]:
        """As :class:`ProposalForm`; and no number that no limit of this rule can be (``clocks.Rule.bound``)."""
        given = super().clean()
        bound = clocks.BY_CODE[self.instance.code].bound
        for name in LIMITS.columns:
            number = given.get(name)
            if number is not None and not 1 <= number <= bound:
                self.add_error(name, gettext("Give a number from 1 to %(most)d.") % {"most": bound})
        return given


class ClockRuleAdmin(TwoPersonPages):
    """A change holds for clocks that start after its confirmation; running ones copied what they were promised."""

    limits = LIMITS
    explain = _(
        "You are the second person. From now on the public pages show the new limit, and clocks that start "
        "follow it; those that run keep what they were promised. Read the reason, and ask if in doubt."
    )
    form = RuleForm
    list_display = ("label", "number", "unit", "urgent_number", "extendable_to", "owes", "waits")
    list_display_links = ("label",)
    readonly_fields = ("label", "unit", "owes", "starts_on", "basis")
    fields = (
        "label",
        *LIMITS.columns[:1],
        "unit",
        *LIMITS.columns[1:],
        "owes",
        "starts_on",
        "basis",
        "reason",
    )
    show_facets = admin.ShowFacets.NEVER

    # --- who ----------------------------------------------------------------------------------------------

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user = officer(request)
        known = is_administrator(user) or is_auditor(user) or has_role(user, Role.SUPERVISOR)
        return known or bool(bodies_where(user, Action.LIST))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    # --- the page -----------------------------------------------------------------------------------------

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_fields(request, obj)
        return fields if self.has_change_permission(request, obj) else fields[:-1]

    def in_words(self, rule: ClockRule, change: Any) -> list[str]:
        lines = [f"{change.number} {rule.get_unit_display()}"]
        if change.urgent_number:
            lines.append(gettext("urgent: %(number)s") % {"number": change.urgent_number})
        if change.extendable_to:
            lines.append(gettext("extendable to %(number)s") % {"number": change.extendable_to})
        return lines

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

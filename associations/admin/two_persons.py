"""Rules that two people change, in the admin: a change is proposed on the rule's page and confirmed there."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.admin.base import HistoryPages
from associations.roles import is_administrator
from associations.two_persons import TwoPersons
from portal.accounts.staff import officer


class ProposalForm(forms.ModelForm):
    """What the rule should be, and why."""

    columns: tuple[str, ...] = ()
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=_(
            "It stays in the history. A second person must confirm the change; until then the limit stays as it is."
        ),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        same = all(given.get(name) == self.initial.get(name) for name in self.columns)
        if not self.errors and not self.instance._state.adding and same:
            raise ValidationError(_("This is the limit as it is. Change a number, or leave it."))
        return given


class NoForm(forms.Form):
    """Nothing to fill in."""


class TwoPersonPages(HistoryPages):
    """``limits``: what the room says of its rules; ``explain``: what a confirmation changes."""

    limits: TwoPersons
    change_form_template = "associations/two_persons.html"
    explain: Any = ""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return is_administrator(request.user)
        return self.limits.may_propose(officer(request), obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        rule, limits = kwargs.get("obj"), self.limits
        if rule is not None:
            change, user = limits.waiting(rule), officer(request)
            changes = list(rule.changes.select_related("asked_by", "confirmed_by")[:50])
            context |= {
                "waiting": change,
                "may_confirm": change is not None and limits.may_confirm(user, change),
                "may_drop": change is not None and limits.may_drop(user, change),
                "changes": [(each, self.in_words(rule, each)) for each in changes],
                "here": f"admin:{self.opts.app_label}_{self.opts.model_name}",
            }
            for name in ("confirm", "drop"):
                context[f"{name}_url"] = reverse(f"{context['here']}_{name}", args=[rule.pk])
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response

    def in_words(self, rule: Any, change: Any) -> list[str]:
        """What a change would set, a line for each column."""
        fields = type(change)._meta
        return [
            f"{fields.get_field(name).verbose_name}: {value}"
            for name in self.limits.columns
            if (value := getattr(change, name)) is not None
        ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The rule itself is left as it is."""
        given = form.cleaned_data
        self.limits.propose(obj, given, reason=given["reason"], by=officer(request), now=timezone.now())

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        messages.success(request, _("Proposed. The limit changes when a second person has confirmed it."))
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        )

    # --- the second person --------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_%s"
        view = self.admin_site.admin_view
        return [
            path("<slug:object_id>/confirm/", view(self.confirm), name=name % "confirm"),
            path("<slug:object_id>/drop/", view(self.drop), name=name % "drop"),
            *super().get_urls(),
        ]

    def confirm(self, request: HttpRequest, object_id: str) -> HttpResponse:
        user = officer(request)
        return self.act(
            request,
            object_id,
            title=_("Confirm the new limit"),
            explain=self.explain,
            submit=_("Confirm"),
            perform=lambda rule, _reason: self.limits.confirm(rule, by=user, now=timezone.now()),
            done=_("The new limit holds from now on."),
            allowed=lambda rule: self._allowed(rule, self.limits.may_confirm, user),
            form_class=NoForm,
        )

    def drop(self, request: HttpRequest, object_id: str) -> HttpResponse:
        user = officer(request)
        return self.act(
            request,
            object_id,
            title=_("Drop the proposal"),
            explain=_("The limit stays as it is."),
            submit=_("Drop the proposal"),
            perform=lambda rule, _reason: self.limits.drop(rule, by=user, now=timezone.now()),
            done=_("The proposal is dropped."),
            allowed=lambda rule: self._allowed(rule, self.limits.may_drop, user),
            form_class=NoForm,
        )

    def _allowed(self, rule: Any, may: Any, user: Any) -> bool:
        change = self.limits.waiting(rule)
        return change is not None and bool(may(user, change))

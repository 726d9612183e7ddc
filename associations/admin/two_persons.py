"""Rules that two people change, in the admin: a change is proposed on the rule's page and confirmed there."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.admin.base import HistoryPages
from associations.roles import is_administrator
from associations.two_persons import NothingWaits, TwoPersons, Waits
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

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Who proposes while a change waits - with a second click, or a moment after another - is told of it."""
        rule = self.get_object(request, object_id) if object_id and request.method == "POST" else None
        if rule is not None and self.limits.may_change(officer(request), rule) and self.limits.waiting(rule):
            return self._settled(request, rule)
        try:
            response: HttpResponse = super().changeform_view(request, object_id, *args, **kwargs)
        except Waits:
            return self._settled(request, rule)
        return response

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
        return self._decide(
            request,
            object_id,
            title=_("Confirm the new limit"),
            explain=self.explain,
            submit=_("Confirm"),
            perform=lambda rule, _reason: self.limits.confirm(rule, by=user, now=timezone.now()),
            done=_("The new limit holds from now on."),
            may=self.limits.may_confirm,
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
            perform=lambda rule, _reason: self.limits.drop(rule, by=user, now=timezone.now()),
            done=_("The proposal is dropped."),
            may=self.limits.may_drop,
            form_class=NoForm,
        )

    def _decide(
        self, request: HttpRequest, object_id: str, *, may: Callable[[Any, Any], bool], **act: Any
    ) -> HttpResponse:
        """As :meth:`act`. Who comes after the decision - with a second click, or from an old page - is told of it, and
        so is who would confirm their own.
        """
        rule, user = self.get_object(request, object_id), officer(request)
        if rule is None or not self.has_view_permission(request, rule):
            raise Http404
        change = self.limits.waiting(rule)
        if change is None:
            return self._settled(request, rule)
        if not may(user, change):
            if change.asked_by_id == user.pk:
                return self._settled(request, rule, own=True)
            raise PermissionDenied
        try:
            return self.act(request, object_id, **act)
        except NothingWaits:
            return self._settled(request, rule)

    def _settled(self, request: HttpRequest, rule: Any, *, own: bool = False) -> HttpResponse:
        """What became of the latest proposal; ``own``: why it is not for its author to confirm."""
        change = rule.changes.select_related("asked_by", "confirmed_by").first()
        context = self.admin_site.each_context(request) | {
            "title": _("A second person confirms it") if own else _("Nothing was changed now"),
            "object": rule,
            "opts": self.opts,
            "change": change,
            "lines": self.in_words(rule, change) if change is not None else [],
            "own": own,
            "back": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[rule.pk]),
        }
        status = 403 if own else 409
        return TemplateResponse(request, "associations/two_persons_settled.html", context, status=status)

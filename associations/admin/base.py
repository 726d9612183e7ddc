"""What these pages share: administrators change, auditors read, nobody deletes; an act asks why."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from associations.roles import is_administrator, is_auditor
from portal.accounts.models import User

NO_ACTIONS: list[Any] | None = None


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=_("It stays in the history. Write nothing about a complaint."),
    )


class OptionalReasonForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        self.fields["reason"].label = _("Note (optional)")


def me(request: HttpRequest) -> User:
    """The person who is logged in: these pages are for nobody else. Raises PermissionDenied."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class AdministratorsPages(admin.ModelAdmin):
    """Permission comes from roles, not from Django's permission rows; a superuser counts as administrator."""

    actions = NO_ACTIONS
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return is_administrator(request.user) or is_auditor(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request.user)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return is_administrator(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def act(
        self,
        request: HttpRequest,
        object_id: str,
        *,
        title: Any,
        explain: Any,
        submit: Any,
        perform: Callable[[Any, str], Any],
        done: Any,
        allowed: Callable[[Any], bool] | None = None,
        form_class: type[forms.Form] = ReasonForm,
    ) -> HttpResponse:
        """A page that says what will happen, asks why, then calls one service: ``perform(object, reason)``."""
        obj = self.get_object(request, object_id)
        if obj is None or not self.has_view_permission(request, obj):
            raise Http404
        if allowed is not None and not allowed(obj):
            raise PermissionDenied
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        form = form_class(request.POST) if request.method == "POST" else form_class()
        if request.method == "POST" and form.is_valid():
            try:
                perform(obj, form.cleaned_data.get("reason", ""))
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, done)
                return HttpResponseRedirect(back)
        context = self.admin_site.each_context(request) | {
            "title": title,
            "explain": explain,
            "submit": submit,
            "form": form,
            "object": obj,
            "opts": self.opts,
            "back": back,
        }
        return TemplateResponse(request, "associations/act.html", context)


class HistoryPages(AdministratorsPages, SimpleHistoryAdmin):
    """The same, with the history of each row, which is read and never reverted."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        self._find(request, object_id)
        response: HttpResponse = super().history_view(request, object_id, extra_context)
        return response

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """One version, to read. A change posted here would not be a change to the row, so it is refused."""
        self._find(request, object_id)
        if request.method != "GET" or not version_id.isdecimal() or len(version_id) > 9:
            raise PermissionDenied
        response: HttpResponse = super().history_form_view(request, object_id, version_id, extra_context)
        return response

    def _find(self, request: HttpRequest, object_id: str) -> None:
        """Raises Http404 for what is no identifier, or one of nothing this person may see."""
        obj = self.get_object(request, object_id)
        if obj is None or not self.has_view_permission(request, obj):
            raise Http404

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

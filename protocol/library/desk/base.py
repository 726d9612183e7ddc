"""What the library's staff pages share: permission from above, one frame, acts that call one service."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from protocol.library.desk.forms import NothingForm
from protocol.library.handed_in import Act, may
from protocol.library.models import Document, Revision
from protocol.library.services.documents import DecidedMeanwhile
from protocol.library.texts import own

OPEN = (Revision.State.DRAFT, Revision.State.PROPOSED)


def url(name: str, *args: Any) -> str:
    return reverse(f"admin:library_document_{name}", args=args)


def me(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def called(document: Document) -> str:
    """Its title; of one that the public does not read yet, its draft's. One query for that."""
    if document.title:
        return document.title
    draft = document.revisions.filter(state__in=OPEN).values_list("content__titles", flat=True).first()
    return own(draft or {})[0] or document.slug


class LibraryPages(admin.ModelAdmin):
    """Permission is handed in from above; nothing is changed by a raw form, nothing is deleted."""

    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, Act.SEE)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.WRITE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def found(self, request: HttpRequest, pk: UUID) -> Document:
        """Raises PermissionDenied, Http404."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = Document.objects.filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        document = context.get("document")
        whole = self.admin_site.each_context(request) | {
            "called": called(document) if document else "",
            "opts": self.opts,
            "list_url": url("changelist"),
            "has_errors": status != 200,
            "may_write": may(request.user, Act.WRITE),
            "may_publish": may(request.user, Act.PUBLISH),
            **context,
        }
        return TemplateResponse(request, f"library/desk/{name}.html", whole, status=status)

    def allowed(self, request: HttpRequest, pk: UUID, act: Act) -> Document:
        """Raises PermissionDenied, Http404."""
        document = self.found(request, pk)
        if not may(request.user, act):
            raise PermissionDenied
        return document

    def act(
        self,
        request: HttpRequest,
        document: Document,
        perform: Callable[[str], Any],
        *,
        title: str,
        explain: str,
        submit: str,
        done: str,
        form_class: type[forms.Form] = NothingForm,
        back: str = "",
    ) -> HttpResponseBase:
        """A page that says what will happen, asks what it must, then calls one service."""
        back = back or url("change", document.pk)
        posted = request.method == "POST"
        form = form_class(request.POST if posted else None)
        if posted and form.is_valid():
            try:
                perform(form.cleaned_data.get("reason", ""))
            except DecidedMeanwhile:
                messages.warning(request, _("It was decided or changed meanwhile: look at it again."))
                return HttpResponseRedirect(back)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, done)
                return HttpResponseRedirect(back)
        context = {
            "title": title,
            "explain": explain,
            "submit": submit,
            "form": form,
            "document": document,
            "back": back,
        }
        return self.page(request, "act", context, 422 if form.errors else 200)

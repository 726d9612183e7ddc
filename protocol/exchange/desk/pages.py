"""The pages of imports of texts in the admin: a list, a file to upload, what it would do, confirm, cancel."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.models import User
from protocol.exchange import services
from protocol.exchange.desk import showing
from protocol.exchange.desk.forms import UploadForm
from protocol.exchange.desk.uploads import whole
from protocol.exchange.permission import may_import, may_read
from protocol.models import Import

NO_ACTIONS: list[Any] | None = None


def me(request: HttpRequest) -> User:
    """The person who is logged in. Raises PermissionDenied."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@admin.register(Import)
class ImportAdmin(admin.ModelAdmin):
    actions = NO_ACTIONS
    list_display = ("uploaded_at", "name", "language", "edition", "state", "wordings", "by")
    list_filter = ("state", "language")
    list_select_related = ("by", "edition")
    list_per_page = 50
    show_full_result_count = False
    change_list_template = "protocol/exchange/list.html"

    # --- who -------------------------------------------------------------------------------------------------

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_read(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_read(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_import(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Import]:
        return Import.objects.filter(table=False).select_related("by", "edition").defer("content")

    def _row(self, request: HttpRequest, pk: UUID) -> Import:
        if not self.has_view_permission(request):
            raise Http404
        row = Import.objects.select_related("by", "edition").filter(pk=pk, table=False).first()
        if row is None:
            raise Http404
        return row

    # --- addresses -------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view

        def act(perform: Callable[..., HttpResponseBase]) -> Any:
            return view(require_POST(perform))

        name = "protocol_import_%s"
        return [
            path("", view(self.changelist_view), name=name % "changelist"),
            path("add/", view(self.upload_view), name=name % "add"),
            path("<uuid:pk>/change/", view(self.import_view), name=name % "change"),
            path("<uuid:pk>/history/", view(self.import_view), name=name % "history"),
            path("<uuid:pk>/confirm/", act(self.confirm_view), name=name % "confirm"),
            path("<uuid:pk>/cancel/", act(self.cancel_view), name=name % "cancel"),
        ]

    def _url(self, name: str, *args: Any) -> str:
        return reverse(f"admin:protocol_import_{name}", args=args)

    # --- pages -----------------------------------------------------------------------------------------------

    def upload_view(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_add_permission(request):
            raise PermissionDenied
        posted = request.method == "POST"
        form = UploadForm(request.POST if posted else None, request.FILES if posted else None)
        if posted and form.is_valid():
            try:
                data = whole(form.cleaned_data["file"])
                task = form.task(data, form.cleaned_data["file"].safe_name)
                row = services.receive(task, by=me(request), now=timezone.now())
            except ValidationError as error:
                form.add_error("file", error)
            else:
                return HttpResponseRedirect(self._url("change", row.pk))
        context = {"title": _("Import a text"), "form": form}
        return self._page(request, "upload", context, 422 if form.errors else 200)

    def import_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        return self._import_page(request, self._row(request, pk))

    def _import_page(
        self,
        request: HttpRequest,
        row: Import,
        accepted: frozenset[str] = frozenset(),
        refused: list[str] | None = None,
    ) -> HttpResponseBase:
        mine = row.by_id == me(request).pk and may_import(request.user)
        context: dict[str, Any] = {
            "title": _("Import: %(file)s") % {"file": row.name or row.get_format_display()},
            "row": row,
            "mine": mine,
            "accepted": accepted,
            "refused": refused or [],
        }
        if row.state == Import.State.TRIED:
            try:
                context |= showing.context(services.look(row))
            except ValidationError as error:
                context["refused"] = [*context["refused"], *error.messages]
        return self._page(request, "import", context, 422 if refused else 200)

    def confirm_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        row = self._row(request, pk)
        accepted = frozenset(request.POST.getlist("accepted"))
        try:
            services.confirm(
                pk,
                by=me(request),
                now=timezone.now(),
                shown=request.POST.get("shown", ""),
                accepted=accepted,
            )
        except ValidationError as error:
            return self._import_page(request, row, accepted, error.messages)
        return HttpResponseRedirect(self._url("change", pk))

    def cancel_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        self._row(request, pk)
        try:
            services.cancel(pk, by=me(request), now=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(self._url("change", pk))

    def _page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> TemplateResponse:
        whole = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "list_url": self._url("changelist"),
            "has_errors": status != 200,
            **context,
        }
        return TemplateResponse(request, f"protocol/exchange/{name}.html", whole, status=status)

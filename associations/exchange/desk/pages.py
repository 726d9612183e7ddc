"""The pages of imports and exports in the admin: a list, a file to upload, an import with its acts, downloads."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from associations.admin.base import AdministratorsPages, me
from associations.exchange import services
from associations.exchange.desk import reading
from associations.exchange.desk.forms import ConfirmForm, ReadAsForm, UploadForm
from associations.exchange.kinds import KINDS, Kind
from associations.exchange.models import AT_WORK, Import, State
from associations.exchange.writing import FORMATS, LABELS, SEPARATORS, empty, export, file_name
from associations.record_permissions import Action, may_somewhere
from associations.roles import is_administrator, is_auditor
from portal.web.forms import lines_of


def importable(user: Any) -> list[Kind]:
    """The tables of which this person may import at least some lines."""
    return [kind for kind in KINDS.values() if may_somewhere(user, kind.action)]


@admin.register(Import)
class ImportAdmin(AdministratorsPages):
    list_display = ("uploaded_at", "kind", "state", "result", "by", "written_at")
    list_filter = ("state", "kind")
    list_select_related = ("by",)
    list_per_page = 50
    show_full_result_count = False
    change_list_template = "associations/exchange/list.html"

    # --- who -------------------------------------------------------------------------------------------------

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_somewhere(request.user, Action.READ)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(importable(request.user))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Import]:
        """One's own; administrators and auditors see all."""
        rows = Import.objects.select_related("by")
        if is_administrator(request.user) or is_auditor(request.user):
            return rows
        return rows.filter(by=me(request))

    def _row(self, request: HttpRequest, pk: UUID) -> Import:
        row = self.get_queryset(request).filter(pk=pk).first()
        if row is None or not self.has_view_permission(request):
            raise Http404
        return row

    # --- the list --------------------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("result"))
    def result(self, row: Import) -> str:
        return reading.result(row)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        tables = [
            {
                "kind": kind,
                "exports": [(LABELS[form], self._url("export", kind.name, form)) for form in FORMATS],
                "empty": [(LABELS[form], self._url("empty", kind.name, form)) for form in SEPARATORS],
            }
            for kind in KINDS.values()
        ]
        response: HttpResponse = super().changelist_view(
            request, {"tables": tables, "columns_url": self._url("columns"), **(extra_context or {})}
        )
        return response

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view

        def act(perform: Callable[..., HttpResponseBase]) -> Any:
            return view(require_POST(perform))

        return [
            path("", view(self.changelist_view), name="exchange_import_changelist"),
            path("add/", view(self.upload_view), name="exchange_import_add"),
            path("columns/", view(self.columns_view), name="exchange_import_columns"),
            path("export/<slug:kind>.<slug:form>", view(self.export_view), name="exchange_import_export"),
            path("empty/<slug:kind>.<slug:form>", view(self.empty_view), name="exchange_import_empty"),
            path("<uuid:pk>/change/", view(self.import_view), name="exchange_import_change"),
            path("<uuid:pk>/history/", view(self.import_view), name="exchange_import_history"),
            path("<uuid:pk>/progress.json", view(self.progress_view), name="exchange_import_progress"),
            path("<uuid:pk>/found.<slug:form>", view(self.found_view), name="exchange_import_found"),
            path("<uuid:pk>/read-as/", act(self.read_as_view), name="exchange_import_read_as"),
            path("<uuid:pk>/check/", act(self.check_view), name="exchange_import_check"),
            path("<uuid:pk>/confirm/", act(self.confirm_view), name="exchange_import_confirm"),
            path("<uuid:pk>/cancel/", act(self.cancel_view), name="exchange_import_cancel"),
        ]

    def _url(self, name: str, *args: Any) -> str:
        return reverse(f"admin:exchange_import_{name}", args=args)

    # --- a file comes ----------------------------------------------------------------------------------------

    def upload_view(self, request: HttpRequest) -> HttpResponseBase:
        kinds = importable(request.user)
        if not kinds:
            raise PermissionDenied
        posted = request.method == "POST"
        initial = {"kind": kinds[0].name if len(kinds) == 1 else None}
        form = UploadForm(
            request.POST if posted else None, request.FILES if posted else None, kinds=kinds, initial=initial
        )
        if posted and form.is_valid():
            try:
                row = services.receive(
                    form.cleaned_data["file"],
                    KINDS[form.cleaned_data["kind"]],
                    by=me(request),
                    now=timezone.now(),
                )
            except ValidationError as error:
                form.add_error("file", error)
            else:
                return HttpResponseRedirect(self._url("change", row.pk))
        context = {"title": _("Import a file"), "form": form, "kinds": kinds}
        return self._page(request, "upload", context, 422 if form.errors else 200)

    # --- an import -------------------------------------------------------------------------------------------

    def import_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        return self._import_page(request, self._row(request, pk))

    def _import_page(
        self,
        request: HttpRequest,
        row: Import,
        *,
        confirm: ConfirmForm | None = None,
        accepted: frozenset[str] = frozenset(),
        refused: list[dict[str, str]] | None = None,
    ) -> HttpResponseBase:
        mine = row.by_id == me(request).pk
        context = reading.page(row) | {
            "title": _("Import: %(table)s") % {"table": KINDS[row.kind].title},
            "standing": reading.standing(row),
            "found_files": [(LABELS[form], self._url("found", row.pk, form)) for form in SEPARATORS],
            "mine": mine,
            "may_cancel": not row.is_over and (mine or is_administrator(request.user)),
            "read_as": ReadAsForm.of(row),
            "confirm": confirm or ConfirmForm(row=row),
            "accepted": accepted,
            "refused": refused or [],
            "shown": bytes(row.outcome or b"").hex(),
        }
        return self._page(request, "import", context, 422 if refused else 200)

    def progress_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        """How far it is, for the script of the page: what the page itself says when it is asked for again."""
        row = self._row(request, pk)
        lines = ngettext("%(number)d line so far.", "%(number)d lines so far.", row.lines_done)
        told = {
            "standing": capfirst(reading.standing(row)),
            "lines": lines % {"number": row.lines_done} if row.state in AT_WORK else "",
            "done": row.bytes_done,
            "over": not row.under_way,
        }
        return JsonResponse(told, headers={"Cache-Control": "no-store"})

    def read_as_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        form = ReadAsForm(request.POST)
        if not form.is_valid():
            refused = [{"target": "id_format", "label": "", "message": _("Choose from the lists.")}]
            return self._import_page(request, self._row(request, pk), refused=refused)
        return self._act(
            request, pk, lambda: services.read_as(pk, form.chosen, by=me(request), now=timezone.now())
        )

    def check_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        return self._act(request, pk, lambda: services.ask_check(pk, by=me(request), now=timezone.now()))

    def cancel_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        def cancel() -> None:
            row = services.cancel(pk, by=me(request), now=timezone.now())
            if row.state != State.CANCELLED:
                messages.info(request, _("The worker is asked to stop."))

        return self._act(request, pk, cancel)

    def confirm_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        row = self._row(request, pk)
        form = ConfirmForm(request.POST, row=row)
        accepted = frozenset(request.POST.getlist("accepted"))
        if form.is_valid():
            try:
                services.confirm(
                    pk,
                    by=me(request),
                    now=timezone.now(),
                    shown=request.POST.get("shown", ""),
                    because=form.cleaned_data.get("because", ""),
                    accepted=accepted,
                )
            except ValidationError as error:
                row = self._row(request, pk)
                refused = _not_confirmed(row, error, accepted)
                return self._import_page(request, row, confirm=form, accepted=accepted, refused=refused)
            return HttpResponseRedirect(self._url("change", pk))
        return self._import_page(request, row, confirm=form, accepted=accepted, refused=lines_of(form))

    def _act(self, request: HttpRequest, pk: UUID, perform: Callable[[], Any]) -> HttpResponseBase:
        self._row(request, pk)
        try:
            perform()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(self._url("change", pk))

    # --- downloads -------------------------------------------------------------------------------------------

    def found_view(self, request: HttpRequest, pk: UUID, form: str) -> HttpResponseBase:
        row = self._row(request, pk)
        if row.checked_at is None or row.forgotten_at is not None or form not in SEPARATORS:
            raise Http404
        return _download(reading.listing(row, SEPARATORS[form]), FORMATS[form], file_name("found", form))

    def export_view(self, request: HttpRequest, kind: str, form: str) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if kind not in KINDS or form not in FORMATS:
            raise Http404
        return _download(export(KINDS[kind], form), FORMATS[form], file_name(kind, form))

    def empty_view(self, request: HttpRequest, kind: str, form: str) -> HttpResponseBase:
        if not self.has_add_permission(request):
            raise PermissionDenied
        if kind not in KINDS or form not in SEPARATORS:
            raise Http404
        return _download(iter([empty(KINDS[kind], form)]), FORMATS[form], file_name(kind, form))

    def columns_view(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {"title": _("The columns of the tables"), "kinds": KINDS.values()}
        return self._page(request, "columns", context)

    def _page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> TemplateResponse:
        whole = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "list_url": self._url("changelist"),
            "columns_url": self._url("columns"),
            "has_errors": status != 200,
            **context,
        }
        return TemplateResponse(request, f"associations/exchange/{name}.html", whole, status=status)


def _not_confirmed(row: Import, error: ValidationError, accepted: frozenset[str]) -> list[dict[str, str]]:
    """The lines of an error summary: what is unusual leads to the first question without an answer."""
    if not hasattr(error, "error_dict"):
        return [{"target": "", "label": "", "message": message} for message in error.messages]
    open_ = next((code for code in row.doubts if code not in accepted), "")
    targets = {"accepted": f"accept-{open_}", "because": "id_because"}
    return [
        {"target": targets.get(name, ""), "label": "", "message": message}
        for name, messages_ in error.message_dict.items()
        for message in messages_
    ]


def _download(pieces: Any, content_type: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response

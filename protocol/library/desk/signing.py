"""Signatories at the desk: the list, a table in and out, agreements taken back."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.sealing import CannotUnseal
from portal.tables.writing import BOM, csv_lines
from protocol.library import reading, table
from protocol.library.desk.base import LibraryPages, me, url
from protocol.library.desk.forms import TableForm
from protocol.library.handed_in import Act
from protocol.library.models import Document, Signatory, SignatoryImport
from protocol.library.services import signatories
from protocol.library.services.documents import DecidedMeanwhile


class SigningPages(LibraryPages):
    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "library_document_%s"
        return [
            *super().get_urls(),
            path("<uuid:pk>/signatories/", view(self.list_page), name=name % "signatories"),
            path("<uuid:pk>/signatories.csv", view(self.export_page), name=name % "export"),
            path("<uuid:pk>/signatories/import/", view(self.upload_page), name=name % "import"),
            path("<uuid:pk>/signatories/import/<uuid:table>/", view(self.tried_page), name=name % "tried"),
            path(
                "<uuid:pk>/signatories/import/<uuid:table>/<slug:what>/",
                view(require_POST(self.decide_page)),
                name=name % "decide",
            ),
            path("<uuid:pk>/signatories/<uuid:signatory>/unname/", view(self.unname_page), name=name % "unname"),
            path("<uuid:pk>/signatories/<uuid:signatory>/unsign/", view(self.unsign_page), name=name % "unsign"),
        ]  # fmt: skip

    def _petition(self, request: HttpRequest, pk: UUID, act: Act = Act.SEE) -> Document:
        """Raises PermissionDenied, Http404 for what is no petition."""
        document = self.allowed(request, pk, act)
        if not document.is_petition:
            raise Http404
        return document

    def list_page(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        """What is looked for is posted: an address would leave the name of a sealed one in logs."""
        document = self._petition(request, pk)
        typed = reading.typed_in(request.POST)
        rows = document.signatories.order_by("country", "name", "id")
        context = {
            "title": _("Signatories"),
            "document": document,
            "back": url("change", pk),
            "counts": reading.counts(document),
            "typed": typed,
            "page": Paginator(
                signatories.search(document, typed, by=me(request)) if typed else rows, 100
            ).get_page(request.GET.get("page", "")),
            "imports": document.imports.select_related("by")[:20],
        }
        return self.page(request, "signatories", context)

    def export_page(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        """All of them, those that are not named too: for those who keep the list."""
        document = self._petition(request, pk, Act.WRITE)
        try:
            rows = signatories.everything(document)
        except CannotUnseal:
            messages.error(request, _("The sealed names cannot be opened here."))
            return HttpResponseRedirect(url("signatories", pk))
        response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = content_disposition_header(
            True, f"{document.slug}-all-signatories.csv"
        )
        return response

    def upload_page(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        document = self._petition(request, pk, Act.WRITE)
        posted = request.method == "POST"
        form = TableForm(request.POST if posted else None, request.FILES if posted else None)
        tried = None
        if posted and form.is_valid():
            try:
                row, tried = signatories.try_out(
                    document, form.cleaned_data["file"], by=me(request), now=timezone.now(),
                    encoding=form.cleaned_data["encoding"], separator=form.cleaned_data["separator"],
                )  # fmt: skip
            except ValidationError as error:
                form.add_error("file", error)
            else:
                if row is not None:
                    return HttpResponseRedirect(url("tried", pk, row.pk))
        context = {
            "title": _("Import signatories"),
            "document": document,
            "form": form,
            "tried": tried,
            "columns": table.COLUMNS,
            "back": url("signatories", pk),
        }
        return self.page(request, "import", context, 422 if form.errors or tried else 200)

    def tried_page(self, request: HttpRequest, pk: UUID, table: UUID) -> HttpResponseBase:
        document = self._petition(request, pk, Act.WRITE)
        row = self._table(document, table)
        context: dict[str, Any] = {
            "title": _("What the table would change"),
            "document": document,
            "row": row,
            "back": url("signatories", pk),
        }
        if row.state == SignatoryImport.State.TRIED:
            try:
                context["tried"] = signatories.tried_again(row)
            except CannotUnseal:
                messages.error(request, _("The table cannot be opened any more. Upload it again."))
                return HttpResponseRedirect(url("import", pk))
        return self.page(request, "tried", context)

    def decide_page(self, request: HttpRequest, pk: UUID, table: UUID, what: str) -> HttpResponseBase:
        row = self._table(self._petition(request, pk, Act.WRITE), table)
        try:
            if what == "confirm":
                shown = request.POST.get("shown", "")
                done = signatories.confirm(row.pk, shown, by=me(request), now=timezone.now())
                messages.success(
                    request,
                    _("On record: %(new)d new, %(changed)d changed.")
                    % {"new": done.new, "changed": done.changed},
                )
            elif what == "let-go":
                signatories.let_go(row.pk, by=me(request), now=timezone.now())
                messages.success(request, _("Nothing was written, and the table is no longer kept."))
            else:
                raise Http404
        except DecidedMeanwhile:
            messages.warning(request, _("It was decided or changed meanwhile: look at it again."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(url("import", pk))
        return HttpResponseRedirect(url("signatories", pk))

    def unsign_page(self, request: HttpRequest, pk: UUID, signatory: UUID) -> HttpResponseBase:
        document = self._petition(request, pk, Act.WRITE)
        row = self._signatory(document, signatory)
        return self.act(
            request,
            document,
            lambda _reason: signatories.take_back_signature(row.pk, by=me(request), now=timezone.now()),
            title=_("It took its signature back: %(name)s") % {"name": row},
            explain=_("From today it does not count. Its name is sealed, and no later table brings it back."),
            submit=_("Take it off"),
            done=_("It was taken off."),
            back=url("signatories", pk),
        )

    def _signatory(self, document: Document, pk: UUID) -> Signatory:
        """Raises Http404."""
        row = document.signatories.filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def unname_page(self, request: HttpRequest, pk: UUID, signatory: UUID) -> HttpResponseBase:
        document = self._petition(request, pk, Act.WRITE)
        row = self._signatory(document, signatory)
        return self.act(
            request,
            document,
            lambda _reason: signatories.take_back_agreement(row.pk, by=me(request), now=timezone.now()),
            title=_("It no longer agrees to be named: %(name)s") % {"name": row},
            explain=_("It goes on counting. Its name is sealed, and no later table brings it back."),
            submit=_("Name it no longer"),
            done=_("It is no longer named."),
            back=url("signatories", pk),
        )

    def _table(self, document: Document, pk: UUID) -> SignatoryImport:
        row = document.imports.filter(pk=pk).first()
        if row is None:
            raise Http404
        row.document = document
        return row


def _lines(rows: list[dict[str, Any]]) -> Iterator[bytes]:
    yield BOM.encode()
    cells = ([row[name] for name in table.COLUMNS] for row in rows)
    yield from (line.encode() for line in csv_lines([list(table.COLUMNS)]))
    yield from (line.encode() for line in csv_lines(cells))

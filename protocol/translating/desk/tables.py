"""The pages of tables: take one for a translator, give one back, see what it changes, confirm or cancel."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protocol.exchange.desk.uploads import whole
from protocol.files.making import MEDIA_TYPES, Format
from protocol.languages import ENDONYMS
from protocol.models import Import
from protocol.translating import states
from protocol.translating.desk.frame import NAME, WHERE, Frame, edition_of, me, url
from protocol.translating.permission import may_write
from protocol.translating.table import services
from protocol.translating.table.comparing import Fate

#: Tables that came back before, on the page.
LATEST = 10


class TableForm(forms.Form):
    use_required_attribute = False
    file = forms.FileField(
        label=gettext_lazy("The table"),
        help_text=gettext_lazy("The DOCX that was taken from here, with the translations written in."),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty."),
        },
    )


class Tables:
    def __init__(self, desk: Frame) -> None:
        self.desk = desk

    def urls(self) -> list[URLPattern]:
        read, act = self.desk.read, self.desk.act
        return [
            path(f"{WHERE}tables/", read(self.tables), name=NAME % "tables"),
            path(f"{WHERE}table.docx", read(self.send), name=NAME % "table"),
            path("table/<uuid:pk>/", read(self.returned), name=NAME % "returned"),
            path("table/<uuid:pk>/confirm/", act(self.confirm), name=NAME % "confirm"),
            path("table/<uuid:pk>/cancel/", act(self.cancel), name=NAME % "cancel"),
        ]

    def tables(self, request: HttpRequest, edition: str, language: str) -> HttpResponseBase:
        """Both ways in one place. The source has no table: it is nobody's translation."""
        found = edition_of(edition)
        if language == found.source_language:
            raise Http404
        posted = request.method == "POST"
        form = TableForm(request.POST if posted else None, request.FILES if posted else None)
        if posted and form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                row = services.receive(
                    whole(upload), upload.safe_name, found, language, by=me(request), now=timezone.now()
                )
            except ValidationError as error:
                form.add_error("file", error)
            else:
                return HttpResponseRedirect(url("returned", row.pk))
        rows = states.rows(found, language)
        before = Import.objects.filter(table=True, edition=found, language=language)
        context = self.desk.place(found, language) | {
            "title": _("Tables for translators: %(language)s") % {"language": ENDONYMS[language]},
            "form": form,
            "every": len(rows),
            "to_do": sum(row.to_do for row in rows),
            "before": before.select_related("by").defer("content")[:LATEST],
        }
        return self.desk.page(request, "tables", context, 422 if form.errors else 200)

    def send(self, request: HttpRequest, edition: str, language: str) -> HttpResponseBase:
        found = edition_of(edition)
        if language == found.source_language:
            raise Http404
        everything = request.GET.get("rows") != states.TO_DO
        try:
            data = services.send(found, language, everything=everything)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(url("tables", edition, language))
        answer = HttpResponse(data, content_type=MEDIA_TYPES[Format.DOCX])
        answer["Content-Disposition"] = f'attachment; filename="{found.code}-{language}-table.docx"'
        answer["Cache-Control"] = "no-store"
        return answer

    def returned(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        return self._page(request, _row(pk))

    def _page(
        self,
        request: HttpRequest,
        row: Import,
        accepted: frozenset[str] = frozenset(),
        refused: list[str] | None = None,
    ) -> HttpResponseBase:
        if row.edition is None:
            raise Http404
        context: dict[str, Any] = self.desk.place(row.edition, row.language) | {
            "title": _("A table came back: %(file)s") % {"file": row.name or "DOCX"},
            "row": row,
            "mine": row.by_id == me(request).pk and may_write(request.user),
            "accepted": accepted,
            "refused": [{"message": each} for each in refused or []],
        }
        if row.state == Import.State.TRIED:
            try:
                plan = services.look(row)
            except ValidationError as error:
                context["refused"] = [{"message": each} for each in error.messages]
            else:
                context |= {
                    "plan": plan,
                    "changes": plan.of(Fate.FIRST, Fate.CHANGED),
                    "conflicts": plan.of(Fate.CONFLICT),
                    "left": plan.of(Fate.REFUSED),
                    "same": len(plan.of(Fate.SAME)),
                }
                if plan.doubts and refused:
                    # The line leads to where what is doubtful is ticked.
                    context["refused"] = [{"target": "accept-doubts", "message": each} for each in refused]
        return self.desk.page(request, "returned", context, 422 if refused else 200)

    def confirm(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        row = _row(pk)
        accepted = frozenset(request.POST.getlist("accepted"))
        shown = request.POST.get("shown", "")
        try:
            services.confirm(pk, by=me(request), now=timezone.now(), shown=shown, accepted=accepted)
        except ValidationError as error:
            return self._page(request, row, accepted, error.messages)
        return HttpResponseRedirect(url("returned", pk))

    def cancel(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        _row(pk)
        try:
            services.cancel(pk, by=me(request), now=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(url("returned", pk))


def _row(pk: UUID) -> Import:
    row = Import.objects.select_related("by", "edition").filter(pk=pk, table=True).first()
    if row is None:
        raise Http404
    return row

"""The library at the desk: what waits, write, propose, publish; steps of petitions."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.sealing.public_files import download
from portal.web.kept import keep_words
from portal.web.lists import Choice, Choices, TolerantList
from protocol.library.desk import reading
from protocol.library.desk.base import OPEN, LibraryPages, called, me, url
from protocol.library.desk.forms import DocumentForm, ReasonForm
from protocol.library.handed_in import Act
from protocol.library.models import Document, DocumentFile, Revision, Step
from protocol.library.services import content, documents, steps
from protocol.library.texts import own


class KindFilter(Choice):
    title = gettext_lazy("kind")
    parameter_name = "kind"

    def options(self) -> Choices:
        return list(Document.Kind.choices)


class DocumentPages(LibraryPages):
    list_display = ("title_shown", "kind", "when_shown", "state_shown", "waiting")
    list_display_links = ("title_shown",)
    list_filter = (KindFilter,)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("slug", "folded")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        waits = Revision.objects.filter(document=OuterRef("pk"), state=Revision.State.PROPOSED)
        waits_step = Step.objects.filter(document=OuterRef("pk"), state=Step.State.PROPOSED)
        draft = Revision.objects.filter(document=OuterRef("pk"), state__in=OPEN).values("content__titles")
        return Document.objects.defer("texts", "folded").annotate(
            waits=Exists(waits), waits_step=Exists(waits_step), draft=Subquery(draft[:1])
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[TolerantList]:
        return TolerantList

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        return (F("waits").desc(), F("waits_step").desc(), "-changed_at", "pk")

    @admin.display(description=gettext_lazy("document"))
    def title_shown(self, row: Any) -> str:
        """What the public reads; of what is not published yet, the draft's."""
        return row.title or own(row.draft or {})[0] or str(row)

    @admin.display(description=gettext_lazy("date"))
    def when_shown(self, row: Document) -> str:
        return str(row.when or "")

    @admin.display(description=gettext_lazy("state"))
    def state_shown(self, row: Document) -> str:
        if row.withdrawn_at:
            return _("withdrawn")
        return _("published") if row.published_at else _("not published")

    @admin.display(description=gettext_lazy("second person"))
    def waiting(self, row: Any) -> str:
        if row.waits:
            return _("waits to be published")
        return _("a step waits") if row.waits_step else ""

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "library_document_%s"
        return [
            path("", view(self.changelist_view), name=name % "changelist"),
            path("add/", keep_words(self.add_document), name=name % "add"),
            path("<uuid:pk>/change/", view(self.document_page), name=name % "change"),
            path("<uuid:pk>/history/", view(self.document_page), name=name % "history"),
            path("<uuid:pk>/write/", keep_words(self.write_page), name=name % "write"),
            path("<uuid:pk>/propose/", view(self.propose_page), name=name % "propose"),
            path("<uuid:pk>/publish/<int:number>/", view(self.publish_page), name=name % "publish"),
            path("<uuid:pk>/send-back/<int:number>/", keep_words(self.send_back_page), name=name % "send_back"),
            path("<uuid:pk>/drop/", view(self.drop_page), name=name % "drop"),
            path("<uuid:pk>/withdraw/", keep_words(self.withdraw_page), name=name % "withdraw"),
            path("<uuid:pk>/file/<uuid:file>/", view(self.file_page), name=name % "file"),
        ]  # fmt: skip

    # --- writing ---------------------------------------------------------------------------------------------

    def add_document(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_add_permission(request):
            raise PermissionDenied
        posted = request.method == "POST"
        form = DocumentForm(request.POST if posted else None, new=True)
        if form.asks_for_more:
            form.errors.clear()
        elif posted and form.is_valid():
            try:
                row = documents.begin(
                    form.cleaned_data["slug"], form.content(), by=me(request), now=timezone.now()
                )
            except ValidationError as error:
                form.refuse(error)
            else:
                messages.success(request, _("The draft is kept. Files can be added to it now."))
                return HttpResponseRedirect(url("change", row.pk))
        context = {"title": _("A new document"), "form": form, "back": url("changelist")}
        return self.page(request, "write", context, 422 if form.errors else 200)

    def write_page(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        document = self.found(request, pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        row = document.revisions.filter(state__in=OPEN).first()
        said = row.content if row else content.of(document)
        kept = {str(each.pk): each for each in document.kept.all()}
        files = {code: kept[each] for code, each in said["files"].items() if each in kept}
        posted = request.method == "POST"
        form = DocumentForm(
            request.POST if posted else None,
            request.FILES if posted else None,
            files=files,
            initial=DocumentForm.initial_of(said),
        )
        if form.asks_for_more:
            form.errors.clear()
        elif posted and form.is_valid():
            try:
                documents.write(pk, form.content(), by=me(request), now=timezone.now(), uploads=form.uploads)
            except ValidationError as error:
                form.refuse(error)
            else:
                messages.success(request, _("The draft is kept."))
                return HttpResponseRedirect(url("change", pk))
        context = {
            "title": _("Write"),
            "form": form,
            "document": document,
            "back": url("change", pk),
            "has_file": posted and bool(request.FILES),
        }
        return self.page(request, "write", context, 422 if form.errors else 200)

    def document_page(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        document = self.found(request, pk)
        revisions = list(document.revisions.select_related("written_by", "decided_by").order_by("-number"))
        row = next((each for each in revisions if each.is_open), None)
        names = {each["key"]: own(each["names"])[0] for each in document.addressees}
        rows = document.steps.select_related("written_by", "decided_by")
        context = {
            "title": called(document),
            "document": document,
            "row": row,
            "said": reading.said(document, row),
            "revisions": revisions,
            "may_decide": row is not None and documents.may_decide(request.user, row),
            "is_writer": row is not None and row.written_by_id == me(request).pk,
            "steps": [
                {"step": step, "to": names.get(step.addressee, step.addressee),
                 "may_confirm": steps.may_confirm(request.user, step)}
                for step in rows
            ],
            "signatories": document.signatories.filter(taken_back_on__isnull=True).count(),
        }  # fmt: skip
        return self.page(request, "document", context)

    def file_page(self, request: HttpRequest, pk: UUID, file: UUID) -> HttpResponseBase:
        """A file before it is public."""
        row = DocumentFile.objects.filter(document=self.found(request, pk), pk=file).first()
        if row is None:
            raise Http404
        return download(row)

    # --- deciding --------------------------------------------------------------------------------------------

    def propose_page(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        return self.act(
            request,
            self.allowed(request, pk, Act.WRITE),
            lambda _reason: documents.propose(pk, by=me(request), now=timezone.now()),
            title=_("Put it before a second person"),
            explain=_("Somebody else looks at it and publishes it or sends it back."),
            submit=_("Put it before a second person"),
            done=_("It waits for a second person."),
        )

    def publish_page(self, request: HttpRequest, pk: UUID, number: int) -> HttpResponseBase:
        return self.act(
            request,
            self._decidable(request, pk),
            lambda _reason: documents.publish(pk, number, by=me(request), now=timezone.now()),
            title=_("Publish"),
            explain=_("You looked at what changes. The public reads it at once."),
            submit=_("Publish"),
            done=_("It is published."),
        )

    def send_back_page(self, request: HttpRequest, pk: UUID, number: int) -> HttpResponseBase:
        return self.act(
            request,
            self._decidable(request, pk),
            lambda reason: documents.send_back(pk, number, reason, by=me(request), now=timezone.now()),
            title=_("Send back"),
            explain=_("It is not published. The reason stays in the history; the public does not read it."),
            submit=_("Send back"),
            done=_("The draft was sent back."),
            form_class=ReasonForm,
        )

    def drop_page(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        return self.act(
            request,
            self.allowed(request, pk, Act.WRITE),
            lambda _reason: documents.drop(pk, by=me(request), now=timezone.now()),
            title=_("Drop the draft"),
            explain=_("What is public stays as it is. The draft stays in the history."),
            submit=_("Drop the draft"),
            done=_("The draft was dropped."),
        )

    def withdraw_page(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        return self.act(
            request,
            self.allowed(request, pk, Act.PUBLISH),
            lambda reason: documents.withdraw(pk, reason, by=me(request), now=timezone.now()),
            title=_("Withdraw from the library"),
            explain=_(
                "Its page then says that it was withdrawn, and the reason. Texts and files are gone from it."
            ),
            submit=_("Withdraw from the library"),
            done=_("It was withdrawn from the library."),
            form_class=ReasonForm,
        )

    def _decidable(self, request: HttpRequest, pk: UUID) -> Document:
        """Raises PermissionDenied also for whoever wrote what waits."""
        document = self.allowed(request, pk, Act.PUBLISH)
        if document.revisions.filter(state__in=OPEN, written_by=me(request)).exists():
            raise PermissionDenied
        return document

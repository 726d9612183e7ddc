"""What became of a petition, at the desk: record, confirm, drop, take back."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.web.kept import keep_words
from protocol.library.desk.base import LibraryPages, me, url
from protocol.library.desk.forms import ReasonForm, StepForm
from protocol.library.handed_in import Act, may
from protocol.library.models import Document, Step
from protocol.library.services import steps


class SteppingPages(LibraryPages):
    def get_urls(self) -> list[URLPattern]:
        name = "library_document_%s"
        return [
            *super().get_urls(),
            path("<uuid:pk>/steps/add/", keep_words(self.add_step), name=name % "step_add"),
            path("<uuid:pk>/steps/<uuid:step>/<slug:what>/", keep_words(self.step_page), name=name % "step"),
        ]

    def add_step(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        document = self.allowed(request, pk, Act.WRITE)
        posted = request.method == "POST"
        form = StepForm(request.POST if posted else None, document=document)
        if form.asks_for_more:
            form.errors.clear()
        elif posted and form.is_valid():
            given = form.cleaned_data
            try:
                steps.record(
                    pk, given["addressee"], given["kind"], given["day"],
                    text=form.texts_of("text"), said_by=form.texts_of("said_by"), sources=form.given_sources,
                    by=me(request), now=timezone.now(),
                )  # fmt: skip
            except ValidationError as error:
                form.refuse(error)
            else:
                messages.success(request, _("It waits for a second person."))
                return HttpResponseRedirect(url("change", pk))
        context = {
            "title": _("Record a delivery or an answer"),
            "form": form,
            "document": document,
            "back": url("change", pk),
        }
        return self.page(request, "step", context, 422 if form.errors else 200)

    def step_page(self, request: HttpRequest, pk: UUID, step: UUID, what: str) -> HttpResponseBase:
        document = self.found(request, pk)
        row = document.steps.filter(pk=step).first()
        if row is None:
            raise Http404
        match what:
            case "confirm":
                return self._confirm(request, document, row)
            case "drop":
                return self._drop(request, document, row)
            case "take-back":
                return self._take_back(request, document, row)
        raise Http404

    def _confirm(self, request: HttpRequest, document: Document, row: Step) -> HttpResponseBase:
        if row.state == Step.State.PROPOSED and not steps.may_confirm(request.user, row):
            raise PermissionDenied
        return self.act(
            request,
            document,
            lambda _reason: steps.confirm(row.pk, by=me(request), now=timezone.now()),
            title=_("Confirm"),
            explain=_("You looked at the source. The public reads it at once."),
            submit=_("Confirm"),
            done=_("It is on the timeline."),
        )

    def _drop(self, request: HttpRequest, document: Document, row: Step) -> HttpResponseBase:
        if not may(request.user, Act.WRITE):
            raise PermissionDenied
        return self.act(
            request,
            document,
            lambda _reason: steps.drop(row.pk, by=me(request), now=timezone.now()),
            title=_("Drop"),
            explain=_("It does not go on the timeline."),
            submit=_("Drop"),
            done=_("It was dropped."),
        )

    def _take_back(self, request: HttpRequest, document: Document, row: Step) -> HttpResponseBase:
        if not may(request.user, Act.PUBLISH):
            raise PermissionDenied
        return self.act(
            request,
            document,
            lambda reason: steps.take_back(row.pk, reason, by=me(request), now=timezone.now()),
            title=_("Take back"),
            explain=_("It stays on the timeline, struck through, with the reason, which the public reads."),
            submit=_("Take back"),
            done=_("It was taken back."),
            form_class=ReasonForm,
        )

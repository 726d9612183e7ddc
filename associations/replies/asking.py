"""The liaison's pages: the record about their body, and next to each entry and commitment the ways to reply to it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from associations.admin.base import AdministratorsPages, me
from associations.commitments import reading
from associations.models import Association, Commitment, Event, Membership
from associations.replies import limits, services, who
from associations.replies.forms import CorrectionForm, StatementForm, VerificationForm
from associations.replies.models import Request

PER_PAGE = 50


def url(name: str, *args: Any) -> str:
    return reverse(f"admin:replies_request_{name}", args=args)


class AskingPages(AdministratorsPages):
    """For nobody but the liaisons of the body: to everybody else these pages do not exist."""

    def _mine(self, request: HttpRequest, body: UUID) -> Association:
        if not who.may_ask(request.user, body):
            raise Http404
        return Association.objects.get(pk=body)

    def about_view(self, request: HttpRequest, body: UUID) -> HttpResponseBase:
        """What the record says about the body, whole: also the answers and remarks that the public is not shown."""
        about = self._mine(request, body)
        events = Event.objects.current().on_timeline_of(about)
        rows = events.select_related("subject", "other", "said_by", "recorded_for")
        page = Paginator(rows.order_by("-day", "-recorded_at", "entry"), PER_PAGE).get_page(
            request.GET.get("page")
        )
        asked = Request.objects.filter(body=about)
        open_ = {row.commitment: row for row in asked.open().filter(kind=Request.Kind.VERIFICATION)}
        context = {
            "title": _("The record about %(body)s") % {"body": about.name},
            "body": about,
            "shown": [
                (each, open_.get(each.position.commitment.value))
                for each in reading.shown(about, timezone.localdate(), whole=True)
            ],
            "periods": Membership.objects.current().of(about).select_related("umbrella").order_by("began"),
            "page_obj": page,
            "asked": asked.select_related("body", "decided_by").order_by("-made_at")[:PER_PAGE],
            "limits": limits,
        }
        return self._page(request, "associations/replies/about.html", context)

    def statement_view(self, request: HttpRequest, body: UUID, entry: UUID) -> HttpResponseBase:
        """The body's own statement, next to an entry."""
        about = self._mine(request, body)
        to = self._entry(about, entry)
        own = isinstance(to, Event) and to.subject_id == about.pk
        form = self._form(
            request, StatementForm, entry=True, commitment=own and bool(getattr(to, "commitment", ""))
        )
        return self._ask(
            request,
            about,
            form,
            lambda: services.state(about, form.statement(), to=to, by=me(request), now=timezone.now()),
            title=_("Reply next to this entry"),
            entry=to,
        )

    def correction_view(self, request: HttpRequest, body: UUID, entry: UUID) -> HttpResponseBase:
        about = self._mine(request, body)
        to = self._entry(about, entry)
        form = self._form(request, CorrectionForm)

        def perform() -> Request:
            given = form.cleaned_data
            return services.ask_correction(
                about, to, given["reasons"], given["sources"], by=me(request), now=timezone.now()
            )

        return self._ask(request, about, form, perform, title=_("Ask for a correction"), entry=to)

    def commitment_view(self, request: HttpRequest, body: UUID, which: str) -> HttpResponseBase:
        """What the body itself says about one of its six commitments."""
        about = self._mine(request, body)
        commitment = self._which(which)
        form = self._form(request, StatementForm, entry=False, commitment=True)

        def perform() -> Request:
            said = form.statement()
            return services.state(
                about, said, to=None, commitment=commitment.value, by=me(request), now=timezone.now()
            )

        return self._ask(
            request,
            about,
            form,
            perform,
            title=_("State something about this commitment"),
            commitment=commitment,
        )

    def verification_view(self, request: HttpRequest, body: UUID, which: str) -> HttpResponseBase:
        about = self._mine(request, body)
        commitment = self._which(which)
        form = VerificationForm(request.POST if request.method == "POST" else None)
        return self._ask(
            request,
            about,
            form,
            lambda: services.ask_verification(
                about, commitment.value, form.cleaned_data["reason"], by=me(request), now=timezone.now()
            ),
            title=_("Ask to be verified"),
            commitment=commitment,
        )

    def _entry(self, about: Association, entry: UUID) -> services.Row:
        found = services.on_record(about, entry)
        if found is None:
            raise Http404
        return found

    def _which(self, which: str) -> Commitment:
        if which not in Commitment.values:
            raise Http404
        return Commitment(which)

    def _form(self, request: HttpRequest, form_class: Any, **more: Any) -> Any:
        return form_class(request.POST if request.method == "POST" else None, **more)

    def _ask(
        self,
        request: HttpRequest,
        about: Association,
        form: Any,
        perform: Callable[[], Request],
        *,
        title: str,
        entry: services.Row | None = None,
        commitment: Commitment | None = None,
    ) -> HttpResponseBase:
        status = 200
        posted = request.method == "POST"
        if posted and request.POST.get("more") == "sources":
            form.errors.clear()
        elif posted:
            status = 422
            if form.is_valid():
                try:
                    row = perform()
                except ValidationError as error:
                    refuse = getattr(form, "refuse", None)
                    refuse(error) if refuse else form.add_error(None, error.messages)
                else:
                    messages.success(request, _("It was sent. The answer comes by mail."))
                    return HttpResponseRedirect(url("change", row.pk))
        context = {
            "title": title,
            "form": form,
            "body": about,
            "entry": entry,
            "commitment": capfirst(commitment.label) if commitment is not None else "",
            "limits": limits,
            "back": url("about", about.pk),
            "has_errors": status != 200,
        }
        return self._page(request, "associations/replies/ask.html", context, status)

    def _page(
        self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        whole = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "list_url": url("changelist"),
            "has_errors": status != 200,
            **context,
        }
        return TemplateResponse(request, template, whole, status=status)

"""Requests of bodies at the desk: what is to be answered, the answer, and - for a liaison - what was asked."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.admin.base import me
from associations.models import Association, Event, Membership
from associations.record_permissions import Action, may_somewhere
from associations.replies import services, who
from associations.replies.asking import AskingPages, url
from associations.replies.forms import AnswerForm, TakeDownForm, WithdrawForm
from associations.replies.models import Request
from associations.replies.services import AnsweredMeanwhile
from portal.web.kept import keep_words

State, Kind = Request.State, Request.Kind
_OPEN_FIRST = Case(When(state=State.OPEN, then=Value(0)), default=Value(1))
BESIDE = ("body", "umbrella", "made_by", "decided_by")


@admin.register(Request)
class RequestAdmin(AskingPages):
    """What is to be answered stands first, by the day it is due. Nothing is changed by a raw form or deleted."""

    change_list_template = "associations/replies/list.html"
    list_display = ("what", "body", "state", "due_on", "made_at", "decided_at")
    list_display_links = ("what",)
    list_filter = ("state", "kind")
    list_select_related = BESIDE
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("body__slug",)
    search_help_text = gettext_lazy("Body, by any of its names")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_somewhere(request.user, Action.SEE_REQUESTS) or bool(who.bodies_of(request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # --- the queue ------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Request]:
        rows = Request.objects.filter(who.visible(request.user)).select_related(*BESIDE)
        return rows.order_by(_OPEN_FIRST, "due_on", "-made_at", "pk")

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        return (_OPEN_FIRST, "due_on", "-made_at", "pk")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        for word in search_term.replace("\x00", "").split()[:6]:
            queryset = queryset.filter(body__in=Association.objects.named(word).values("pk"))
        return queryset, False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        mine = Association.objects.filter(pk__in=who.bodies_of(request.user)).by_name()
        response: HttpResponse = super().changelist_view(request, (extra_context or {}) | {"mine": mine})
        return response

    @admin.display(description=gettext_lazy("what is asked"), ordering="kind")
    def what(self, row: Request) -> str:
        kind = capfirst(row.get_kind_display())
        return f"{kind}: {row.get_commitment_display()}" if row.commitment else kind

    def get_urls(self) -> list[URLPattern]:
        name = "replies_request_%s"
        view, keep = self.admin_site.admin_view, keep_words
        about = "about/<uuid:body>/"
        return [
            path("", view(self.changelist_view), name=name % "changelist"),
            path(about, view(self.about_view), name=name % "about"),
            path(f"{about}entry/<uuid:entry>/reply/", keep(self.statement_view), name=name % "statement"),
            path(
                f"{about}entry/<uuid:entry>/correction/", keep(self.correction_view), name=name % "correction"
            ),
            path(f"{about}commitment/<slug:which>/", keep(self.commitment_view), name=name % "commitment"),
            path(
                f"{about}commitment/<slug:which>/verification/",
                keep(self.verification_view),
                name=name % "verification",
            ),
            path("<uuid:pk>/change/", view(self.page_view), name=name % "change"),
            path("<uuid:pk>/history/", view(self.page_view), name=name % "history"),
            path("<uuid:pk>/answer/", keep(self.answer_view), name=name % "answer"),
            path("<uuid:pk>/take-down/", keep(self.take_down_view), name=name % "take_down"),
            path("<uuid:pk>/withdraw/", keep(self.withdraw_view), name=name % "withdraw"),
        ]

    # --- one ------------------------------------------------------------------------------------------------

    def _row(self, request: HttpRequest, pk: UUID) -> Request:
        rows = Request.objects.filter(who.visible(request.user)).select_related(*BESIDE)
        row = rows.filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def page_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        row = self._row(request, pk)
        able = who.may_answer(request.user, row)
        mine = who.may_ask(request.user, row.body_id)
        on_record = row.kind == Kind.STATEMENT and row.state == State.GRANTED
        context = {
            "title": capfirst(str(row)),
            "row": row,
            "entry": _latest(row),
            "entry_url": _entry_url(row) if not mine else "",
            "may_answer": row.is_open and able,
            "may_take_down": on_record and able,
            "may_withdraw": row.is_open and mine,
            "prepare_url": reverse(
                "admin:commitments_verification_prepare", args=[row.body_id, row.commitment]
            )
            if row.kind == Kind.VERIFICATION and row.is_open and able
            else "",
            "about_url": url("about", row.body_id) if mine else "",
            "today": timezone.localdate(),
        }
        return self._page(request, "associations/replies/request.html", context)

    def answer_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        row = self._row(request, pk)

        def perform(form: Any) -> Any:
            given = form.cleaned_data
            return services.answer(
                row.pk, granted=form.is_granted, reason=given["reason"], by=me(request), now=timezone.now()
            )

        return self._act(
            request,
            row,
            who.may_answer(request.user, row),
            row.is_open,
            AnswerForm(request.POST if request.method == "POST" else None, request=row),
            perform,
            title=_("Answer"),
            explain=_("The body is told, and who recorded the entry."),
            submit=_("Answer"),
            done=_("It was answered."),
        )

    def take_down_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        row = self._row(request, pk)
        return self._act(
            request,
            row,
            who.may_answer(request.user, row),
            row.kind == Kind.STATEMENT and row.state == State.GRANTED,
            TakeDownForm(request.POST if request.method == "POST" else None),
            lambda form: services.take_down(
                row.pk, form.cleaned_data["reason"], by=me(request), now=timezone.now()
            ),
            title=_("Take off as unlawful"),
            explain=_(
                "The body’s own words go off the record because their content is unlawful. For no other reason."
            ),
            submit=_("Take off the record"),
            done=_("It is off the record. Earlier days still show it."),
        )

    def withdraw_view(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        row = self._row(request, pk)
        return self._act(
            request,
            row,
            who.may_ask(request.user, row.body_id),
            row.is_open,
            WithdrawForm(request.POST if request.method == "POST" else None),
            lambda form: services.withdraw(row.pk, by=me(request), now=timezone.now()),
            title=_("Withdraw"),
            explain=_("Nobody answers it any more. It stays in the list."),
            submit=_("Withdraw"),
            done=_("It was withdrawn."),
        )

    def _act(
        self,
        request: HttpRequest,
        row: Request,
        may: bool,
        still: bool,
        form: forms.Form,
        perform: Callable[[Any], Any],
        *,
        title: str,
        explain: str,
        submit: str,
        done: str,
    ) -> HttpResponseBase:
        back = url("change", row.pk)
        if not may:
            raise PermissionDenied
        if request.method != "POST" and not still:
            return HttpResponseRedirect(back)  # which says what became of it
        if request.method == "POST" and form.is_valid():
            try:
                perform(form)
            except AnsweredMeanwhile:
                messages.warning(request, _("It was answered already: see below."))
                return HttpResponseRedirect(back)
            except ValidationError as error:
                for name, problems in getattr(error, "message_dict", {"": error.messages}).items():
                    form.add_error(name if name in form.fields else None, problems)
            else:
                messages.success(request, done)
                return HttpResponseRedirect(back)
        context = {
            "title": title,
            "explain": explain,
            "submit": submit,
            "form": form,
            "object": row,
            "back": back,
        }
        return self._page(request, "associations/act.html", context, 422 if form.errors else 200)


def _latest(row: Request) -> Event | Membership | None:
    """What the entry says now, also when it was taken off."""
    if row.entry is None:
        return None
    standing: dict[str, Any] = {"entry": row.entry, "superseded_at__isnull": True}
    return (
        Event.objects.select_related("subject").filter(**standing).first()
        or Membership.objects.select_related("member", "umbrella").filter(**standing).first()
    )


def _entry_url(row: Request) -> str:
    latest = _latest(row)
    if latest is None:
        return ""
    return reverse(f"admin:associations_{latest._meta.model_name}_change", args=[latest.pk])

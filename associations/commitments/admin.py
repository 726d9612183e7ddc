"""Verifications of commitments at the desk: what waits, prepare, confirm, send back, withdraw."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.admin.base import me
from associations.admin.body_field import suggested
from associations.admin.record_forms import ChooseBodyForm
from associations.commitments import services, states, who
from associations.commitments.deciding import BESIDE, url
from associations.commitments.forms import PrepareForm
from associations.commitments.models import Verification
from associations.commitments.taking_off_pages import TakingOffPages
from associations.models import Association, Commitment, Membership
from associations.record_permissions import Action, may_somewhere, reach
from associations.replies.models import Request
from portal.web.kept import keep_words

State = Verification.State
_WAITING_FIRST = Case(When(state=State.WAITING, then=Value(0)), default=Value(1))


@admin.register(Verification)
class VerificationAdmin(TakingOffPages):
    """What waits stands first. Nothing is changed by a raw form, nothing is deleted."""

    list_display = ("what", "state", "body", "prepared_at", "umbrella")
    list_display_links = ("what",)
    list_filter = ("state", "commitment")
    list_select_related = BESIDE
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("body__slug",)
    search_help_text = gettext_lazy("Body concerned, by any of its names")

    # --- who ------------------------------------------------------------------------------------------------

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_somewhere(request.user, Action.SEE_VERIFICATIONS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return who.may_prepare_somewhere(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # --- the list -------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Verification]:
        rows = Verification.objects.filter(who.visible(request.user)).select_related(*BESIDE)
        return rows.order_by(_WAITING_FIRST, "-prepared_at", "pk")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        for word in search_term.replace("\x00", "").split()[:6]:
            queryset = queryset.filter(body__in=Association.objects.named(word).values("pk"))
        return queryset, False

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        return (_WAITING_FIRST, "-prepared_at", "pk")

    @admin.display(description=gettext_lazy("commitment"), ordering="commitment")
    def what(self, row: Verification) -> str:
        return str(row.get_commitment_display())

    def get_urls(self) -> list[URLPattern]:
        name = "commitments_verification_%s"
        view, keep = self.admin_site.admin_view, keep_words
        return [
            path("", view(self.changelist_view), name=name % "changelist"),
            path("add/", view(self.choose_view), name=name % "add"),
            path("prepare/<uuid:body>/", view(self.six_view), name=name % "six"),
            path("prepare/<uuid:body>/<slug:which>/", keep(self.prepare_view), name=name % "prepare"),
            path("<uuid:pk>/change/", view(self.page_view), name=name % "change"),
            path("<uuid:pk>/history/", view(self.page_view), name=name % "history"),
            path("<uuid:pk>/file/", view(self.file_view), name=name % "file"),
            path("<uuid:pk>/confirm/", keep(self.confirm_view), name=name % "confirm"),
            path("<uuid:pk>/send-back/", keep(self.send_back_view), name=name % "send_back"),
            path("<uuid:pk>/withdraw/", keep(self.withdraw_view), name=name % "withdraw"),
            path("entry/<uuid:entry>/take-off/", keep(self.take_off_view), name=name % "take_off"),
        ]

    # --- preparing ------------------------------------------------------------------------------------------

    def choose_view(self, request: HttpRequest) -> HttpResponseBase:
        """Which body, first: by any of its names."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ChooseBodyForm(request.GET if "body" in request.GET else None)
        if form.is_bound and form.is_valid():
            return HttpResponseRedirect(url("six", form.cleaned_data["body"].pk))
        context = {"title": _("Prepare a verification"), "form": form, "bodies": _offered(request)}
        return self._page(request, "associations/record/choose.html", context)

    def six_view(self, request: HttpRequest, body: UUID) -> HttpResponseBase:
        """Which of the six: where the body stands on each, and what waits."""
        about, _umbrellas = self._about(request, body)
        positions = states.of_bodies([about.pk], timezone.localdate())[about.pk]
        waiting = dict(self._rows(request).waiting().filter(body=about).values_list("commitment", "pk"))
        asked = dict(
            Request.objects.open()
            .filter(body=about, kind=Request.Kind.VERIFICATION)
            .values_list("commitment", "made_at")
        )
        rows = [
            {
                "position": position,
                "asked_at": asked.get(commitment.value),
                "prepare_url": url("prepare", about.pk, commitment.value),
                "waiting_url": url("change", waiting[commitment]) if commitment in waiting else "",
            }
            for commitment, position in positions.items()
        ]
        context = {"title": _("Which commitment?"), "body": about, "rows": rows}
        return self._page(request, "associations/commitments/desk/six.html", context)

    def prepare_view(self, request: HttpRequest, body: UUID, which: str) -> HttpResponseBase:
        """The checklist. What was sent back last comes filled in, with the reason above it."""
        about, umbrellas = self._about(request, body)
        if which not in Commitment.values:
            raise Http404
        again = (
            self._rows(request)
            .filter(body=about, commitment=which, state=State.SENT_BACK, umbrella__in=umbrellas)
            .exclude(pk__in=Verification.objects.filter(follows__isnull=False).values("follows"))
            .first()
        )
        posted = request.method == "POST"
        form = PrepareForm(
            request.POST if posted else None,
            request.FILES if posted else None,
            commitment=Commitment(which),
            umbrellas=umbrellas,
            initial=PrepareForm.initial_of(again) if again else {},
        )
        status = 200
        if posted and request.POST.get("more") == "sources":
            form.errors.clear()
        elif posted:
            status = 422
            if form.is_valid() and (done := self._prepared(request, form, about, again)) is not None:
                messages.success(request, _("It waits for a second person to confirm it."))
                return HttpResponseRedirect(url("change", done.pk))
        context = {
            "title": _("Prepare a verification"),
            "form": form,
            "body": about,
            "commitment": Commitment(which),
            "again": again,
            "back": url("six", about.pk),
            "has_file": posted and bool(request.FILES),
            "has_errors": status != 200,
        }
        return self._page(request, "associations/commitments/desk/prepare.html", context, status)

    def _prepared(
        self, request: HttpRequest, form: PrepareForm, about: Association, again: Verification | None
    ) -> Verification | None:
        """The row, or None with the reasons in the form."""
        umbrella = form.chosen_umbrella
        try:
            return services.prepare(
                about,
                umbrella,
                form.checklist(),
                by=me(request),
                now=timezone.now(),
                follows=again if again is not None and again.umbrella_id == umbrella.pk else None,
                upload=form.cleaned_data.get("file") or None,
            )
        except ValidationError as error:
            form.refuse(error)
        return None

    def _about(self, request: HttpRequest, body: UUID) -> tuple[Association, list[Association]]:
        """The body, and in whose name this person may verify it. Raises Http404, PermissionDenied."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        about = Association.objects.filter(pk=body).first()
        if about is None:
            raise Http404
        umbrellas = reach(request.user, Action.PREPARE_VERIFICATION)
        periods = Membership.objects.current().of(about).on(timezone.now().date()).values("umbrella")
        found = Association.objects.filter(Q(pk__in=periods) | Q(pk=about.pk), kind=Association.Kind.UMBRELLA)
        if umbrellas is not None:
            found = found.filter(pk__in=umbrellas)
        allowed = [each for each in found.by_name() if who.may_prepare(request.user, about, each)]
        if not allowed:
            raise PermissionDenied
        return about, allowed


def _offered(request: HttpRequest) -> list[str]:
    """What the browser suggests: umbrella bodies within reach, and their members."""
    umbrellas = reach(request.user, Action.PREPARE_VERIFICATION) or frozenset()
    members = Membership.objects.current().filter(umbrella__in=umbrellas).values("member")
    found = Association.objects.filter(Q(pk__in=umbrellas) | Q(pk__in=members)).by_name()
    return suggested(found)

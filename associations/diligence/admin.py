"""Reviews in the admin: addresses and the list; and the rules by which umbrella bodies review their members."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.admin.two_persons import ProposalForm, TwoPersonPages
from associations.desks.lists import ListByReference
from associations.diligence.desk import table, views
from associations.diligence.desk.listing import ENDED_LAST, FILTERS, STAGE_RANK
from associations.diligence.models import Review, ReviewRule
from associations.diligence.permissions import OPENERS, listed_by, umbrellas_where
from associations.diligence.services.change import day
from associations.diligence.services.rules import LIMITS
from associations.diligence.states import PREFIX
from portal.accounts.staff import officer
from portal.web.kept import keep_words


@admin.register(Review)
class ReviewAdmin(ListByReference):
    change_list_template = "diligence/desk/list.html"
    list_display = ("reference", "stage", "body_name", "about", "due", "hands")
    list_filter = FILTERS
    prefix = PREFIX
    search_help_text = _("Reference, for instance DDR-2026-4XQ7K2M-F")
    ordering = (ENDED_LAST, "due_on", "pk")

    def has_view_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        return any(listed_by(officer(request)))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(umbrellas_where(officer(request), OPENERS))

    def get_urls(self) -> list[URLPattern]:
        name = "diligence_review_%s"
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name=name % "changelist"),
            path("add/", keep_words(views.open_one), name=name % "add"),
            path("who-may-do-what/", view(table.table), name=name % "table"),
            path("<uuid:pk>/", view(views.page), name=name % "change"),
            path("<uuid:pk>/do/<slug:name>/", keep_words(views.act), name=name % "act"),
        ]

    # --- the list ----------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        return Review.objects.visible_to(officer(request)).select_related("body", "umbrella", "reviewer")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"title": _("Due-diligence reviews"), "today": day(timezone.now())}
        return super().changelist_view(request, context | (extra_context or {}))

    @admin.display(description=_("Stage"), ordering=STAGE_RANK)
    def stage(self, review: Review) -> str:
        return str(review.get_state_display())

    @admin.display(description=_("Body reviewed"))
    def body_name(self, review: Review) -> str:
        return review.body.name

    @admin.display(description=_("Review"), ordering="purpose")
    def about(self, review: Review) -> str:
        return str(review.get_purpose_display())

    @admin.display(description=_("Due"), ordering="due_on")
    def due(self, review: Review) -> Any:
        return review.due_on

    @admin.display(description=_("In whose hands"), ordering=F("reviewer__full_name").asc(nulls_last=True))
    def hands(self, review: Review) -> str:
        return str(review.reviewer or "")


class RuleForm(ProposalForm):
    columns = LIMITS.columns

    class Meta:
        model = ReviewRule
        fields = ("umbrella", *LIMITS.columns)


class NewRuleForm(RuleForm):
    """An umbrella body begins to review. It begins with the usual numbers; other ones take two people."""

    class Meta:
        model = ReviewRule
        fields = ("umbrella", "since")


@admin.register(ReviewRule)
class ReviewRuleAdmin(TwoPersonPages):
    """Which umbrella bodies review their members, and how often. An administrator begins and proposes, and another one
    or the supervisor of the umbrella body confirms.
    """

    limits = LIMITS
    explain = _(
        "You are the second person. From now on the public pages show the new numbers, and reviews that begin, or "
        "dates that are set, follow them; what was promised stays. Read the reason, and ask if in doubt."
    )
    form = RuleForm
    list_display = ("umbrella", "since", "months", "answer_days", "comment_days")
    list_select_related = ("umbrella",)
    show_facets = admin.ShowFacets.NEVER

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or bool(listed_by(officer(request))[0])

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("umbrella",) if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = NewRuleForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ["umbrella", "since", "reason"]
        fields = ["umbrella", *LIMITS.columns]
        return [*fields, "reason"] if self.has_change_permission(request, obj) else fields

    def save_model(self, request: HttpRequest, obj: ReviewRule, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        obj._change_reason = form.cleaned_data["reason"]  # type: ignore[attr-defined]
        obj.save(force_insert=True)

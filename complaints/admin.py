"""Complaints in the admin: addresses, the list, and the few things that are plain enough for Django's own forms."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.desks.lists import ListByReference
from complaints.desk import views
from complaints.desk.interests import InterestAdmin
from complaints.desk.limits import ClockRuleAdmin
from complaints.desk.listing import FILTERS, STAGE_RANK, URGENCY_RANK
from complaints.models import ClockRule, Complaint, Interest
from complaints.permissions import Action, bodies_where
from portal.accounts.staff import officer
from portal.receipts.code import EXAMPLE_REFERENCE
from portal.web.filled import filled
from portal.web.kept import keep_words


@admin.register(Complaint)
class ComplaintAdmin(ListByReference):
    change_list_template = "complaints/desk/list.html"
    list_display = ("reference", "stage", "urgency", "about", "alleged", "filed", "next_date", "assigned")
    list_filter = FILTERS
    search_help_text = filled(_("Reference, for instance %(example)s"), example=EXAMPLE_REFERENCE)
    ordering = (F("next_due_at").asc(nulls_last=True), "-filed_at", "pk")

    def has_view_permission(self, request: HttpRequest, obj: Complaint | None = None) -> bool:
        return bool(bodies_where(officer(request), Action.LIST))

    def get_urls(self) -> list[URLPattern]:
        name = "complaints_complaint_%s"
        view = self.admin_site.admin_view
        keep = keep_words
        return [
            path("", view(self.changelist_view), name=name % "changelist"),
            path("search/", view(views.search), name=name % "search"),
            path("who-may-do-what/", view(views.table), name=name % "table"),
            path("<uuid:pk>/", view(views.page), name=name % "change"),
            path("<uuid:pk>/history/", view(views.changes), name=name % "history"),
            path("<uuid:pk>/evidence/<uuid:evidence_id>/", view(views.evidence), name=name % "evidence"),
            path("<uuid:pk>/do/<slug:name>/", keep(views.act), name=name % "act"),
        ]

    # --- the list ----------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Complaint]:
        return Complaint.objects.visible_to(officer(request)).for_list()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {
            "title": _("Complaints"),
            "now": timezone.now(),
            "may_search": bool(bodies_where(officer(request), Action.SEARCH)),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    @admin.display(description=_("Stage"), ordering=STAGE_RANK)
    def stage(self, complaint: Complaint) -> str:
        return str(complaint.get_state_display())

    @admin.display(description=_("Urgency"), ordering=URGENCY_RANK)
    def urgency(self, complaint: Complaint) -> str:
        return str(complaint.get_urgency_display())

    @admin.display(description=_("About"))
    def about(self, complaint: Complaint) -> str:
        return ", ".join(str(respondent) for respondent in complaint.respondents.all())

    @admin.display(description=_("Alleged"))
    def alleged(self, complaint: Complaint) -> str:
        return ", ".join(dict.fromkeys(one.category for one in complaint.allegations.all()))

    @admin.display(description=_("Filed"), ordering="filed_at")
    def filed(self, complaint: Complaint) -> Any:
        return complaint.filed_at

    @admin.display(description=_("Next date"), ordering=F("next_due_at").asc(nulls_last=True))
    def next_date(self, complaint: Complaint) -> Any:
        return complaint.next_due_at

    @admin.display(description=_("Assigned to"), ordering=F("assigned_to__full_name").asc(nulls_last=True))
    def assigned(self, complaint: Complaint) -> str:
        return str(complaint.assigned_to or "")


admin.site.register(ClockRule, ClockRuleAdmin)
admin.site.register(Interest, InterestAdmin)

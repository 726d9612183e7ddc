"""The public record at the desk: memberships and events."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations import editing
from associations.admin.body_field import OFFERED
from associations.admin.record_forms import (
    EventForm,
    MembershipForm,
)
from associations.admin.record_pages import RecordPages
from associations.editing import Change
from associations.models import Association, Event, Membership
from associations.record_permissions import (
    Action,
    may_event,
    may_membership,
    reach,
)
from associations.timeline.corrections import EVENT_PARTS, PERIOD_PARTS


@admin.register(Membership)
class MembershipAdmin(RecordPages):
    form_class = MembershipForm
    parts = PERIOD_PARTS
    beside = ("member", "umbrella")
    list_display = ("since_shown", "until_shown", "member", "umbrella", "kind")
    list_filter = ("kind",)
    list_select_related = ("member", "umbrella")
    search_fields = ("member__slug",)
    search_help_text = gettext_lazy("Member, by any of its names")

    @admin.display(description=gettext_lazy("from"), ordering="began")
    def since_shown(self, row: Membership) -> str:
        return str(row.since or _("not known"))

    @admin.display(description=gettext_lazy("until"), ordering="ended")
    def until_shown(self, row: Membership) -> str:
        return str(row.until or _("not ended"))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return _named(queryset, "member", search_term), False

    def may(self, request: HttpRequest, action: Action, row: Any) -> bool:
        return may_membership(request.user, action, row.umbrella)

    def put(self, row: Any, change: Change, of: Any, form: Any) -> Any:
        return editing.put_membership(row, change, of)

    def about(self, row: Any) -> Association:
        member: Association = row.member
        return member

    def _initial(self, request: HttpRequest) -> dict[str, Any]:
        umbrellas = reach(request.user, Action.RECORD)
        if umbrellas is None or len(umbrellas) != 1:
            return {}
        return {"umbrella": Association.objects.get(pk__in=umbrellas)}

    def _title_of_new(self) -> str:
        return _("Record a membership")

    def _title_of_correction(self) -> str:
        return _("Correct a membership")


@admin.register(Event)
class EventAdmin(RecordPages):
    form_class = EventForm
    parts = EVENT_PARTS
    beside = ("subject", "other", "said_by", "file")
    list_display = ("what_shown", "day_shown", "subject", "speaker_shown", "standing")
    list_filter = ("standing", "kind", "commitment")
    list_select_related = ("subject", "other", "said_by")
    search_fields = ("subject__slug",)
    search_help_text = gettext_lazy("Body concerned, by any of its names")
    ordering = ("-day",)

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def what_shown(self, row: Event) -> str:
        return row.what

    @admin.display(description=gettext_lazy("date"), ordering="day")
    def day_shown(self, row: Event) -> str:
        return str(row.when)

    @admin.display(description=gettext_lazy("who says so"))
    def speaker_shown(self, row: Event) -> str:
        return row.speaker

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return _named(queryset, "subject", search_term), False

    def may(self, request: HttpRequest, action: Action, row: Any) -> bool:
        return may_event(request.user, action, row.subject, row.other)

    def put(self, row: Any, change: Change, of: Any, form: Any) -> Any:
        return editing.put_event(row, change, of, form.cleaned_data.get("file") or None)

    def about(self, row: Any) -> Association:
        subject: Association = row.subject
        return subject

    def _matters(self, about: Association) -> list[str]:
        matters = Event.objects.current().filter(subject=about).exclude(matter="")
        return list(matters.order_by("matter").values_list("matter", flat=True).distinct()[:OFFERED])

    def _title_of_new(self) -> str:
        return _("Record an event")

    def _title_of_correction(self) -> str:
        return _("Correct an event")


def _named(queryset: Any, column: str, typed: str) -> Any:
    for word in typed.replace("\x00", "").split()[:6]:
        queryset = queryset.filter(**{f"{column}__in": Association.objects.named(word).values("pk")})
    return queryset

"""The list of reviews on the desk: its filters and its order."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.desks.lists import InHands, in_order
from associations.diligence.desk import queues
from associations.diligence.models import Review
from associations.diligence.permissions import listed_by
from associations.diligence.states import OPEN, ReviewPurpose, State
from associations.models import Association
from associations.roles import Role
from portal.accounts.models import User
from portal.accounts.staff import officer
from portal.web.lists import Choice, Choices, DatesBetween

Rows = QuerySet[Review]

#: Open ones first, then those that ended; each by its date.
ENDED_LAST = Case(
    When(Q(state__in=sorted(OPEN)), then=Value(0)), default=Value(1), output_field=IntegerField()
)
STAGE_RANK = in_order("state", State)


class ByQueue(Choice):
    title, parameter_name = _("Queue"), "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        mine = queues.of(officer(request), timezone.now())
        return [(name, title) for name, (title, _hint) in queues.QUEUES.items() if name in mine]

    def narrowed(self, rows: Rows, value: str, request: HttpRequest) -> Rows:
        queue: Rows = queues.of(officer(request), timezone.now())[value]
        return rows.filter(pk__in=queue.order_by().values("pk"))


class ByStage(Choice):
    title, parameter_name = _("Stage"), "state"

    def options(self) -> Choices:
        return list(State.choices)


class ByPurpose(Choice):
    title, parameter_name = _("Review"), "purpose"

    def options(self) -> Choices:
        return list(ReviewPurpose.choices)


class ByUmbrella(Choice):
    title, parameter_name = _("On behalf of"), "umbrella"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        mine = Association.objects.filter(pk__in=list(listed_by(officer(request))[0])).by_name()
        return [(str(each.pk), each.name) for each in mine]

    def narrowed(self, rows: Rows, value: str, request: HttpRequest) -> Rows:
        return rows.filter(umbrella=UUID(value))


class ByReviewer(InHands):
    parameter_name = "reviewer"
    column = "reviewer"

    def holders(self, user: User) -> tuple[Collection[UUID], Collection[Role]]:
        return listed_by(user)[0].keys(), [Role.DUE_DILIGENCE]


class DueBetween(DatesBetween):
    title = _("Due")
    column = "due_on"
    parameters = ("due_from", "due_to")
    labels = (_("Due from"), _("Due until"))

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        first, last = (self.dates[name] for name in self.parameters)
        if first:
            queryset = queryset.filter(due_on__gte=first)
        return queryset.filter(due_on__lte=last) if last else queryset


FILTERS = (ByQueue, ByStage, ByPurpose, ByUmbrella, ByReviewer, DueBetween)

"""The list of complaints: its filters and its order."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from associations.desks.lists import InHands, in_order
from associations.directory.picking.bodies import is_identifier
from associations.models import Association
from associations.roles import Role
from complaints.desk.triage import QUEUES
from complaints.models import Allegation, Complaint, Respondent, Urgency
from complaints.states import State
from portal.accounts.models import User
from portal.accounts.staff import officer
from portal.web.lists import Choice, Choices, DatesBetween, Typed
from protocol import taxonomy

Rows = QuerySet[Complaint]

#: Ranks of stages and urgencies, to sort by what they mean rather than by their codes.
STAGE_RANK = in_order("state", State)
_URGENT_FIRST = (Urgency.DANGER, Urgency.DETAINED, Urgency.HEARING, Urgency.UNSURE, Urgency.NONE)
URGENCY_RANK = in_order("urgency", _URGENT_FIRST)


class ByQueue(Choice):
    title, parameter_name = _("Queue"), "queue"

    def options(self) -> Choices:
        return [(name, title) for name, (title, _hint) in QUEUES.items()]

    def narrowed(self, rows: Rows, value: str, request: HttpRequest) -> Rows:
        queue: Rows = rows.queues(officer(request), timezone.now())[value]  # type: ignore[attr-defined]
        return queue


class ByStage(Choice):
    title, parameter_name = _("Stage"), "state"

    def options(self) -> Choices:
        return list(State.choices)


class ByUrgency(Choice):
    title, parameter_name = _("Urgency"), "urgency"

    def options(self) -> Choices:
        return list(Urgency.choices)


class ByRespondent(Typed):
    """By any name of the body, or by its identifier: the directory is too long to choose from."""

    title, parameter_name = _("Respondent"), "respondent"
    hint = _("Any of its names, or its acronym")

    @property
    def shown(self) -> str:
        if not is_identifier(self.typed):
            return self.typed
        body = Association.objects.filter(pk=self.typed).first()
        return body.name if body else self.typed

    def narrowed(self, rows: Rows, typed: str) -> Rows:
        bodies: Any = [typed] if is_identifier(typed) else _named(typed)
        return rows.filter(pk__in=Respondent.objects.filter(association__in=bodies).values("complaint"))


def _named(typed: str) -> Any:
    """Bodies that are called so; slips of the hand are forgiven if none is spelt like that."""
    bodies = Association.objects.respondents()
    spelt = bodies.spelt(typed).order_by()
    return spelt.values("pk") if spelt.exists() else [body.pk for body in bodies.resembling(typed)]


class ByUnlisted(Choice):
    title, parameter_name = _("Not in the directory"), "unlisted"

    def options(self) -> Choices:
        return [("yes", _("A body that is not listed"))]

    def narrowed(self, rows: Rows, value: str, request: HttpRequest) -> Rows:
        return rows.filter(pk__in=Respondent.objects.filter(association=None).values("complaint"))


class ByCategory(Choice):
    title, parameter_name = _("Category"), "category"

    def options(self) -> Choices:
        return [(category.code, category.label) for category in taxonomy.CATEGORIES]

    def narrowed(self, rows: Rows, value: str, request: HttpRequest) -> Rows:
        return rows.filter(pk__in=Allegation.objects.filter(category=value).values("complaint"))


class ByLanguage(Choice):
    title, parameter_name = _("Language"), "language"

    def options(self) -> Choices:
        return list(settings.CORRESPONDENCE_LANGUAGES)


class ByAssigned(InHands):
    title, parameter_name = _("Assigned to"), "assigned"
    column = "assigned_to"

    def holders(self, user: User) -> tuple[Collection[UUID], Collection[Role]]:
        from complaints.permissions import Action, bodies_where, roles_for

        return bodies_where(user, Action.LIST), roles_for(Action.BE_ASSIGNED)


class ByShort(Choice):
    title, parameter_name = _("Short filing"), "short"

    def options(self) -> Choices:
        return [("yes", _("Short, to be completed")), ("no", _("Complete"))]

    def narrowed(self, rows: Rows, value: str, request: HttpRequest) -> Rows:
        return rows.filter(is_short=value == "yes")


class FiledBetween(DatesBetween):
    title = _("Filed")
    column = "filed_at"
    parameters = ("filed_from", "filed_to")
    labels = (_("Filed from"), _("Filed until"))


FILTERS: tuple[type[admin.ListFilter], ...] = (
    ByQueue,
    ByStage,
    ByUrgency,
    ByRespondent,
    ByUnlisted,
    ByCategory,
    ByAssigned,
    ByLanguage,
    ByShort,
    FiledBetween,
)

"""The list of contacts: its filters and its order."""

from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from associations.contact.desk.queues import QUEUES
from associations.contact.models import Contact
from associations.contact.permissions import Action, bodies_where, roles_for
from associations.contact.states import AnswerBy, ContactPurpose, State
from associations.desks.lists import InHands, in_order
from associations.roles import Role
from portal.accounts.models import User
from portal.accounts.staff import officer
from portal.web.lists import Choice, Choices, DatesBetween

Rows = QuerySet[Contact]

#: Ranks of stages, to sort by what they mean rather than by their codes.
STAGE_RANK = in_order("state", State)


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


class ByPurpose(Choice):
    """What a contact is about is for those who may read it: for others the filter finds nothing."""

    title, parameter_name = _("Purpose"), "purpose"

    def options(self) -> Choices:
        return list(ContactPurpose.choices)

    def narrowed(self, rows: Rows, value: str, request: HttpRequest) -> Rows:
        return rows.filter(purpose=value, handled_by__in=bodies_where(officer(request), Action.READ))


class ByAnswer(Choice):
    title, parameter_name = _("Answer"), "answer_by"

    def options(self) -> Choices:
        return list(AnswerBy.choices)


class ByLanguage(Choice):
    title, parameter_name = _("Language"), "language"

    def options(self) -> Choices:
        return list(settings.CORRESPONDENCE_LANGUAGES)


class ByOwner(InHands):
    parameter_name = "owner"
    column = "owner"

    def holders(self, user: User) -> tuple[Collection[UUID], Collection[Role]]:
        return bodies_where(user, Action.LIST), roles_for(Action.TAKE)


class ReceivedBetween(DatesBetween):
    title = pgettext_lazy("contact", "Received")
    column = "filed_at"
    parameters = ("received_from", "received_to")
    labels = (_("Received from"), _("Received until"))


FILTERS = (ByQueue, ByStage, ByPurpose, ByAnswer, ByOwner, ByLanguage, ReceivedBetween)

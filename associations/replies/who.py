"""Who asks, who sees and who answers: ``record_permissions.TABLE``, and what concerns persons.

Only the liaisons of a body ask in its name. Nobody answers about an entry that they recorded, nor about a body in whose
matters they have no part (``associations/independence.py``).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from associations.commitments.models import Verification
from associations.duties import Role
from associations.independence import declared_in, is_out
from associations.models import Event, Membership
from associations.record_permissions import TABLE, Action, reach
from associations.replies.models import Request
from associations.roles import officers_of, roles_of
from portal.accounts.models import User


def bodies_of(user: Any) -> list[UUID]:
    """The bodies in whose name ``user`` asks."""
    return [body for body, roles in roles_of(user).items() if Role.LIAISON in roles]


def visible(user: Any) -> Q:
    """The requests a person may see, as a filter: those of their body, those to their umbrella body."""
    umbrellas = reach(user, Action.SEE_REQUESTS)
    return Q() if umbrellas is None else Q(umbrella__in=umbrellas) | Q(body__in=bodies_of(user))


def may_ask(user: Any, body: UUID) -> bool:
    return bool(user.is_active) and body in bodies_of(user)


def may_answer(user: Any, request: Request) -> bool:
    """Two queries for an entry, besides the user's roles and interests."""
    umbrellas = reach(user, Action.ANSWER_REQUESTS)
    if umbrellas is not None and request.umbrella_id not in umbrellas:
        return False
    own = request.body_id == request.umbrella_id
    if declared_in(user, request.body_id) if own else is_out(user, request.body_id, request.body.country):
        return False
    return request.entry is None or user.pk not in recorders(request.entry, request.made_at)


def recorders(entry: UUID, until: datetime) -> set[Any]:
    """Who put the entry on record, changed it, or prepared it as a verification, before somebody asked about it."""
    found: set[Any] = set()
    for model in (Event, Membership):
        rows = model.objects.filter(entry=entry, recorded_at__lte=until)
        found.update(rows.values_list("recorded_by", flat=True))
    for pair in Verification.objects.filter(entry=entry).values_list("prepared_by", "decided_by"):
        found.update(pair)
    return found - {None}


def answerers(request: Request) -> list[User]:
    """Who may answer now; where nobody may, those whose matter it is to find somebody: the administrators."""
    people: list[User] = list(User.objects.active().filter(pk__in=_holders(request).values("pk")))
    able = [each for each in people if may_answer(each, request)]
    return able or people


def _holders(request: Request) -> Any:
    roles = list(TABLE[Action.ANSWER_REQUESTS])
    if request.umbrella_id is None:
        from associations.notifications import administrators

        return User.objects.filter(pk__in=[each.pk for each in administrators()])
    return officers_of(request.umbrella_id, roles)

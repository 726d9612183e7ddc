"""A liaison answers for a body as long as that body is a member: what "has left" means, as conditions on rows.

Certainly, by the record: a period whose last possible day is over, and none that covers today. A body of which no
membership was ever on record has left nothing - but a candidate, whose liaison came for the review of its admission,
goes with that review if it did not become a member. Suspended members are members. Only umbrella bodies that handle
complaints count. Who must still be heard has not left (``hearing.py``). Why: ``docs/decisions/invitations.md``.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from associations import hearing
from associations.duties import Role
from associations.models.membership import Membership


def today(at: datetime) -> date:
    """The day of the record at ``at``: the portal's own, wherever the reader is."""
    return timezone.localdate(at, timezone.get_default_timezone())


def left(day: date) -> Q:
    """A condition on rows of ``RoleGrant``: the role is a liaison's and has no effect on ``day`` any more."""
    periods = _counting(OuterRef("association"))
    over = Exists(periods.filter(ended__lt=day)) & ~Exists(periods.on(day))
    never = ~Exists(Membership.objects.current().filter(member=OuterRef("association")))
    gone = Q(over) | Q(never) & hearing.was_candidate("association")
    return Q(role=Role.LIAISON) & gone & ~hearing.still_heard("association")


def belongs(umbrella: Any, day: date) -> Q:
    """A condition on rows of ``Association``: a member on ``day``, perhaps at least, of the umbrella body with this
    key; or one that must still be heard."""
    member = Membership.objects.current().on(day).filter(umbrella=umbrella, member=OuterRef("pk"))
    return Q(Exists(member)) | hearing.still_heard("pk")


def last_period(association_id: Any) -> Membership | None:
    """The membership that ended last, of those that count: for the reason in the history."""
    ended = _counting(association_id).filter(ended__isnull=False).select_related("umbrella")
    found: Membership | None = ended.order_by(F("ended").desc(), "pk").first()
    return found


def _counting(member: Any) -> Any:
    return Membership.objects.current().filter(member=member, umbrella__handles_complaints=True)

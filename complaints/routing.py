"""Which body handles a complaint: a table with a reason that staff can read."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from associations.models import Association, Membership
from complaints.models import RoutingReason


class NoHandlingBody(Exception):
    """There is no active umbrella body that handles complaints: the portal is not set up."""


def route(
    respondents: list[UUID], chosen: UUID | None, days: Sequence[date]
) -> tuple[Association, RoutingReason]:
    """The handling body for complaints about ``respondents`` (listed bodies only), and why. One query, or two with
    listed respondents.

    1. The body that the complainant expressly chose, if it handles complaints and is not itself a respondent.
    2. The umbrella body to which the first listed respondent belonged on the first of ``days`` on which it belonged to
       any: the day of the facts, if known, then the day of filing (DOMAIN section 4, ``outside-membership``). Of
       several on that day, the first by its address.
    3. The portal's umbrella body: the first active one, by its address, that handles complaints.

    Raises :class:`NoHandlingBody` when there is none.
    """
    wanted = {*respondents, *([chosen] if chosen else [])}
    bodies = {
        body.pk: body
        for body in Association.objects.filter(
            Q(pk__in=wanted) | Q(kind=Association.Kind.UMBRELLA, handles_complaints=True, active=True)
        )
    }
    umbrellas = [
        b
        for b in bodies.values()
        if b.kind == Association.Kind.UMBRELLA and b.handles_complaints and b.active
    ]
    if not umbrellas:
        raise NoHandlingBody("No active umbrella body handles complaints: add one under Associations.")
    umbrella, reason = min(umbrellas, key=lambda body: body.slug), RoutingReason.UMBRELLA_UNLISTED
    if above := _above(respondents, umbrellas, days):
        umbrella, reason = above, RoutingReason.UMBRELLA
    if not chosen or chosen == umbrella.pk:
        return umbrella, reason
    choice = bodies.get(chosen)
    if choice is None or not (choice.handles_complaints and choice.active):
        return umbrella, RoutingReason.CHOSEN_CANNOT
    if chosen in respondents:
        return umbrella, RoutingReason.CHOSEN_IS_RESPONDENT
    return choice, RoutingReason.CHOSEN


def _above(
    respondents: list[UUID], umbrellas: Iterable[Association], days: Sequence[date]
) -> Association | None:
    """The umbrella body of the first respondent that is one or belonged to one."""
    if not respondents:
        return None
    handling = {body.pk: body for body in umbrellas}
    periods = list(Membership.objects.current().of(*respondents).filter(umbrella__in=handling))
    for pk in respondents:
        if pk in handling:
            return handling[pk]
        for day in days:
            found = [handling[p.umbrella_id] for p in periods if p.member_id == pk and p.covers(day)]
            if found:
                return min(found, key=lambda body: body.slug)
    return None

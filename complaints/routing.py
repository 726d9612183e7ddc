"""Which body handles a complaint: a table with a reason that staff can read."""

from uuid import UUID

from django.db.models import Q

from associations.models import Association
from complaints.models import RoutingReason


class NoHandlingBody(Exception):
    """There is no active umbrella body that handles complaints: the portal is not set up."""


def route(respondents: list[UUID], chosen: UUID | None) -> tuple[Association, RoutingReason]:
    """The handling body for complaints about ``respondents`` (listed bodies only), and why. One query.

    1. The body that the complainant expressly chose, if it handles complaints and is not itself a respondent.
    2. The umbrella body above the first listed respondent.
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
    by_id = {body.pk: body for body in umbrellas}
    for pk in respondents:
        body = bodies.get(pk)
        above = by_id.get(body.parent_id if body and body.parent_id else pk)
        if above:
            umbrella, reason = above, RoutingReason.UMBRELLA
            break
    if not chosen or chosen == umbrella.pk:
        return umbrella, reason
    choice = bodies.get(chosen)
    if choice is None or not (choice.handles_complaints and choice.active):
        return umbrella, RoutingReason.CHOSEN_CANNOT
    if chosen in respondents:
        return umbrella, RoutingReason.CHOSEN_IS_RESPONDENT
    return choice, RoutingReason.CHOSEN

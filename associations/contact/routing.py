"""Which body answers a prosecutor: always an umbrella body, never the body or service that the writer named."""

from datetime import date
from uuid import UUID

from associations.models import Association, Membership


class NoHandlingBody(Exception):
    """There is no active umbrella body that could answer: the portal is not set up."""


def route(named: UUID | None, on: date) -> Association:
    """The umbrella body to which the one that the writer named belongs ``on`` this day, else the portal's own: the
    first by its address.

    Umbrella bodies that handle complaints here are those whose officers work with this portal; others are entries of
    the directory only. At most two queries. Raises :class:`NoHandlingBody`.
    """
    umbrellas = list(Association.objects.handling().filter(kind=Association.Kind.UMBRELLA).order_by("slug"))
    umbrellas = [body for body in umbrellas if body.pk != named]
    if not umbrellas:
        raise NoHandlingBody("No active umbrella body handles complaints: add one under Associations.")
    above = set(
        Membership.objects.current().of(named).on(on).values_list("umbrella_id", flat=True) if named else ()
    )
    return next((body for body in umbrellas if body.pk in above), umbrellas[0])

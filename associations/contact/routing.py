"""Which body answers a prosecutor: always an umbrella body, never the body or service that the writer named."""

from uuid import UUID

from associations.models import Association


class NoHandlingBody(Exception):
    """There is no active umbrella body that could answer: the portal is not set up."""


def route(named: UUID | None) -> Association:
    """The umbrella body above the one that the writer named, else the portal's own: the first by its address.

    Umbrella bodies that handle complaints here are those whose officers work with this portal; others are entries of
    the directory only. At most two queries. Raises :class:`NoHandlingBody`.
    """
    umbrellas = list(Association.objects.handling().filter(kind=Association.Kind.UMBRELLA).order_by("slug"))
    umbrellas = [body for body in umbrellas if body.pk != named]
    if not umbrellas:
        raise NoHandlingBody("No active umbrella body handles complaints: add one under Associations.")
    parent = (
        Association.objects.filter(pk=named).values_list("parent_id", flat=True).first() if named else None
    )
    return next((body for body in umbrellas if body.pk == parent), umbrellas[0])

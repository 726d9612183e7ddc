"""Whether a body must still be heard in a matter that began before it left: handed in, this room knows none of them.

An app fills ``providers`` in its ``AppConfig.ready()``. A provider gets the name of a column that leads to a body and
gives the condition under which some matter of its own about that body is still open.
"""

from collections.abc import Callable

from django.db.models import Q

Provider = Callable[[str], Q]
providers: dict[str, Provider] = {}


def still_heard(body: str) -> Q:
    """A condition on rows that lead to a body by the column ``body``: some room still hears that body."""
    found = Q(pk__in=[])  # nobody, until a room says otherwise
    for provider in providers.values():
        found |= provider(body)
    return found

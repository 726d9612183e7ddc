"""Whether a body must still be heard in a matter that began before it left: handed in, this room knows none of them.

An app fills ``providers`` - and ``candidates``, where a body can be heard that never was a member - in its
``AppConfig.ready()``. A provider gets the name of a column that leads to a body and gives the condition under which
some matter of its own about that body is still open.
"""

from collections.abc import Callable

from django.db.models import Q

Provider = Callable[[str], Q]
providers: dict[str, Provider] = {}
#: The condition under which a body asked to become a member, and that matter has ended.
candidates: dict[str, Provider] = {}


def still_heard(body: str) -> Q:
    """A condition on rows that lead to a body by the column ``body``: some room still hears that body."""
    return _any(providers, body)


def was_candidate(body: str) -> Q:
    """A condition on the same rows: the body had a voice because it asked to become a member, and that has ended."""
    return _any(candidates, body)


def _any(rooms: dict[str, Provider], body: str) -> Q:
    found = Q(pk__in=[])  # nobody, until a room says otherwise
    for provider in rooms.values():
        found |= provider(body)
    return found

"""Declared interests, which live in a room above: it hands them in, this room knows none of its tables.

An app adds to ``providers`` in its ``AppConfig.ready()``; each is asked for one user and answers with the bodies and
the countries in which that user declared an interest.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Interests:
    bodies: frozenset[UUID] = frozenset()
    countries: frozenset[str] = frozenset()


providers: dict[str, Callable[["User"], Interests]] = {}


def of(user: "User") -> Interests:
    """All declared interests of ``user``, whoever keeps them."""
    return joined(provide(user) for provide in providers.values())


def joined(several: Iterable[Interests]) -> Interests:
    bodies: set[UUID] = set()
    countries: set[str] = set()
    for one in several:
        bodies |= one.bodies
        countries |= one.countries
    return Interests(frozenset(bodies), frozenset(countries))

"""Who has no part in judging a body: one rule for due-diligence reviews, verifications and answers about the record."""

from typing import Any
from uuid import UUID

from associations.contact import interests
from associations.roles import national_bodies_of, roles_of

_CACHE = "_has_no_part_in"


def out_of(user: Any) -> interests.Interests:
    """The bodies and countries in whose matters ``user`` takes no part: a role or a declared interest in the body,
    or a role in a national body, or a declared interest, of its country. Kept on the user object, as roles are.
    """
    known: interests.Interests | None = getattr(user, _CACHE, None)
    if known is None:
        declared = interests.of(user)
        known = interests.Interests(
            frozenset(roles_of(user)) | declared.bodies,
            frozenset(national_bodies_of(user).values()) | declared.countries,
        )
        setattr(user, _CACHE, known)
    return known


def is_out(user: Any, body_id: UUID, country: str) -> bool:
    """Whether ``user`` neither looks at nor decides on this body."""
    out = out_of(user)
    return body_id in out.bodies or (bool(country) and country in out.countries)


def declared_in(user: Any, body_id: UUID) -> bool:
    """Whether ``user`` declared an interest in this body. For an umbrella body, in which its own staff have roles."""
    return body_id in interests.of(user).bodies

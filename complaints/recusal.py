"""Recusal: who must not know of a case. A recused officer finds no trace of it."""

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from associations.contact.interests import Interests
from associations.roles import Role, roles_of
from complaints.models.parties import Respondent
from complaints.models.recusal import Interest, Recusal

if TYPE_CHECKING:
    from portal.accounts.models import User


def conflicted(user: "User") -> Q:
    """A condition on complaints: true for those ``user`` is out of.

    Declared in the case (``Recusal``), or automatic: a body in which the user has a role, or a body or country
    in which the user declared an interest, is respondent. External reviewers are called exactly for such cases;
    their role at the body does not exclude them, a declared interest does.
    """
    own = {body for body, roles in roles_of(user).items() if set(roles) - {Role.EXTERNAL_REVIEWER}}
    interests = list(_interests(user))
    bodies = own | {interest.association_id for interest in interests if interest.association_id}
    countries = {interest.country for interest in interests if interest.country}
    concerned = Respondent.objects.filter(complaint=OuterRef("pk")).filter(
        Q(association__in=bodies) | Q(country__in=countries) | Q(association__country__in=countries)
        if countries
        else Q(association__in=bodies)
    )
    return Q(Exists(Recusal.objects.filter(complaint=OuterRef("pk"), user=user))) | Q(Exists(concerned))


def declared(user: "User") -> Interests:
    """The bodies and countries of the user's declared interests, for rooms below that keep people out by them too."""
    interests = _interests(user)
    return Interests(
        frozenset(interest.association_id for interest in interests if interest.association_id),
        frozenset(interest.country for interest in interests if interest.country),
    )


def _interests(user: "User") -> list[Interest]:
    """The user's declared interests: one query, cached on the user object as roles are."""
    cached: list[Interest] | None = getattr(user, "_interests", None)
    if cached is None:
        cached = list(Interest.objects.filter(user=user))
        user._interests = cached  # type: ignore[attr-defined]
    return cached

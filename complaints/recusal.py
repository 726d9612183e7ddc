"""Recusal: who must not know of a case - a recused officer finds no trace of it - and who is left."""

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from associations.contact.interests import Interests
from associations.models import Association, RoleGrant
from associations.roles import Role, national_bodies_of, roles_of
from complaints.models.parties import Respondent
from complaints.models.recusal import Interest, Recusal

if TYPE_CHECKING:
    from complaints.models import Complaint
    from portal.accounts.models import User


def conflicted(user: "User") -> Q:
    """A condition on complaints: true for those ``user`` is out of.

    Declared in the case (``Recusal``), or automatic: a body in which the user has a role, or a body or country
    in which the user declared an interest, is respondent; or the country of a national body in which the user has a
    role - except in the cases which that body handles because the complainant expressly chose it. External reviewers
    are called exactly for such cases; their role at the body does not exclude them, a declared interest does.
    """
    own = {body for body, roles in roles_of(user).items() if set(roles) - {Role.EXTERNAL_REVIEWER}}
    interests = list(_interests(user))
    bodies = own | {interest.association_id for interest in interests if interest.association_id}
    countries = {interest.country for interest in interests if interest.country}
    about = Q(association__in=bodies)
    if countries:
        about |= Q(country__in=countries) | Q(association__country__in=countries)
    for body, country in national_bodies_of(user).items():
        if body in own:
            about |= (Q(country=country) | Q(association__country=country)) & ~Q(complaint__handled_by=body)
    concerned = Respondent.objects.filter(complaint=OuterRef("pk")).filter(about)
    return Q(Exists(Recusal.objects.filter(complaint=OuterRef("pk"), user=user))) | Q(Exists(concerned))


def declared(user: "User") -> Interests:
    """The bodies and countries of the user's declared interests, for rooms below that keep people out by them too."""
    interests = _interests(user)
    return Interests(
        frozenset(interest.association_id for interest in interests if interest.association_id),
        frozenset(interest.country for interest in interests if interest.country),
    )


def _of_the_same_country(body: str) -> Q:
    """A condition on rows that lead to a body by the prefix ``body``, inside a query of respondents: national ones of
    the respondent's country, but for the one that handles the case.
    """
    country = Q(**{f"{body}country": OuterRef("country")})
    country |= Q(**{f"{body}country": OuterRef("association__country")})
    nobodys = Q(**{f"{body}kind": Association.Kind.UMBRELLA}) | Q(**{f"{body}country": ""})
    return country & ~nobodys & ~Q(**{f"{body}id": OuterRef("complaint__handled_by")})


def nobody_left() -> Q:
    """A condition on complaints: nobody at the handling body who may take the case at its stage
    (``permissions.TABLE``; after its end, who could before) is free to. The same reasons as in :func:`conflicted`,
    asked of everybody at once; ``tests/complaints/test_nobody_left.py`` holds the two against each other.
    """
    from complaints.permissions import TABLE, Action
    from complaints.states import ENDED

    left = Q()
    for role, states in TABLE[Action.BE_ASSIGNED].items():
        left |= Q(Exists(_free(role))) & Q(state__in=sorted(states | ENDED))
    return ~left


def is_nobody_left(complaint: "Complaint") -> bool:
    """:func:`nobody_left` of one complaint: one query, kept on the object."""
    known: bool | None = getattr(complaint, "_nobody_left", None)
    if known is None:
        known = type(complaint).objects.filter(nobody_left(), pk=complaint.pk).exists()
        complaint._nobody_left = known  # type: ignore[attr-defined]
    return known


def _free(role: Role) -> QuerySet[RoleGrant]:
    """The grants of ``role`` at the handling body of the outer complaint whose holders are not out of it."""
    recusal = Recusal.objects.filter(complaint=OuterRef(OuterRef("pk")), user=OuterRef("user"))
    person = OuterRef(OuterRef("user"))
    works_for_it = (
        RoleGrant.objects.in_effect()
        .exclude(role=Role.EXTERNAL_REVIEWER)
        .filter(Q(association=OuterRef("association")) | _of_the_same_country("association__"), user=person)
    )
    interest = (
        Interest.objects.current()
        .filter(user=person)
        .filter(
            Q(association=OuterRef("association"))
            | ~Q(country="") & (Q(country=OuterRef("country")) | Q(country=OuterRef("association__country")))
        )
    )
    concerned = Respondent.objects.filter(complaint=OuterRef(OuterRef("pk"))).filter(
        Q(Exists(works_for_it)) | Q(Exists(interest))
    )
    return (
        RoleGrant.objects.in_effect(roles=[role])
        .filter(association=OuterRef("handled_by"), user__is_active=True)
        .exclude(Exists(recusal))
        .exclude(Exists(concerned))
    )


def _interests(user: "User") -> list[Interest]:
    """The user's declared interests that have not ended: one query, cached on the user object as roles are."""
    cached: list[Interest] | None = getattr(user, "_interests", None)
    if cached is None:
        cached = list(Interest.objects.current().filter(user=user))
        user._interests = cached  # type: ignore[attr-defined]
    return cached

"""Who has which role now. Reading only: changes are in ``associations/services.py``."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from associations import leaving
from associations.duties import Role
from associations.models import Association, Membership, RoleGrant
from associations.models.membership import MembershipQuerySet
from portal.accounts.models import User, UserQuerySet

_CACHE = "_roles_by_association"


def roles_of(user: Any) -> dict[UUID, frozenset[Role]]:
    """The roles in effect, by association id. One query (two for a liaison), kept on this user object (one request);
    none for anonymous, who have none, nor for a deactivated account.
    """
    return _held(user)[0]


def national_bodies_of(user: Any) -> dict[UUID, str]:
    """The country of each body of a single country in which the user has a role: asked with :func:`roles_of`."""
    return _held(user)[1]


def _held(user: Any) -> tuple[dict[UUID, frozenset[Role]], dict[UUID, str]]:
    known: tuple[dict[UUID, frozenset[Role]], dict[UUID, str]] | None = getattr(user, _CACHE, None)
    if known is not None:
        return known
    found: defaultdict[UUID, set[Role]] = defaultdict(set)
    national: dict[UUID, str] = {}
    for association_id, role, kind, country in _grants(user):
        found[association_id].add(Role(role))
        if country and kind != Association.Kind.UMBRELLA:
            national[association_id] = country
    known = {association_id: frozenset(roles) for association_id, roles in found.items()}, national
    setattr(user, _CACHE, known)
    return known


def _grants(user: Any) -> list[tuple[UUID, str, str, str]]:
    """Body, role, the body's kind and country of each grant in effect; served by ``one_open_grant``."""
    if not user.is_authenticated or not user.is_active:
        return []
    mine = RoleGrant.objects.filter(user=user).order_by()
    columns = ("association_id", "role", "association__kind", "association__country")
    held = list(mine.confirmed().values_list(*columns))
    if all(role != Role.LIAISON for _body, role, *_about in held):
        return held
    answers_for = set(mine.in_effect(roles=[Role.LIAISON]).values_list("association_id", flat=True))
    return [grant for grant in held if grant[1] != Role.LIAISON or grant[0] in answers_for]


def forget_roles(user: Any) -> None:
    """Drop what :func:`roles_of` kept on this object, after its roles were changed in the same request."""
    if hasattr(user, _CACHE):
        delattr(user, _CACHE)


def has_role(user: Any, *roles: Role, association_id: UUID | None = None) -> bool:
    """Whether one of the roles is in effect: in this association, or without one in any."""
    held = roles_of(user)
    bodies = held.values() if association_id is None else [held.get(association_id, frozenset())]
    return any(role in body for body in bodies for role in roles)


def is_administrator(user: Any) -> bool:
    """May administer people, associations and settings: the role, or the flag of the account that set the portal up."""
    return bool(
        user.is_authenticated and user.is_active and (user.is_superuser or has_role(user, Role.ADMINISTRATOR))
    )


def is_auditor(user: Any) -> bool:
    return has_role(user, Role.AUDITOR)


def supervised_by(user: Any) -> Q:
    """A condition on rows of ``RoleGrant``: the roles ``user`` supervises - those of the bodies where the user is
    supervisor, and the liaisons of bodies that belong or belonged to such an umbrella body: a member has no supervisor
    of its own here, and a small secretariat no second administrator. What a membership must be for that:
    :func:`_giving_supervision`. No query besides the user's roles.
    """
    bodies = [body for body, roles in roles_of(user).items() if Role.SUPERVISOR in roles]
    member = _giving_supervision(OuterRef("association"), OuterRef(OuterRef("pk"))).filter(
        umbrella__in=bodies
    )
    return Q(association__in=bodies) | Q(role=Role.LIAISON) & Q(Exists(member))


def _giving_supervision(member: Any, grant: Any) -> MembershipQuerySet:
    """The memberships of ``member`` whose umbrella body supervises this role there; both are keys.

    An umbrella body puts its memberships on record by itself. So that none gets power over another's member by writing
    it down, a membership counts only if no other umbrella body's, which covers today, was on record before it - the
    same membership's first revision counts, so that a correction costs nobody their place - or if the person was
    invited on behalf of that very umbrella body: an administrator decided then whose liaison it is.
    Why: ``docs/decisions/invitations.md``.
    """
    first = (
        Membership.objects.filter(
            entry=OuterRef("entry"), member=OuterRef("member"), umbrella=OuterRef("umbrella")
        )
        .order_by("recorded_at")
        .values("recorded_at")[:1]
    )
    known = Membership.objects.current().annotate(first_recorded=Subquery(first))
    earlier = (
        known.on(leaving.today(timezone.now()))
        .filter(member=OuterRef("member"), first_recorded__lt=OuterRef("first_recorded"))
        .exclude(umbrella=OuterRef("umbrella"))
    )
    invited = RoleGrant.objects.filter(pk=grant, invitation__umbrella=OuterRef("umbrella"))
    return known.filter(~Exists(earlier) | Exists(invited), member=member)


def second_persons(grant: RoleGrant) -> UserQuerySet:
    """Who may confirm this grant now: administrators, and whoever supervises it; neither who proposed nor who receives
    it. As ``services.may_confirm`` asks of one person.
    """
    above = _giving_supervision(grant.association_id, grant.pk).values("umbrella")
    supervised = Q(association=grant.association_id)
    if grant.role == Role.LIAISON:
        supervised |= Q(association__in=above)
    grants = RoleGrant.objects.in_effect(roles=[Role.ADMINISTRATOR, Role.SUPERVISOR]).filter(
        Q(role=Role.ADMINISTRATOR) | Q(role=Role.SUPERVISOR) & supervised
    )
    people: UserQuerySet = User.objects.active().filter(
        Q(pk__in=grants.values("user_id")) | Q(is_superuser=True)
    )
    return people.exclude(pk__in=[pk for pk in (grant.granted_by_id, grant.user_id) if pk])


def officers_of(association_id: UUID, roles: Iterable[Role | str]) -> UserQuerySet:
    """Active people who have one of the roles here now (1 query; index ``grant_open_in_association``)."""
    grants = RoleGrant.objects.in_effect(roles=roles).filter(association_id=association_id)
    officers: UserQuerySet = User.objects.active().filter(pk__in=grants.values("user_id"))
    return officers

"""Who may do what with the public record: role × action → where. Data, read by the code, the pages and the tests."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, Min, OuterRef, Q

from associations.models import Association, Event, Membership, Role
from associations.roles import is_administrator, roles_of


class Action(models.TextChoices):
    READ = "read"
    RECORD = "record"
    CORRECT = "correct"
    RETRACT = "retract"
    #: Bodies themselves: their names, countries and kinds.
    KEEP_BODIES = "keep-bodies"
    # Verifications of commitments: two people (associations/commitments).
    SEE_VERIFICATIONS = "see-verifications"
    PREPARE_VERIFICATION = "prepare-verification"
    CONFIRM_VERIFICATION = "confirm-verification"
    #: Of the umbrella body's own commitment: nobody of its own secretariat does.
    CONFIRM_OWN_VERIFICATION = "confirm-own-verification"
    # What a body asks about the record: its own statement, a correction, a verification (associations/replies).
    SEE_REQUESTS = "see-requests"
    ANSWER_REQUESTS = "answer-requests"


class Reach(models.TextChoices):
    #: Every entry there is.
    EVERYWHERE = "everywhere"
    #: What concerns the umbrella body in which the role is held: itself, its members, memberships in it.
    UMBRELLA = "umbrella"


#: Nobody deletes: there is no such action.
TABLE: dict[Action, dict[Role, Reach]] = {
    Action.READ: {
        Role.ADMINISTRATOR: Reach.EVERYWHERE,
        Role.AUDITOR: Reach.EVERYWHERE,
        Role.PUBLISHER: Reach.UMBRELLA,
    },
    Action.RECORD: {Role.ADMINISTRATOR: Reach.EVERYWHERE, Role.PUBLISHER: Reach.UMBRELLA},
    Action.CORRECT: {Role.ADMINISTRATOR: Reach.EVERYWHERE, Role.PUBLISHER: Reach.UMBRELLA},
    Action.RETRACT: {Role.ADMINISTRATOR: Reach.EVERYWHERE, Role.PUBLISHER: Reach.UMBRELLA},
    Action.SEE_VERIFICATIONS: {
        Role.ADMINISTRATOR: Reach.EVERYWHERE,
        Role.AUDITOR: Reach.EVERYWHERE,
        Role.PUBLISHER: Reach.UMBRELLA,
        Role.SUPERVISOR: Reach.UMBRELLA,
        Role.EXTERNAL_REVIEWER: Reach.UMBRELLA,
    },
    Action.PREPARE_VERIFICATION: {Role.PUBLISHER: Reach.UMBRELLA},
    Action.CONFIRM_VERIFICATION: {
        Role.ADMINISTRATOR: Reach.EVERYWHERE,
        Role.PUBLISHER: Reach.UMBRELLA,
        Role.SUPERVISOR: Reach.UMBRELLA,
    },
    Action.CONFIRM_OWN_VERIFICATION: {Role.EXTERNAL_REVIEWER: Reach.UMBRELLA},
    Action.SEE_REQUESTS: {
        Role.ADMINISTRATOR: Reach.EVERYWHERE,
        Role.AUDITOR: Reach.EVERYWHERE,
        Role.PUBLISHER: Reach.UMBRELLA,
    },
    Action.ANSWER_REQUESTS: {Role.ADMINISTRATOR: Reach.EVERYWHERE, Role.PUBLISHER: Reach.UMBRELLA},
    Action.KEEP_BODIES: {Role.ADMINISTRATOR: Reach.EVERYWHERE},
}
_CACHE = "_record_reach"


def reach(user: Any, action: Action) -> frozenset[UUID] | None:
    """The umbrella bodies whose record ``user`` may so act on; None: every entry there is.

    No query besides the user's roles, or one the first time a person with a role of that reach is asked about.
    """
    if is_administrator(user) and TABLE[action].get(Role.ADMINISTRATOR) == Reach.EVERYWHERE:
        return None
    found: set[UUID] = set()
    for body, roles in roles_of(user).items():
        for role in roles:
            match TABLE[action].get(role):
                case Reach.EVERYWHERE:
                    return None
                case Reach.UMBRELLA:
                    found.add(body)
    if not found:
        return frozenset()
    known: dict[frozenset[UUID], frozenset[UUID]] = getattr(user, _CACHE, {})
    asked = frozenset(found)
    if asked not in known:
        umbrellas = Association.objects.filter(pk__in=asked, kind=Association.Kind.UMBRELLA)
        known[asked] = frozenset(umbrellas.values_list("pk", flat=True))
        setattr(user, _CACHE, known)
    return known[asked]


def may_somewhere(user: Any, action: Action) -> bool:
    where = reach(user, action)
    return where is None or bool(where)


def within(model: type[Event] | type[Membership], umbrellas: frozenset[UUID] | None) -> Q:
    """The entries of this reach, as a filter.

    An event belongs to an umbrella body when it is about it or with it; or about a member of it, present or past, and
    not with another umbrella body: what happened between those two is for them to record.
    """
    if umbrellas is None:
        return Q()
    if model is Membership:
        return Q(umbrella__in=umbrellas)
    member = Membership.objects.current().filter(umbrella__in=umbrellas, member=OuterRef("subject"))
    elsewhere = Q(other__kind=Association.Kind.UMBRELLA)
    return Q(subject__in=umbrellas) | Q(other__in=umbrellas) | (Q(Exists(member)) & ~elsewhere)


def may_event(user: Any, action: Action, subject: Association, other: Association | None) -> bool:
    """Whether ``user`` may so act on an event about ``subject`` with ``other``: the rule of :func:`within`."""
    umbrellas = reach(user, action)
    known = event_within(umbrellas, subject, other)
    if known is not None:
        return known
    return Membership.objects.current().of(subject).filter(umbrella__in=umbrellas or ()).exists()


def event_within(
    umbrellas: frozenset[UUID] | None, subject: Association, other: Association | None
) -> bool | None:
    """The rule of :func:`within` for one event; None: it depends on whether ``subject`` is or was a member of one of
    ``umbrellas``. No query.
    """
    if umbrellas is None:
        return True
    if subject.pk in umbrellas or (other is not None and other.pk in umbrellas):
        return True
    return False if other is not None and other.kind == Association.Kind.UMBRELLA else None


def spoken_for(umbrellas: frozenset[UUID] | None, subjects: Iterable[UUID]) -> set[UUID]:
    """Of these bodies, those that were on record as members of another umbrella body before one of ``umbrellas``. One
    query; none for who may act on everything.

    A membership that an umbrella body records by itself must not give it the word over another's member, nor take the
    word from that other.
    """
    if umbrellas is None:
        return set()
    now = Membership.objects.current().filter(member=OuterRef("member"), umbrella=OuterRef("umbrella"))
    claims = Membership.objects.filter(Exists(now), member__in=set(subjects)).order_by()
    first: dict[UUID, tuple[datetime, UUID]] = {}
    for member, umbrella, since in claims.values_list("member", "umbrella").annotate(
        since=Min("recorded_at")
    ):
        first[member] = min(first.get(member, (since, umbrella)), (since, umbrella))
    return {member for member, (_since, umbrella) in first.items() if umbrella not in umbrellas}


def in_own_name(umbrellas: frozenset[UUID] | None, event: Event) -> bool:
    """Whether an event about a body that is spoken for by another umbrella body is one of ``umbrellas``' own: about or
    with it, or what it says. No query.
    """
    if umbrellas is None or {event.subject_id, event.other_id} & umbrellas:
        return True
    return event.standing == Event.Standing.STATEMENT and event.said_by_id in umbrellas


def may_membership(user: Any, action: Action, umbrella: Association) -> bool:
    umbrellas = reach(user, action)
    return umbrellas is None or umbrella.pk in umbrellas

"""Who may see, prepare and decide on a verification: ``record_permissions.TABLE``, and what concerns persons.

Nobody decides on what they prepared. Whoever is out of the body that is looked at has no part in it: a role or a
declared interest there, a national body or a declared interest of its country (``associations/independence.py``, the
rule of reviews). An umbrella body's own commitment is prepared by its publisher and decided on by its external reviewer
alone; of roles only those elsewhere could count against them, of declared interests those in the body do.
"""

from typing import Any

from django.db.models import Q

from associations.commitments.models import Verification
from associations.duties import Role
from associations.independence import declared_in, is_out
from associations.models import Association, Event
from associations.record_permissions import TABLE, Action, may_somewhere, reach


def visible(user: Any) -> Q:
    """The verifications a person may see, as a filter."""
    umbrellas = reach(user, Action.SEE_VERIFICATIONS)
    return Q() if umbrellas is None else Q(umbrella__in=umbrellas)


def may_prepare_somewhere(user: Any) -> bool:
    return may_somewhere(user, Action.PREPARE_VERIFICATION)


def may_prepare(user: Any, body: Association, umbrella: Association) -> bool:
    """Not whether ``body`` belongs to ``umbrella``: that is a matter of the record, not of the person."""
    return _within(user, Action.PREPARE_VERIFICATION, umbrella) and not _is_out(user, body, umbrella)


def may_decide(user: Any, verification: Verification) -> bool:
    """Confirm, or send back. One query the first time a person is asked about."""
    body, umbrella = verification.body, verification.umbrella
    if user.pk == verification.prepared_by_id:
        return False
    own = body.pk == umbrella.pk
    action = Action.CONFIRM_OWN_VERIFICATION if own else Action.CONFIRM_VERIFICATION
    return _within(user, action, umbrella) and not _is_out(user, body, umbrella)


def may_withdraw(user: Any, verification: Verification) -> bool:
    """Who prepared it, as long as they may prepare; or another who may."""
    return may_prepare(user, verification.body, verification.umbrella)


def deciding_roles(verification: Verification) -> list[Role]:
    """Who is told that something waits."""
    own = verification.body_id == verification.umbrella_id
    return list(TABLE[Action.CONFIRM_OWN_VERIFICATION if own else Action.CONFIRM_VERIFICATION])


def may_see_entry(user: Any, event: Event) -> bool:
    """The page on which a verification is taken off the record: as the page of the verification itself."""
    return _within(user, Action.SEE_VERIFICATIONS, of_entry(event))


def has_part(user: Any, event: Event) -> bool:
    """Nobody proposes or confirms to take off what they are out of."""
    return not _is_out(user, event.subject, of_entry(event))


def may_confirm_taking_off(user: Any, event: Event) -> bool:
    """Who may confirm verifications of this umbrella body; of its own, its external reviewer too."""
    return has_part(user, event) and any(
        _within(user, action, of_entry(event)) for action in _confirming(event)
    )


def roles_for_taking_off(event: Event) -> list[Role]:
    """Who is told that one waits."""
    return [role for action in _confirming(event) for role in TABLE[action]]


def of_entry(event: Event) -> Association:
    """The umbrella body in whose name it was verified."""
    return event.other or event.subject


def _confirming(event: Event) -> list[Action]:
    own = [] if event.other_id else [Action.CONFIRM_OWN_VERIFICATION]
    return [Action.CONFIRM_VERIFICATION, *own]


def _within(user: Any, action: Action, umbrella: Association) -> bool:
    umbrellas = reach(user, action)
    return umbrellas is None or umbrella.pk in umbrellas


def _is_out(user: Any, body: Association, umbrella: Association) -> bool:
    if body.pk == umbrella.pk:
        return declared_in(user, body.pk)
    return is_out(user, body.pk, body.country)

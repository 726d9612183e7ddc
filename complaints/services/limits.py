"""Changing a published limit takes two people: what everybody was promised is changed by nobody alone.

Only clocks that start after the confirmation follow the new limit (``services/clocks.py``).
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from associations.models import Association
from associations.roles import Role, is_administrator, roles_of
from complaints.models import ClockRule, RuleChange

if TYPE_CHECKING:
    from portal.accounts.models import User

#: How long a draft lives is part of how it is sealed (``models/draft.py``), not a limit of anybody's work.
FIXED = frozenset({"draft"})


def waiting(rule: ClockRule) -> RuleChange | None:
    """The proposal that waits for a second person, if there is one."""
    open_ = rule.changes.filter(done_at__isnull=True, dropped_at__isnull=True)
    found: RuleChange | None = open_.select_related("asked_by").first()
    return found


def may_propose(by: "User", rule: ClockRule) -> bool:
    """An administrator, while no other change of this limit waits."""
    return is_administrator(by) and rule.pk not in FIXED and waiting(rule) is None


def may_confirm(by: "User", change: RuleChange) -> bool:
    """Another administrator, or a supervisor of an umbrella body that handles complaints; never who proposed it."""
    if not change.is_open or by.pk == change.asked_by_id:
        return False
    if is_administrator(by):
        return True
    supervised = [body for body, roles in roles_of(by).items() if Role.SUPERVISOR in roles]
    umbrellas = Association.objects.handling().filter(kind=Association.Kind.UMBRELLA, pk__in=supervised)
    return umbrellas.exists()


def may_drop(by: "User", change: RuleChange) -> bool:
    """Who proposed it, or an administrator."""
    return change.is_open and (by.pk == change.asked_by_id or is_administrator(by))


@transaction.atomic
def propose(
    rule: ClockRule,
    *,
    number: int,
    urgent_number: int | None,
    extendable_to: int | None,
    reason: str,
    by: "User",
    now: datetime,
) -> RuleChange:
    """The first of two people: ``number`` and the others are in the rule's unit. Nothing changes yet.

    Raises PermissionDenied; ValidationError without a reason, or for a limit that cannot be.
    """
    rule = _locked(rule)
    if not may_propose(by, rule):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError(_("Give a reason."))
    change = RuleChange(
        rule=rule,
        number=number,
        urgent_number=urgent_number,
        extendable_to=extendable_to,
        reason=reason.strip(),
        asked_by=by,
        asked_at=now,
    )
    change.full_clean()
    change.save(force_insert=True)
    return change


@transaction.atomic
def confirm(rule: ClockRule, *, by: "User", now: datetime) -> ClockRule:
    """The second of two people: from now on the limit is what was proposed. The history names who confirmed, with the
    reason of who proposed. Raises PermissionDenied, also when nothing waits any more.
    """
    rule = _locked(rule)
    change = waiting(rule)
    if change is None or not may_confirm(by, change):
        raise PermissionDenied
    change.confirmed_by, change.done_at = by, now
    change.save(update_fields=["confirmed_by", "done_at"])
    rule.number, rule.urgent_number = change.number, change.urgent_number
    rule.extendable_to = change.extendable_to
    rule._change_reason = change.reason  # type: ignore[attr-defined]
    rule._history_user = by  # type: ignore[attr-defined]
    rule.save()
    return rule


@transaction.atomic
def drop(rule: ClockRule, *, by: "User", now: datetime) -> None:
    """The proposal is given up, and the limit stays as it is. Raises PermissionDenied, also when nothing waits."""
    change = waiting(_locked(rule))
    if change is None or not may_drop(by, change):
        raise PermissionDenied
    change.dropped_at = now
    change.save(update_fields=["dropped_at"])


def _locked(rule: ClockRule) -> ClockRule:
    return ClockRule.objects.select_for_update().get(pk=rule.pk)

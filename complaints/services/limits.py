"""Changing a published limit takes two people: what everybody was promised is changed by nobody alone.

Only clocks that start after the confirmation follow the new limit (``services/clocks.py``).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from associations.models import Association
from associations.roles import Role, is_administrator, roles_of
from complaints import clocks
from complaints.models import ClockRule, RuleChange

if TYPE_CHECKING:
    from portal.accounts.models import User


class Waits(Exception):
    """A change of this limit waits for a second person already: another one cannot be proposed meanwhile."""


class NothingWaits(Exception):
    """The proposal is confirmed or dropped already, or there was none."""


#: How long a draft lives is part of how it is sealed (``models/draft.py``), not a limit of anybody's work.
FIXED = frozenset({"draft"})


def waiting(rule: ClockRule) -> RuleChange | None:
    """The proposal that waits for a second person, if there is one."""
    open_ = rule.changes.filter(done_at__isnull=True, dropped_at__isnull=True)
    found: RuleChange | None = open_.select_related("asked_by").first()
    return found


def may_change(by: "User", rule: ClockRule) -> bool:
    """An administrator, of a limit that can be changed at all."""
    return is_administrator(by) and rule.pk not in FIXED


def may_propose(by: "User", rule: ClockRule) -> bool:
    """As :func:`may_change`, while no other change of this limit waits."""
    return may_change(by, rule) and waiting(rule) is None


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


def beyond(rule: ClockRule, numbers: Mapping[str, int | None]) -> dict[str, str]:
    """What to say of the numbers, by name, that no limit of this rule can be (``clocks.Rule.bound``)."""
    bound = clocks.BY_CODE[rule.code].bound
    words = _("Give a number from 1 to %(most)d.") % {"most": bound}
    return {
        name: words for name, number in numbers.items() if number is not None and not 1 <= number <= bound
    }


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

    Raises PermissionDenied; Waits; ValidationError without a reason, or for a limit that cannot be.
    """
    rule = _locked(rule)
    if not may_change(by, rule):
        raise PermissionDenied
    if waiting(rule) is not None:
        raise Waits
    numbers = {"number": number, "urgent_number": urgent_number, "extendable_to": extendable_to}
    if wrong := beyond(rule, numbers):
        raise ValidationError(wrong)
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
    reason of who proposed. Raises NothingWaits, PermissionDenied.
    """
    rule = _locked(rule)
    change = waiting(rule)
    if change is None:
        raise NothingWaits
    if not may_confirm(by, change):
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
    """The proposal is given up, and the limit stays as it is. Raises NothingWaits, PermissionDenied."""
    change = waiting(_locked(rule))
    if change is None:
        raise NothingWaits
    if not may_drop(by, change):
        raise PermissionDenied
    change.dropped_at = now
    change.save(update_fields=["dropped_at"])


def _locked(rule: ClockRule) -> ClockRule:
    return ClockRule.objects.select_for_update().get(pk=rule.pk)

"""Changing what was promised to everybody takes two people: nobody changes it alone.

Each room says of its own rules which columns are so changed and whose supervisors may be the second person
(``complaints/services/limits.py``, ``associations/diligence/services/rules.py``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from associations.models.proposed_change import ProposedChange
from associations.roles import Role, is_administrator, roles_of

if TYPE_CHECKING:
    from uuid import UUID

    from portal.accounts.models import User


class Waits(Exception):
    """A change of this rule waits for a second person already: another one cannot be proposed meanwhile."""


class NothingWaits(Exception):
    """The proposal is confirmed or dropped already, or there was none."""


@dataclass(frozen=True)
class TwoPersons:
    """``rules``, ``changes``: the models; ``columns``: what a change sets; ``above``: whether somebody who supervises
    these bodies may confirm a change of this rule; ``fixed``: keys of rules that nobody changes.
    """

    rules: Any
    changes: Any
    columns: tuple[str, ...]
    above: "Callable[[Any, list[UUID]], bool]"
    fixed: frozenset[Any] = frozenset()

    def waiting(self, rule: Any) -> Any:
        """The proposal that waits for a second person, or None."""
        open_ = rule.changes.filter(done_at__isnull=True, dropped_at__isnull=True)
        return open_.select_related("asked_by").first()

    def may_change(self, by: "User", rule: Any) -> bool:
        """An administrator, of a rule that can be changed at all."""
        return is_administrator(by) and rule.pk not in self.fixed

    def may_propose(self, by: "User", rule: Any) -> bool:
        """As :meth:`may_change`, while no other change of this rule waits."""
        return self.may_change(by, rule) and self.waiting(rule) is None

    def may_confirm(self, by: "User", change: ProposedChange) -> bool:
        """Another administrator, or a supervisor whom the room names; never who proposed it."""
        if not change.is_open or by.pk == change.asked_by_id:
            return False
        if is_administrator(by):
            return True
        supervised = [body for body, roles in roles_of(by).items() if Role.SUPERVISOR in roles]
        return bool(supervised) and self.above(change.rule, supervised)  # type: ignore[attr-defined]

    def may_drop(self, by: "User", change: ProposedChange) -> bool:
        """Who proposed it, or an administrator."""
        return change.is_open and (by.pk == change.asked_by_id or is_administrator(by))

    @transaction.atomic
    def propose(self, rule: Any, given: dict[str, Any], *, reason: str, by: "User", now: datetime) -> Any:
        """The first of two people; ``given`` has a value for each column. Nothing changes yet.

        Raises PermissionDenied; Waits; ValidationError without a reason, or for what cannot be.
        """
        rule = self._locked(rule)
        if not self.may_change(by, rule):
            raise PermissionDenied
        if self.waiting(rule) is not None:
            raise Waits
        if not reason.strip():
            raise ValidationError(_("Give a reason."))
        values = {name: given[name] for name in self.columns}
        change = self.changes(rule=rule, **values, reason=reason.strip(), asked_by=by, asked_at=now)
        change.full_clean()
        change.save(force_insert=True)
        return change

    @transaction.atomic
    def confirm(self, rule: Any, *, by: "User", now: datetime) -> Any:
        """The second of two people: from now on the rule is what was proposed. The history names who confirmed, with
        the reason of who proposed. Raises NothingWaits, PermissionDenied.
        """
        rule = self._locked(rule)
        change = self.waiting(rule)
        if change is None:
            raise NothingWaits
        if not self.may_confirm(by, change):
            raise PermissionDenied
        change.confirmed_by, change.done_at = by, now
        change.save(update_fields=["confirmed_by", "done_at"])
        self._apply(rule, change, by, now)
        return rule

    @transaction.atomic
    def drop(self, rule: Any, *, by: "User", now: datetime) -> None:
        """The proposal is given up, and the rule stays. Raises NothingWaits, PermissionDenied."""
        change = self.waiting(self._locked(rule))
        if change is None:
            raise NothingWaits
        if not self.may_drop(by, change):
            raise PermissionDenied
        change.dropped_at = now
        change.save(update_fields=["dropped_at"])

    def _apply(self, rule: Any, change: Any, by: "User", now: datetime) -> None:
        for name in self.columns:
            setattr(rule, name, getattr(change, name))
        rule._change_reason = change.reason
        rule._history_user = by
        rule.save()

    def _locked(self, rule: Any) -> Any:
        return self.rules.objects.select_for_update().get(pk=rule.pk)

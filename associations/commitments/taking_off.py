"""A verification goes off the record by two people, as it came on it: one proposes it, another confirms it.

Otherwise one editor alone would undo what two established. Until the second person confirms it the record stays as it
is; from then on it no longer says it, and earlier days still show it with the reason.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from associations.commitments import notifications
from associations.commitments.models import TakingOff
from associations.commitments.who import has_part, may_confirm_taking_off
from associations.editing import may_take_off, takes_two
from associations.models import Event
from associations.models.proposed_change import ProposedChange
from associations.recording import ChangedMeanwhile, retract
from associations.two_persons import TwoPersons
from portal.outbox.models import Message

if TYPE_CHECKING:
    from portal.accounts.models import User


class _ByTwo(TwoPersons):
    """The "rule" is a verification's entry of the timeline, in its latest revision."""

    def may_change(self, by: "User", rule: Event) -> bool:
        """Who may take entries like this off the record, unless they have no part in judging the body."""
        on_record = rule.superseded_at is None and not rule.retracted and takes_two(rule)
        return on_record and may_take_off(by, rule) and has_part(by, rule)

    def may_confirm(self, by: "User", change: ProposedChange) -> bool:
        """Who may confirm verifications; never who proposed it."""
        entry: Event = change.rule  # type: ignore[attr-defined]
        return change.is_open and by.pk != change.asked_by_id and may_confirm_taking_off(by, entry)

    def may_drop(self, by: "User", change: ProposedChange) -> bool:
        """Who proposed it, or who could confirm it: the verification stays."""
        return change.is_open and (by.pk == change.asked_by_id or self.may_confirm(by, change))

    @transaction.atomic
    def propose(self, rule: Event, given: dict[str, Any], *, reason: str, by: "User", now: datetime) -> Any:
        """As :meth:`TwoPersons.propose`; and those who may confirm it are told."""
        change = super().propose(rule, given, reason=reason, by=by, now=now)
        Message.objects.bulk_create([notifications.to_take_off(rule)])
        return change

    def _apply(self, rule: Event, change: TakingOff, by: "User", now: datetime) -> None:
        """Raises ValidationError when the entry was corrected meanwhile."""
        try:
            retract(rule, by=by, now=now, because=change.reason, about_another=change.about_another)
        except ChangedMeanwhile as problem:
            raise ValidationError(
                _("Somebody else has changed this entry meanwhile. Look at it again before you take it off.")
            ) from problem


TAKING_OFF = _ByTwo(Event, TakingOff, ("about_another",), lambda _rule, _supervised: False)

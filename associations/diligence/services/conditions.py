"""What becomes of the conditions of a decision: the body reports, the reviewer looks, "not met" takes two."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from associations.diligence import notifications
from associations.diligence.models import Condition, ConditionReport, Review, ReviewEvent, Settlement
from associations.diligence.permissions import Action
from associations.diligence.services.change import (
    Refused,
    check_past,
    check_reason,
    check_words,
    day,
    locked,
    note,
)
from associations.diligence.services.deciding import close_if_nothing_is_open
from associations.diligence.states import ConditionState
from associations.models.record import check_sources
from portal import ledger
from portal.outbox import models as outbox
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

Kind = ReviewEvent.Kind


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a condition. ``met_on``: the day on which the body met it, of one that is met; ``said``: public.
    The state "open" says that somebody looked and it is not met yet.
    """

    state: str
    said: str = ""
    met_on: date | None = None


def report(
    review_id: UUID,
    condition_id: UUID,
    text: str,
    sources: list[dict[str, str]],
    *,
    by: "User",
    now: datetime,
    vault: Vault,
) -> Review:
    """The body says what it did, and where that can be seen. That it reported is public, what it says is not.

    Raises :class:`Refused`, also for a source that is none.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.REPORT)
        condition = _open(review, condition_id)
        check_words(text, _("Say what was done."), "message")
        try:
            check_sources(sources)
        except ValidationError as problem:
            raise Refused(" ".join(problem.messages)) from problem
        row = ConditionReport(condition=condition, author=by, at=now)
        vault.write(row, text=text)
        vault.write_json(row, "sources", sources)
        row.save(force_insert=True)
        condition.reported_on = day(now)
        if condition.looked_on == condition.reported_on:
            condition.looked_on = None  # of this day's two the report is the later one
        condition.save(update_fields=["reported_on", "looked_on"])
        note(review, Kind.REPORT, now, user=by, of_body=True, detail=str(condition.position))
        outbox.Message.objects.bulk_create([notifications.to_reviewer(review, "diligence.staff-reported")])
    return review


def settle(
    review_id: UUID, condition_id: UUID, became: Became, *, by: "User", now: datetime, vault: Vault
) -> Review:
    """Say what became of a condition. "Met" and "no longer asked for" are public at once, "not met" when a second
    person has confirmed it; that somebody looked is on record each time. The body is told of each settlement. When none
    is open any more, the review closes.

    Raises :class:`Refused`, also for a condition of another review or one settled before, without words, or "met"
    without its day.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.SETTLE)
        condition, today = _open(review, condition_id), day(now)
        if became.state not in ConditionState.values:
            raise Refused(_("Say what became of it."), "outcome")
        condition.looked_on = today
        condition.save(update_fields=["looked_on"])
        position = str(condition.position)
        if became.state == ConditionState.OPEN:
            note(review, Kind.LOOK, now, user=by, detail=position, vault=vault, reason=became.said)
            return review
        check_words(became.said, _("Write what was found: it is public."), "said", 500)
        if became.state == ConditionState.MET:
            check_past(became.met_on, today, "met_on")
        if condition.settlements.filter(done_at=None, dropped_at=None).exists():
            raise Refused(_("That this condition is not met waits for a second person."), "condition")
        row = Settlement(condition=condition, state=became.state, by=by, at=now)
        vault.write(row, said=became.said.strip())
        if became.state == ConditionState.NOT_MET:
            row.save(force_insert=True)
            note(review, Kind.SETTLE_WAITS, now, user=by, detail=position)
            told = notifications.to_deciders(review, "diligence.staff-not-met")
            outbox.Message.objects.bulk_create([told])
            return review
        row.done_at = now
        row.save(force_insert=True)
        _apply(review, condition, became, by, now)
    return review


def confirm_not_met(
    review_id: UUID, condition_id: UUID, *, by: "User", now: datetime, vault: Vault
) -> Review:
    """The second person's yes: from now on it is public that the condition is not met. Raises :class:`Refused`."""
    with transaction.atomic():
        review = locked(review_id, by, Action.CONFIRM_SETTLE)
        condition, row = _waiting(review, condition_id, by)
        row.second, row.done_at = by, now
        row.save(update_fields=["second", "done_at"])
        became = Became(ConditionState.NOT_MET, vault.read(row, "said"))
        _apply(review, condition, became, by, now)
    return review


def drop_not_met(
    review_id: UUID, condition_id: UUID, *, by: "User", now: datetime, vault: Vault, reason: str
) -> Review:
    """The second person's no: the condition stays open. Raises :class:`Refused`, also without a reason."""
    with transaction.atomic():
        review = locked(review_id, by, Action.DROP_SETTLE)
        condition, row = _waiting(review, condition_id, by)
        check_reason(reason)
        row.dropped_at = now
        row.save(update_fields=["dropped_at"])
        detail = str(condition.position)
        note(review, Kind.SETTLE_DROP, now, user=by, detail=detail, vault=vault, reason=reason)
        outbox.Message.objects.bulk_create([notifications.to_reviewer(review, "diligence.staff-sent-back")])
    return review


def _open(review: Review, condition_id: UUID) -> Condition:
    condition: Condition | None = review.conditions.filter(pk=condition_id, state=ConditionState.OPEN).first()
    if condition is None:
        raise Refused(_("Choose a condition that is open."), "condition")
    return condition


def _waiting(review: Review, condition_id: UUID, by: "User") -> tuple[Condition, Settlement]:
    condition = _open(review, condition_id)
    row = condition.settlements.filter(done_at=None, dropped_at=None).first()
    if row is None or row.by_id == by.pk:
        raise Refused(_("Choose a condition that waits for a second person."), "condition")
    return condition, row


def _apply(review: Review, condition: Condition, became: Became, by: "User", now: datetime) -> None:
    condition.state, condition.said, condition.settled_at = became.state, became.said.strip(), now
    condition.met_on = became.met_on if became.state == ConditionState.MET else None
    condition.save(update_fields=["state", "said", "settled_at", "met_on"])
    event = note(review, Kind.SETTLE, now, user=by, detail=f"{condition.position} {became.state}")
    payload = {"event": str(event.pk), "condition": condition.position, "state": str(became.state)}
    ledger.commit("review-condition", review.pk, payload, now)
    outbox.Message.objects.bulk_create([notifications.to_body(review, "diligence.settled")])
    close_if_nothing_is_open(review, now)

"""What the body can do against a decision: say its own beside it, and ask once for a second look.

A second look is taken by somebody who had no part. It can make a decision milder, take conditions out, or confirm it;
it adds nothing, because the body would not have been heard on that.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from associations.diligence import notifications
from associations.diligence.models import Review, ReviewEvent, SecondLook, Statement
from associations.diligence.permissions import Action
from associations.diligence.services.change import Refused, check_substance, check_words, day, locked, note
from associations.diligence.services.deciding import close_if_nothing_is_open
from associations.diligence.states import (
    CONDITIONAL,
    GRAVITY,
    STATEMENT,
    ConditionState,
    Outcome,
    ReviewPurpose,
    SecondResult,
)
from portal import ledger
from portal.outbox import models as outbox
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

Kind = ReviewEvent.Kind


@dataclass(frozen=True, slots=True)
class Looked:
    """``outcome``: the decision from now on; ``keep``: the open conditions that stay. Of one that is confirmed neither
    counts. ``language``: of the reasons, which are public.
    """

    result: str
    reasons: str
    language: str
    outcome: str = ""
    keep: frozenset[UUID] = frozenset()


def publish_statement(review_id: UUID, text: str, *, by: "User", now: datetime) -> Review:
    """The body's statement beside the decision: public at once, as it wrote it, and the ledger holds its digest.

    Raises :class:`Refused`, also for a second one, without words or with too many.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.STATE)
        if Statement.objects.filter(pk=review.pk).exists():
            raise Refused(_("Your body has published its statement."))
        check_words(text, _("Write the statement."), "message", STATEMENT)
        Statement(review=review, text=text, published_at=now).save(force_insert=True)
        event = note(review, Kind.STATEMENT, now, user=by, of_body=True)
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        ledger.commit("review-statement", review.pk, {"event": str(event.pk), "sha256": sha256}, now)
        outbox.Message.objects.bulk_create([notifications.to_reviewer(review, "diligence.staff-statement")])
    return review


def ask_second(review_id: UUID, reason: str, *, by: "User", now: datetime, vault: Vault) -> Review:
    """The body asks, once and until ``contest_until``, that somebody else looks again. That it asked is public.

    Raises :class:`Refused`.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.ASK_SECOND)
        if SecondLook.objects.filter(pk=review.pk).exists():
            raise Refused(_("Your body has asked for a second look."))
        if review.contest_until is None or day(now) > review.contest_until:
            raise Refused(_("The time to ask for a second look is over."))
        check_words(reason, _("Say what should be looked at again."), "message")
        SecondLook(review=review, asked_on=day(now), outcome_before=review.outcome).save(force_insert=True)
        note(review, Kind.SECOND_ASKED, now, user=by, of_body=True, vault=vault, reason=reason)
        outbox.Message.objects.bulk_create([notifications.to_free(review, "diligence.staff-second-asked")])
    return review


def choices(review: Review) -> list[Outcome]:
    """The decisions to which a second look can lead: not graver than the present one; none before there is one."""
    if not review.outcome:
        return []
    ranks = GRAVITY[ReviewPurpose(review.purpose)]
    milder = ranks[: ranks.index(Outcome(review.outcome)) + 1]
    has_open = review.conditions.filter(state=ConditionState.OPEN).exists()
    return [each for each in milder if each not in CONDITIONAL or has_open]


def decide_second(review_id: UUID, looked: Looked, *, by: "User", now: datetime, vault: Vault) -> Review:
    """Confirm the decision or change it, with public reasons; the ledger holds their digest, and the body is told.

    Raises :class:`Refused` for somebody who had a part, where nobody asked or it is decided, without reasons of some
    substance, or for a change that changes nothing or would add to the decision.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.SECOND_LOOK)
        second = SecondLook.objects.filter(pk=review.pk, result="").first()
        if second is None:
            raise Refused(_("No second look waits here."))
        if looked.result not in SecondResult.values:
            raise Refused(_("Say whether the decision stands."), "result")
        check_substance(looked.reasons, "reasons")
        check_words(looked.reasons, "", "reasons")
        if looked.result == SecondResult.CHANGED:
            _change(review, looked, now)
        second.result, second.reasons, second.language = looked.result, looked.reasons, looked.language
        second.decided_on = day(now)
        second.save(update_fields=["result", "reasons", "language", "decided_on"])
        event = note(review, Kind.SECOND_LOOK, now, user=by, detail=looked.result)
        payload = {
            "event": str(event.pk),
            "outcome": review.outcome,
            "result": looked.result,
            "sha256": hashlib.sha256(looked.reasons.encode()).hexdigest(),
        }
        ledger.commit("review-second-look", review.pk, payload, now)
        told = [
            notifications.to_body(review, "diligence.second-look"),
            notifications.to_reviewer(review, "diligence.staff-second-look"),
        ]
        outbox.Message.objects.bulk_create(told)
        close_if_nothing_is_open(review, now)
    return review


def _change(review: Review, looked: Looked, now: datetime) -> None:
    if looked.outcome not in choices(review):
        raise Refused(_("Choose a decision that is not graver than the present one."), "outcome")
    open_ = {each.pk: each for each in review.conditions.filter(state=ConditionState.OPEN)}
    kept = looked.keep & open_.keys() if Outcome(looked.outcome) in CONDITIONAL else frozenset()
    if Outcome(looked.outcome) in CONDITIONAL and not kept:
        raise Refused(_("Name the conditions that stay, or choose a decision without any."), "keep")
    if looked.outcome == review.outcome and kept == open_.keys():
        raise Refused(_("This changes nothing: then the decision is confirmed."), "outcome")
    for pk, condition in open_.items():
        if pk not in kept:
            condition.state, condition.settled_at = ConditionState.DROPPED, now
            condition.said = _("Taken out by the second look.")
            condition.save(update_fields=["state", "settled_at", "said"])
            condition.settlements.filter(done_at=None, dropped_at=None).update(dropped_at=now)
    review.outcome = looked.outcome
    review.save(update_fields=["outcome"])

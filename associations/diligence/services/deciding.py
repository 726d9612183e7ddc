"""The decision: proposed by the reviewer, confirmed by somebody else and published; and what becomes of its
conditions.
"""

import hashlib
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from associations.diligence import notifications
from associations.diligence.models import Condition, Publication, Review, ReviewEvent
from associations.diligence.papers import Findings, Proposal, published
from associations.diligence.permissions import Action
from associations.diligence.services.change import (
    Refused,
    check_reason,
    check_words,
    day,
    dossier_of,
    locked,
    move,
    note,
)
from associations.diligence.states import (
    CONDITIONAL,
    OUTCOMES,
    ConditionState,
    Outcome,
    ReviewPurpose,
    State,
)
from portal import ledger
from portal.ledger.canonical import canonical
from portal.outbox import models as outbox
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

Kind = ReviewEvent.Kind
MOST_CONDITIONS = 20


def may_propose(review: Review, today: date) -> bool:
    """Whether the body was heard: it commented, or its days to comment are over."""
    return review.commented_at is not None or bool(review.comment_until and today > review.comment_until)


def propose(
    review_id: UUID,
    outcome: str,
    proposal: Proposal,
    next_on: date | None,
    *,
    by: "User",
    now: datetime,
    vault: Vault,
) -> Review:
    """Propose a decision; those who can confirm it are told.

    Raises :class:`Refused` before the body was heard, for an outcome of another purpose, without reasons, with
    conditions where the outcome has none (or none where it has some), or for dates that are past.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.PROPOSE)
        today = day(now)
        if not may_propose(review, today):
            raise Refused(_("The body can still comment on the findings."))
        _check(review, outcome, proposal, next_on, today)
        dossier = dossier_of(review)
        vault.write_json(dossier, "decision", proposal.to_json())
        dossier.save(update_fields=["decision"])
        before = move(review, Action.PROPOSE, now)
        review.outcome, review.proposed_by, review.next_on = outcome, by, next_on
        review.save(update_fields=["state", "state_since", "outcome", "proposed_by", "next_on"])
        note(review, Kind.PROPOSE, now, user=by, detail=outcome, before=before)
        outbox.Message.objects.bulk_create([notifications.to_deciders(review, "diligence.staff-proposed")])
    return review


def _check(review: Review, outcome: str, proposal: Proposal, next_on: date | None, today: date) -> None:
    if outcome not in OUTCOMES[ReviewPurpose(review.purpose)]:
        raise Refused(_("Choose a decision."), "outcome")
    check_words(proposal.reasons, _("Write the reasons: they are published."), "reasons")
    if Outcome(outcome) in CONDITIONAL and not proposal.conditions:
        raise Refused(_("Name at least one condition."), "condition-0")
    if Outcome(outcome) not in CONDITIONAL and proposal.conditions:
        raise Refused(
            _("This decision has no conditions. Choose the one that has, or take them out."), "outcome"
        )
    if len(proposal.conditions) > MOST_CONDITIONS:
        raise Refused(_("A decision has up to %(number)s conditions.") % {"number": MOST_CONDITIONS})
    for number, each in enumerate(proposal.conditions):
        check_words(each.text, _("Write what is asked for."), f"condition-{number}", 1000)
        if each.due_on <= today:
            raise Refused(_("Choose a day that is still to come."), f"due-{number}")
    if review.purpose == ReviewPurpose.CURRENT and next_on is None:
        raise Refused(_("Say when the next review is due."), "next_on")
    if next_on is not None and (review.is_host or next_on <= today):
        raise Refused(_("Choose a day that is still to come."), "next_on")


def send_back(review_id: UUID, *, by: "User", now: datetime, vault: Vault, reason: str) -> Review:
    """Give a proposal back to the reviewer, with a reason. Raises :class:`Refused`."""
    with transaction.atomic():
        review = locked(review_id, by, Action.SEND_BACK)
        check_reason(reason)
        before = move(review, Action.SEND_BACK, now)
        review.outcome, review.proposed_by, review.next_on = "", None, None
        review.save(update_fields=["state", "state_since", "outcome", "proposed_by", "next_on"])
        note(review, Kind.SEND_BACK, now, user=by, before=before, vault=vault, reason=reason)
        outbox.Message.objects.bulk_create([notifications.to_reviewer(review, "diligence.staff-sent-back")])
    return review


def confirm(review_id: UUID, *, by: "User", now: datetime, vault: Vault, reason: str) -> Review:
    """Confirm what somebody else proposed: from now on it is public, and the ledger holds its digest. A decision
    without conditions closes the review. Raises :class:`Refused`, also for the person who proposed it, or without a
    reason.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.CONFIRM)
        check_reason(reason)
        dossier = dossier_of(review)
        proposal = Proposal.from_json(vault.read_json(dossier, "decision"))
        publication = _publish(review, proposal, dossier, vault, now)
        Condition.objects.bulk_create(
            Condition(review=review, position=number, text=each.text, due_on=each.due_on)
            for number, each in enumerate(proposal.conditions, start=1)
        )
        before = move(review, Action.CONFIRM, now)
        review.confirmed_by, review.decided_at = by, now
        review.save(update_fields=["state", "state_since", "confirmed_by", "decided_at"])
        event = note(
            review,
            Kind.CONFIRM,
            now,
            user=by,
            detail=review.outcome,
            before=before,
            vault=vault,
            reason=reason,
        )
        payload = {
            "event": str(event.pk),
            "outcome": review.outcome,
            "reference": review.reference,
            "sha256": digest(publication),
        }
        ledger.commit("review-decided", review.pk, payload, now)
        outbox.Message.objects.bulk_create(
            [
                notifications.to_body(review, "diligence.decided"),
                notifications.to_reviewer(review, "diligence.staff-decided"),
            ]
        )
        _close_if_nothing_is_open(review, now)
    return review


def _publish(review: Review, proposal: Proposal, dossier: object, vault: Vault, now: datetime) -> Publication:
    findings = Findings.from_json(vault.read_json(dossier, "findings"))  # type: ignore[arg-type]
    answered = set(review.answers.filter(sent_at__isnull=False).values_list("question", flat=True))
    publication = Publication(
        review=review,
        language=findings.language,
        content=published(review.questions, answered, findings, proposal),
        comment=vault.read(dossier, "comment"),  # type: ignore[arg-type]
        published_at=now,
    )
    publication.save(force_insert=True)
    return publication


def digest(publication: Publication) -> str:
    """SHA-256 over what is published, in the one spelling of ``portal.ledger.canonical``: anybody can compare."""
    said = {"comment": publication.comment, "content": publication.content, "language": publication.language}
    return hashlib.sha256(canonical(said)).hexdigest()


def settle(
    review_id: UUID,
    condition_id: UUID,
    state: str,
    said: str,
    *,
    by: "User",
    now: datetime,
) -> Review:
    """Say what became of a condition, publicly; when none is open any more, the review closes.

    Raises :class:`Refused`, also for a condition of another review or one settled before, or without words.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.SETTLE)
        condition = review.conditions.filter(pk=condition_id, state=ConditionState.OPEN).first()
        if condition is None:
            raise Refused(_("Choose a condition that is open."), "condition")
        if state not in ConditionState.values or state == ConditionState.OPEN:
            raise Refused(_("Say what became of it."), "outcome")
        check_words(said, _("Write what was found: it is public."), "said", 500)
        condition.state, condition.said = state, said.strip()
        condition.settled_at, condition.settled_by = now, by
        condition.save(update_fields=["state", "said", "settled_at", "settled_by"])
        event = note(review, Kind.SETTLE, now, user=by, detail=f"{condition.position} {state}")
        payload = {"event": str(event.pk), "condition": condition.position, "state": state}
        ledger.commit("review-condition", review.pk, payload, now)
        _close_if_nothing_is_open(review, now)
    return review


def _close_if_nothing_is_open(review: Review, now: datetime) -> None:
    if review.conditions.filter(state=ConditionState.OPEN).exists():
        return
    before = review.state
    review.state, review.state_since = State.CLOSED, now
    review.save(update_fields=["state", "state_since"])
    # The moment after: a history in order of time shows the decision first.
    note(review, Kind.CLOSE, now + timedelta(microseconds=1), before=before)

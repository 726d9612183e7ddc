"""The decision that the body was heard on: proposed by the reviewer, confirmed by somebody else and published."""

import hashlib
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from associations.diligence import notifications
from associations.diligence.models import Condition, Dossier, Publication, Review, ReviewEvent
from associations.diligence.papers import Findings, Proposal, published
from associations.diligence.permissions import Action
from associations.diligence.services import asking, commenting
from associations.diligence.services.change import (
    Refused,
    check_reason,
    check_substance,
    check_words,
    day,
    dossier_of,
    has_liaison,
    locked,
    move,
    note,
    rule_of,
)
from associations.diligence.states import ConditionState, ReviewPurpose, Served, State
from portal import ledger
from portal.ledger.canonical import canonical
from portal.outbox import models as outbox
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

Kind = ReviewEvent.Kind


def may_propose(review: Review, today: date) -> bool:
    """Whether the body was heard: its days to comment are over, or it said that its comment is final."""
    return review.comment_final or bool(review.comment_until and today > review.comment_until)


def propose(
    review_id: UUID, reply: str, next_on: date | None, *, by: "User", now: datetime, vault: Vault
) -> Review:
    """Propose the decision that the body was heard on; those who can confirm it are told. ``reply``: what the reviewer
    says to the body's comment; published.

    Raises :class:`Refused` before the body was heard, without a reply where there is a comment, where a condition's day
    has passed meanwhile, without the next review of a member, or while a request for more time waits.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.PROPOSE)
        today = day(now)
        if not may_propose(review, today):
            raise Refused(_("The body can still comment on the draft."))
        if review.time_requests.filter(granted__isnull=True).exists():
            raise Refused(_("The body has asked for more time: grant or refuse it first."))
        if review.heard_way == Served.PORTAL and not review.commented_at and not has_liaison(review):
            raise Refused(
                _("The body has no liaison any more who could have read the draft: put it another way first.")
            )
        dossier = dossier_of(review)
        proposal = Proposal.from_json(vault.read_json(dossier, "decision"))
        _check_days(proposal, today)
        proposal.reply = _checked_reply(review, reply)
        _check_next(review, next_on, today)
        vault.write_json(dossier, "decision", proposal.to_json())
        dossier.save(update_fields=["decision"])
        before = move(review, Action.PROPOSE, now)
        review.proposed_by, review.next_on = by, next_on
        review.save(update_fields=["state", "state_since", "proposed_by", "next_on"])
        note(review, Kind.PROPOSE, now, user=by, before=before)
        outbox.Message.objects.bulk_create([notifications.to_deciders(review, "diligence.staff-proposed")])
    return review


def _checked_reply(review: Review, reply: str) -> str:
    if review.comments.exists():
        check_words(reply, _("Say what you answer to the body’s comment: it is published."), "reply")
    return reply.strip()


def _check_days(proposal: Proposal, today: date) -> None:
    if any(each.due_on <= today for each in proposal.conditions):
        raise Refused(_("The day of a condition has passed meanwhile. Write the intended decision anew."))


def _check_next(review: Review, next_on: date | None, today: date) -> None:
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
        review.proposed_by, review.next_on = None, None
        review.save(update_fields=["state", "state_since", "proposed_by", "next_on"])
        note(review, Kind.SEND_BACK, now, user=by, before=before, vault=vault, reason=reason)
        outbox.Message.objects.bulk_create([notifications.to_reviewer(review, "diligence.staff-sent-back")])
    return review


def confirm(review_id: UUID, *, by: "User", now: datetime, vault: Vault, reason: str) -> Review:
    """Confirm what somebody else proposed: from now on it is public, and the ledger holds its digest. A decision
    without conditions closes the review.

    Raises :class:`Refused`, also for the person who proposed it, without a reason of some substance, or where a
    condition's day has passed meanwhile.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.CONFIRM)
        check_substance(reason)
        dossier = dossier_of(review)
        proposal = Proposal.from_json(vault.read_json(dossier, "decision"))
        _check_days(proposal, day(now))
        publication = _publish(review, proposal, dossier, vault, now)
        Condition.objects.bulk_create(
            Condition(review=review, position=number, text=each.text, due_on=each.due_on)
            for number, each in enumerate(proposal.conditions, start=1)
        )
        before = move(review, Action.CONFIRM, now)
        review.outcome, review.confirmed_by, review.decided_at = proposal.outcome, by, now
        review.contest_until = day(now) + timedelta(days=rule_of(review.umbrella_id).contest_days)
        review.save(
            update_fields=["state", "state_since", "outcome", "confirmed_by", "decided_at", "contest_until"]
        )
        detail = review.outcome
        event = note(
            review, Kind.CONFIRM, now, user=by, detail=detail, before=before, vault=vault, reason=reason
        )
        payload = {
            "event": str(event.pk),
            "outcome": review.outcome,
            "reference": review.reference,
            "sha256": digest(publication),
        }
        ledger.commit("review-decided", review.pk, payload, now)
        told = [
            notifications.to_body(review, "diligence.decided"),
            notifications.to_reviewer(review, "diligence.staff-decided"),
        ]
        outbox.Message.objects.bulk_create(told)
        close_if_nothing_is_open(review, now)
    return review


def _publish(
    review: Review, proposal: Proposal, dossier: Dossier, vault: Vault, now: datetime
) -> Publication:
    findings = Findings.from_json(vault.read_json(dossier, "findings"))
    answered = set(asking.counted(review).values_list("question", flat=True))
    publication = Publication(
        review=review,
        language=findings.language,
        content=published(review, answered, findings, proposal, commenting.said(review, vault)),
        published_at=now,
    )
    publication.save(force_insert=True)
    publication.refresh_from_db()  # days are words in it from now on: the digest is of what anybody reads
    return publication


def digest(publication: Publication) -> str:
    """SHA-256 over what is published, in the one spelling of ``portal.ledger.canonical``: anybody can compare."""
    said = {"content": publication.content, "language": publication.language}
    return hashlib.sha256(canonical(said)).hexdigest()


def close_if_nothing_is_open(review: Review, now: datetime) -> None:
    """A decided review of which no condition is open ends."""
    if review.state != State.DECIDED or review.conditions.filter(state=ConditionState.OPEN).exists():
        return
    before = review.state
    review.state, review.state_since = State.CLOSED, now
    review.save(update_fields=["state", "state_since"])
    # The moment after: a history in order of time shows the decision first.
    note(review, Kind.CLOSE, now + timedelta(microseconds=1), before=before)

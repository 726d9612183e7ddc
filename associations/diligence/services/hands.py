"""Whose hands a review is in, how long it may take, notes, and its withdrawal."""

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from associations.diligence import notifications
from associations.diligence.models import Note, Review, ReviewEvent
from associations.diligence.permissions import Action, allowed, roles_in
from associations.diligence.services.change import (
    Refused,
    check_reason,
    check_words,
    locked,
    months_after,
    move,
    note,
    rule_of,
)
from associations.diligence.states import Extension, Withdrawal
from associations.roles import Role
from portal.outbox import models as outbox
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

Kind = ReviewEvent.Kind


def can_review(user: "User", review: Review) -> bool:
    """Whether the review can be put in this person's hands: a reviewer of the umbrella body who is not out of it."""
    return user.is_active and allowed(
        Action.READ, roles_in(user, review) & {Role.DUE_DILIGENCE}, review.state
    )


def take(review_id: UUID, *, by: "User", now: datetime) -> Review:
    """Take a review that nobody has in hand. Raises :class:`Refused`, also where somebody has it."""
    with transaction.atomic():
        review = locked(review_id, by, Action.TAKE)
        if review.reviewer_id == by.pk:
            return review
        if review.reviewer_id is not None:
            raise Refused(_("Somebody has it in hand: the supervisor gives it to somebody else."))
        review.reviewer = by
        review.save(update_fields=["reviewer"])
        note(review, Kind.TAKEN, now, user=by)
    return review


def assign(review_id: UUID, to: "User", *, by: "User", now: datetime, vault: Vault, reason: str) -> Review:
    """Put the review into a reviewer's hands, who is told by mail.

    Raises :class:`Refused` when ``by`` may not, without a reason, or when ``to`` cannot take it (said in the same
    words for every reason).
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.ASSIGN)
        if not can_review(to, review):
            raise Refused(_("This person cannot take the review."), "reviewer")
        check_reason(reason)
        review.reviewer = to
        review.save(update_fields=["reviewer"])
        note(review, Kind.ASSIGNED, now, user=by, detail=str(to.pk), vault=vault, reason=reason)
        outbox.Message.objects.bulk_create([notifications.to_person(review, "diligence.staff-assigned", to)])
    return review


def latest_due(review: Review) -> date:
    """The last day to which the review can be extended: the rule of its umbrella body, from the first date on."""
    return months_after(review.first_due_on, rule_of(review.umbrella_id).extendable_months)


def extend(
    review_id: UUID, until: date, kind: str, *, by: "User", now: datetime, vault: Vault, reason: str
) -> Review:
    """Move the date of an open review. The public list goes on showing the first date too, and the kind of reason; the
    body is told.

    Raises :class:`Refused` without permission or reason, for a date that is not later, or one beyond the rule.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.EXTEND)
        if until <= review.due_on:
            raise Refused(_("Choose a later day than the present date."), "until")
        if until > latest_due(review):
            raise Refused(
                _("By the rule it can be extended until %(date)s at most.")
                % {"date": date_format(latest_due(review))},
                "until",
            )
        if kind not in Extension.values:
            raise Refused(_("Say why it takes longer."), "kind")
        check_reason(reason)
        review.due_on, review.extended_because = until, kind
        review.save(update_fields=["due_on", "extended_because"])
        note(review, Kind.EXTENDED, now, user=by, detail=until.isoformat(), vault=vault, reason=reason)
        outbox.Message.objects.bulk_create([notifications.to_body(review, "diligence.extended")])
    return review


def withdraw(review_id: UUID, kind: str, *, by: "User", now: datetime, vault: Vault, reason: str) -> Review:
    """End a review without a decision. The kind of reason is public, so that no overdue review goes away in silence,
    and chosen from a list, so that nobody alone publishes words about a body. The body is told.

    Raises :class:`Refused`, also without a reason.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.WITHDRAW)
        if kind not in Withdrawal.values:
            raise Refused(_("Say why it ends: this is public."), "kind")
        check_reason(reason)
        end(review, kind, now, by=by, vault=vault, reason=reason)
    return review


def end(
    review: Review,
    kind: str,
    now: datetime,
    *,
    by: "User | None" = None,
    vault: Vault | None = None,
    reason: str = "",
) -> None:
    """Withdraw a locked review, for a kind of reason that is public; without a person the portal itself does."""
    before = move(review, Action.WITHDRAW, now)
    review.withdrawn_because = kind
    review.save(update_fields=["state", "state_since", "withdrawn_because"])
    note(review, Kind.WITHDRAW, now, user=by, detail=kind, before=before, vault=vault, reason=reason)
    outbox.Message.objects.bulk_create([notifications.to_body(review, "diligence.ended")])


def add_note(
    review_id: UUID, text: str, *, by: "User", now: datetime, vault: Vault, submission: UUID | None = None
) -> None:
    """A note for colleagues; the same form sent twice makes one. Raises :class:`Refused`, also when the content is
    erased.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.NOTE)
        if review.content_erased_at:
            raise Refused(_("Its content is erased."))
        check_words(text, _("Write the note."), "note")
        if submission is not None and Note.objects.filter(submission=submission).exists():
            return
        written = Note(review=review, author=by, at=now, submission=submission)
        vault.write(written, body=text)
        written.save(force_insert=True)
        note(review, Kind.NOTED, now, user=by, detail=str(written.pk))


def note_reading(review: Review, user: "User", now: datetime, *, of_body: bool) -> None:
    """Who looked at what is sealed is part of the history; one line a person and day is enough."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if not review.events.filter(kind=Kind.READ, actor=user, at__gte=today).exists():
        note(review, Kind.READ, now, user=user, of_body=of_body)

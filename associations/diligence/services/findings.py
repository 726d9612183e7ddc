"""The findings: drafted, put to the body, commented on by it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from associations.diligence import notifications
from associations.diligence.models import Review, ReviewEvent
from associations.diligence.papers import Findings, groups_of
from associations.diligence.permissions import Action
from associations.diligence.questionnaire import group_name
from associations.diligence.services.change import (
    Refused,
    check_words,
    day,
    dossier_of,
    locked,
    move,
    note,
    rule_of,
)
from associations.models.record import check_sources
from portal.outbox import models as outbox
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

Kind = ReviewEvent.Kind


def draft(review_id: UUID, written: Findings, *, by: "User", now: datetime, vault: Vault) -> Review:
    """Write the findings, as far as they are; what was written before is replaced. After a hearing they go back to
    being a draft: the body is heard again, and its comment on what stood there before is dropped.

    Raises :class:`Refused`, also for a source that is none, or a finding that rests on one that is not listed.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.DRAFT)
        try:
            check_sources(written.sources)
        except ValidationError as problem:
            raise Refused(" ".join(problem.messages)) from problem
        _check(review, written)
        dossier = dossier_of(review)
        before = move(review, Action.DRAFT, now)
        vault.write_json(dossier, "findings", written.to_json())
        dossier.comment = dossier.decision = None
        dossier.save(update_fields=["findings", "comment", "decision"])
        review.comment_until = review.commented_at = None
        review.save(update_fields=["state", "state_since", "comment_until", "commented_at"])
        note(review, Kind.DRAFT, now, user=by, before=before)
    return review


def _check(review: Review, written: Findings) -> None:
    asked = groups_of(review.questions)
    if {each.group for each in written.findings} - set(asked):
        raise Refused(_("A finding is about what was asked."))
    for each in written.findings:
        if any(not 1 <= number <= len(written.sources) for number in each.rests_on):
            raise Refused(_("There is no source with this number."), f"rests-{each.group}")


def hear(review_id: UUID, *, by: "User", now: datetime, vault: Vault) -> Review:
    """Put the draft findings to the body, which has the days of the rule to comment; its liaisons are told.

    Raises :class:`Refused` when a finding lacks its words, what it rests on or what is not known; or without a
    summary.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.HEAR)
        written = Findings.from_json(vault.read_json(dossier_of(review), "findings"))
        missing = [group for group in groups_of(review.questions) if not written.of(group).is_whole]
        if missing:
            raise Refused(
                _(
                    "Each finding says what was found, what it rests on and what is not known. Missing: %(groups)s."
                )
                % {"groups": ", ".join(group_name(group) for group in missing)}
            )
        if not written.summary.strip():
            raise Refused(_("Write the summary of the findings first."))
        before = move(review, Action.HEAR, now)
        review.comment_until = day(now) + timedelta(days=rule_of(review.umbrella_id).comment_days)
        review.commented_at = None
        review.save(update_fields=["state", "state_since", "comment_until", "commented_at"])
        note(review, Kind.HEAR, now, user=by, detail=review.comment_until.isoformat(), before=before)
        outbox.Message.objects.bulk_create([notifications.to_body(review, "diligence.heard")])
    return review


def comment(review_id: UUID, text: str, *, by: "User", now: datetime, vault: Vault) -> Review:
    """The body's comment on the draft findings, published beside them. One written again replaces the first, as
    long as no decision is proposed, also after the days are over. Raises :class:`Refused`, also without words.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.COMMENT)
        check_words(text, _("Write your comment."), "message")
        dossier = dossier_of(review)
        vault.write(dossier, comment=text)
        dossier.save(update_fields=["comment"])
        review.commented_at = now
        review.save(update_fields=["commented_at"])
        note(review, Kind.COMMENT, now, user=by, of_body=True)
        outbox.Message.objects.bulk_create([notifications.to_reviewer(review, "diligence.staff-commented")])
    return review

"""What the body says about a draft: by its liaison, or entered by the reviewer as it came."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from associations.diligence import notifications
from associations.diligence.models import Comment, Review, ReviewEvent
from associations.diligence.papers import Said
from associations.diligence.permissions import Action
from associations.diligence.services.asking import Came
from associations.diligence.services.change import (
    Refused,
    check_past,
    check_words,
    day,
    has_liaison,
    locked,
    note,
)
from associations.diligence.states import Way
from portal.outbox import models as outbox
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

Kind = ReviewEvent.Kind


def comment(
    review_id: UUID, text: str, *, by: "User", now: datetime, vault: Vault, final: bool = False
) -> Review:
    """The body's comment on the draft, published beside it. One written again replaces the first, as long as no
    decision is proposed, also after the days are over.

    ``final``: this is its last word, so that nobody waits for the date. Raises :class:`Refused`, also without words.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.COMMENT)
        _store(review, text, Came("", day(now)), by, now, vault, final=final)
        note(review, Kind.COMMENT, now, user=by, of_body=True)
        outbox.Message.objects.bulk_create([notifications.to_reviewer(review, "diligence.staff-commented")])
    return review


def enter_comment(
    review_id: UUID, text: str, came: Came, *, by: "User", now: datetime, vault: Vault, final: bool = False
) -> Review:
    """A comment that came another way, with that way and its day; the body's liaisons are told.

    ``final``: the body said so itself; only of one that has nobody to say it here. Raises :class:`Refused`.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.ENTER_COMMENT)
        if came.way not in Way.values:
            raise Refused(_("Say how the comment came."), "way")
        on = check_past(came.on, day(now), "came_on")
        if final and has_liaison(review):
            raise Refused(_("This body has a liaison here: whether it is final, it says itself."), "final")
        _store(review, text, Came(came.way, on), by, now, vault, final=final)
        note(review, Kind.COMMENT, now, user=by, detail=came.way)
        outbox.Message.objects.bulk_create([notifications.to_body(review, "diligence.entered")])
    return review


def _store(
    review: Review, text: str, came: Came, by: "User", now: datetime, vault: Vault, *, final: bool
) -> None:
    check_words(text, _("Write the comment."), "message")
    known = review.comments.filter(hearing=review.hearing, way=came.way).first()
    row = known or Comment(review=review, hearing=review.hearing, way=came.way)
    row.author, row.at, row.came_on = by, now, came.on or day(now)
    vault.write(row, text=text)
    row.save()
    review.commented_at, review.comment_final = now, review.comment_final or final
    review.save(update_fields=["commented_at", "comment_final"])


def said(review: Review, vault: Vault) -> list[Said]:
    """Every comment, the earliest first, as it is published."""
    return [
        Said(vault.read(each, "text"), each.came_on, each.way, each.hearing < review.hearing)
        for each in review.comments.all()
    ]

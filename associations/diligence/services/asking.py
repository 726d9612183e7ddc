"""The questions: put to the body, answered by its liaison or entered as they came, or left without an answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from associations.diligence import notifications
from associations.diligence.models import Answer, Review, ReviewEvent
from associations.diligence.permissions import Action
from associations.diligence.services.change import Refused, check_words, day, locked, move, note, rule_of
from associations.diligence.states import Way
from portal.outbox import models as outbox
from portal.sealing import Vault
from portal.web.fields import says_something

if TYPE_CHECKING:
    from portal.accounts.models import User

Kind = ReviewEvent.Kind


@dataclass(frozen=True, slots=True)
class Given:
    """One answer. ``confidential``: the body asks that it be quoted in nothing public."""

    question: str
    text: str
    confidential: bool = False


def ask(review_id: UUID, *, by: "User", now: datetime) -> Review:
    """Put the questions to the body; its liaisons are told, and the days to answer run. Raises :class:`Refused`."""
    with transaction.atomic():
        review = locked(review_id, by, Action.ASK)
        before = move(review, Action.ASK, now)
        review.answers_due_on = day(now) + timedelta(days=rule_of(review.umbrella_id).answer_days)
        review.save(update_fields=["state", "state_since", "answers_due_on"])
        note(review, Kind.ASK, now, user=by, detail=review.answers_due_on.isoformat(), before=before)
        outbox.Message.objects.bulk_create([notifications.to_body(review, "diligence.asked")])
    return review


def save_answers(review_id: UUID, given: list[Given], *, by: "User", now: datetime, vault: Vault) -> Review:
    """Keep what the liaison has written so far: nobody else reads it before it is sent. Raises :class:`Refused`."""
    with transaction.atomic():
        review = locked(review_id, by, Action.ANSWER)
        _keep(review, given, by, now, vault)
    return review


def send_answers(review_id: UUID, given: list[Given], *, by: "User", now: datetime, vault: Vault) -> Review:
    """Send the answers to the reviewer; they can be changed no more. Raises :class:`Refused`, also without any
    answer.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.ANSWER)
        _keep(review, given, by, now, vault)
        mine = review.answers.filter(way="", sent_at__isnull=True)
        if not mine.exists():
            raise Refused(_("Answer at least one question."))
        mine.update(sent_at=now)
        before = move(review, Action.ANSWER, now)
        review.answered_at = now
        review.save(update_fields=["state", "state_since", "answered_at"])
        note(review, Kind.ANSWERS, now, user=by, of_body=True, before=before)
        outbox.Message.objects.bulk_create([notifications.to_reviewer(review, "diligence.staff-answered")])
    return review


def enter_answers(
    review_id: UUID,
    given: list[Given],
    way: str,
    *,
    by: "User",
    now: datetime,
    vault: Vault,
) -> Review:
    """Enter answers that came another way than through the portal, with that way. A later entry replaces the
    earlier one of the same way. Raises :class:`Refused`, also without any answer or with an unknown way.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.ENTER)
        if way not in Way.values:
            raise Refused(_("Say how the answers came."), "way")
        if not _keep(review, given, by, now, vault, way=way):
            raise Refused(_("Enter at least one answer."))
        before = move(review, Action.ENTER, now)
        review.answered_at = review.answered_at or now
        review.save(update_fields=["state", "state_since", "answered_at"])
        note(review, Kind.ANSWERS, now, user=by, detail=way, before=before)
    return review


def record_no_answer(review_id: UUID, *, by: "User", now: datetime) -> Review:
    """Say that no answer came by the date. A later one is still taken, until findings are drafted.

    Raises :class:`Refused`, also before the date is over.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.NO_ANSWER)
        if review.answers_due_on is None or day(now) <= review.answers_due_on:
            raise Refused(_("The body still has time to answer."))
        before = move(review, Action.NO_ANSWER, now)
        review.save(update_fields=["state", "state_since"])
        note(review, Kind.NO_ANSWER, now, user=by, before=before)
    return review


def _keep(review: Review, given: list[Given], by: "User", now: datetime, vault: Vault, way: str = "") -> int:
    """Seal and store the answers that say something; one emptied by the liaison goes. Returns how many there are."""
    asked = {each["code"] for each in review.questions}
    known = {row.question: row for row in review.answers.filter(way=way)}
    kept = 0
    for one in given:
        if one.question not in asked:
            continue
        row = known.get(one.question)
        if not says_something(one.text):
            if row is not None and not way:
                row.delete()
            continue
        check_words(one.text, "", f"answer-{one.question}")
        row = row or Answer(review=review, question=one.question, way=way)
        row.author, row.at, row.confidential = by, now, one.confidential
        row.sent_at = now if way else None
        vault.write(row, text=one.text)
        row.save()
        kept += 1
    return kept

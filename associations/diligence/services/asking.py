"""The questions: put to the body, answered by its liaison or entered as they came, or left without an answer.

No answer ends the body's time: it does that itself ("these are all our answers"), or the date does.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from associations.diligence import notifications
from associations.diligence.models import Answer, Review, ReviewEvent
from associations.diligence.permissions import Action
from associations.diligence.services import serving
from associations.diligence.services.change import (
    Refused,
    check_past,
    check_words,
    day,
    has_liaison,
    locked,
    move,
    note,
    rule_of,
)
from associations.diligence.states import State, Way
from portal.outbox import models as outbox
from portal.sealing import Vault
from portal.web.fields import says_something

if TYPE_CHECKING:
    from django.db import models

    from portal.accounts.models import User

Kind = ReviewEvent.Kind


@dataclass(frozen=True, slots=True)
class Given:
    """One answer. ``confidential``: the body asks that it be quoted in nothing public."""

    question: str
    text: str
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Came:
    """How and on which day answers came that the reviewer enters."""

    way: str
    on: date | None


def ask(
    review_id: UUID,
    *,
    by: "User",
    now: datetime,
    vault: Vault,
    service: serving.Service = serving.Service(),  # noqa: B008 - a constant
) -> Review:
    """Put the questions to the body; its liaisons are told, and the days to answer run from today.

    Raises :class:`Refused`, also for a body without a liaison where nobody says how else they reached it.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.ASK)
        today = day(now)
        served = serving.check(review, service, today)
        before = move(review, Action.ASK, now)
        review.asked_way, review.asked_on = served.way, served.on
        review.answers_due_on = today + timedelta(days=rule_of(review.umbrella_id).answer_days)
        review.save(update_fields=["state", "state_since", "asked_way", "asked_on", "answers_due_on"])
        detail = review.answers_due_on.isoformat()
        note(review, Kind.ASK, now, user=by, detail=detail, before=before, vault=vault, reason=served.to)
        outbox.Message.objects.bulk_create([notifications.to_body(review, "diligence.asked")])
    return review


def save_answers(review_id: UUID, given: list[Given], *, by: "User", now: datetime, vault: Vault) -> Review:
    """Keep what the liaison has written so far: nobody else reads it before it is sent. What was sent stays as it was.
    Raises :class:`Refused`.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.ANSWER)
        _keep(review, given, by, now, vault)
    return review


def send_answers(
    review_id: UUID, given: list[Given], *, by: "User", now: datetime, vault: Vault, final: bool = False
) -> Review:
    """Send what is written to the reviewer, as often as one likes; an answer sent again replaces the first.

    ``final``: these are all, so that nobody waits for the date. Raises :class:`Refused` where there is nothing new to
    send - but saying that these are all needs only that some were sent at some time.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.ANSWER)
        _keep(review, given, by, now, vault)
        kept = review.answers.filter(sent_at__isnull=True)
        new = list(kept.values_list("question", flat=True))
        sent = review.answers.filter(way="", sent_at__isnull=False)
        if not new and not (final and counted(review).exists()):
            raise Refused(_("Answer at least one question, or change an answer that was sent."))
        sent.filter(question__in=new).delete()
        kept.update(sent_at=now)
        before = _received(review, now, final=final)
        note(review, Kind.ANSWERS, now, user=by, of_body=True, before=before)
        outbox.Message.objects.bulk_create([notifications.to_reviewer(review, "diligence.staff-answered")])
    return review


def enter_answers(
    review_id: UUID,
    given: list[Given],
    came: Came,
    *,
    by: "User",
    now: datetime,
    vault: Vault,
    final: bool = False,
) -> Review:
    """Enter answers that came another way than through the portal. A later entry replaces the earlier one of the same
    way. The body's liaisons are told: they see what was entered in the body's name and can object to it.

    ``final``: the body said so itself; only of one that has nobody to say it here. Raises :class:`Refused`, also
    without any answer, or with an unknown way or day.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.ENTER)
        if came.way not in Way.values:
            raise Refused(_("Say how the answers came."), "way")
        on = check_past(came.on, day(now), "came_on")
        if final and has_liaison(review):
            raise Refused(_("This body has a liaison here: whether these are all, it says itself."), "final")
        if not _enter(review, given, Came(came.way, on), by, now, vault):
            raise Refused(_("Enter at least one answer."))
        before = _received(review, now, final=final)
        note(review, Kind.ANSWERS, now, user=by, detail=came.way, before=before)
        outbox.Message.objects.bulk_create([notifications.to_body(review, "diligence.entered")])
    return review


def object_to(
    review_id: UUID, answer_id: UUID, text: str, *, by: "User", now: datetime, vault: Vault
) -> Review:
    """The body says that an answer entered in its name is not its own, or not right: from now on it counts for
    nothing. Its own answer it gives in the portal. Raises :class:`Refused`.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.OBJECT)
        row = review.answers.exclude(way="").filter(pk=answer_id).first()
        if row is None:
            raise Refused(_("Choose an answer that was entered for your body."), "answer")
        check_words(text, _("Say what is wrong with it."), "objection")
        vault.write(row, objection=text)
        row.objected_at = now
        row.save(update_fields=["objection", "objected_at"])
        note(review, Kind.OBJECT, now, user=by, of_body=True, detail=row.question)
        outbox.Message.objects.bulk_create([notifications.to_reviewer(review, "diligence.staff-objected")])
    return review


def end_answers(review_id: UUID, *, by: "User", now: datetime) -> Review:
    """The date is over: record whether answers came. Later ones are still taken, until findings are drafted.

    Raises :class:`Refused`, also before the date is over or while a request for more time waits.
    """
    with transaction.atomic():
        review = locked(review_id, by, Action.END_ANSWERS)
        if review.answers_due_on is None or day(now) <= review.answers_due_on:
            raise Refused(_("The body still has time to answer."))
        if review.time_requests.filter(granted__isnull=True).exists():
            raise Refused(_("The body has asked for more time: grant or refuse it first."))
        before = review.state
        some = counted(review).exists()
        review.state, review.state_since = State.ANSWERED if some else State.NO_ANSWER, now
        review.save(update_fields=["state", "state_since"])
        kind = Kind.ANSWERS_END if some else Kind.NO_ANSWER
        note(review, kind, now, user=by, before=before)
    return review


def counted(review: Review) -> "models.QuerySet[Answer]":
    """The answers that count: sent or entered, and not objected to."""
    return review.answers.filter(sent_at__isnull=False, objected_at__isnull=True)


def check_seen(review: Review, today: date) -> None:
    """Raises :class:`Refused` while the body's liaison still has days to look at what was entered in its name."""
    entered = review.answers.exclude(way="").filter(objected_at__isnull=True).order_by("-at").first()
    if entered is None or not has_liaison(review):
        return
    until = day(entered.at) + timedelta(days=rule_of(review.umbrella_id).correct_days)
    if today <= until:
        raise Refused(
            _(
                "Answers were entered in the body’s name on %(day)s, and until %(until)s its liaison can correct them: "
                "findings are written after that."
            )
            % {"day": date_format(day(entered.at)), "until": date_format(until)}
        )


def _received(review: Review, now: datetime, *, final: bool) -> str:
    """Something came. The stage changes only when the body says that these are all, or when silence was recorded."""
    before = review.state
    if (final and before == State.ASKED) or before == State.NO_ANSWER:
        review.state, review.state_since = State.ANSWERED, now
        review.time_requests.filter(granted__isnull=True).update(granted=False, answered_at=now)
    review.answered_at = review.answered_at or now
    review.save(update_fields=["state", "state_since", "answered_at"])
    return before


def _asked(review: Review, given: list[Given]) -> list[Given]:
    asked = {each["code"] for each in review.questions}
    return [one for one in given if one.question in asked]


def _keep(review: Review, given: list[Given], by: "User", now: datetime, vault: Vault) -> None:
    """Seal and store what the liaison has written and not sent. What is as it was sent needs no second row, and one
    emptied again goes.
    """
    own = review.answers.filter(way="")
    kept = {row.question: row for row in own if row.sent_at is None}
    sent = {row.question: row for row in own if row.sent_at is not None}
    for one in _asked(review, given):
        row, before = kept.get(one.question), sent.get(one.question)
        same = before is not None and (vault.read(before, "text"), before.confidential) == (
            one.text,
            one.confidential,
        )
        if same or not says_something(one.text):
            if row is not None:
                row.delete()
            continue
        check_words(one.text, "", f"answer-{one.question}")
        row = row or Answer(review=review, question=one.question)
        row.author, row.at, row.confidential = by, now, one.confidential
        vault.write(row, text=one.text)
        row.save()


def _enter(review: Review, given: list[Given], came: Came, by: "User", now: datetime, vault: Vault) -> int:
    """Seal and store what came another way. Returns how many."""
    known = {row.question: row for row in review.answers.filter(way=came.way)}
    entered = 0
    for one in _asked(review, given):
        if not says_something(one.text):
            continue
        check_words(one.text, "", f"answer-{one.question}")
        row = known.get(one.question) or Answer(review=review, question=one.question, way=came.way)
        row.author, row.at, row.sent_at, row.came_on = by, now, now, came.on
        row.confidential, row.objection, row.objected_at = one.confidential, None, None
        vault.write(row, text=one.text)
        row.save()
        entered += 1
    return entered

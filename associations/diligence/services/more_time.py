"""More time for the body: it asks, the reviewer grants or refuses with a reason that it reads, or gives it unasked."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from associations.diligence import notifications
from associations.diligence.models import Review, ReviewEvent, TimeRequest
from associations.diligence.permissions import Action
from associations.diligence.services.change import Refused, check_reason, check_words, locked, note, rule_of
from associations.diligence.states import State
from portal.outbox import models as outbox
from portal.sealing import Vault

if TYPE_CHECKING:
    from portal.accounts.models import User

Kind = ReviewEvent.Kind


def ends_on(review: Review) -> date | None:
    """Until when the body has time now."""
    return review.answers_due_on if review.state == State.ASKED else review.comment_until


def latest(review: Review) -> date | None:
    """How far its time can be moved at once: by as many days again as the rule gives."""
    rule, known = rule_of(review.umbrella_id), ends_on(review)
    days = rule.answer_days if review.state == State.ASKED else rule.comment_days
    return known + timedelta(days=days) if known else None


def ask_time(review_id: UUID, until: date, reason: str, *, by: "User", now: datetime, vault: Vault) -> Review:
    """The body asks for more time, while it has some. Raises :class:`Refused`, also while an earlier request waits."""
    with transaction.atomic():
        review = locked(review_id, by, Action.ASK_TIME)
        if review.time_requests.filter(granted__isnull=True).exists():
            raise Refused(_("Your body has asked already. The reviewer grants or refuses it."))
        _check(review, until)
        check_words(reason, _("Say why more time is needed."), "reason", 2000)
        row = TimeRequest(review=review, until=until, asked_by=by, asked_at=now)
        vault.write(row, reason=reason)
        row.save(force_insert=True)
        note(review, Kind.TIME_ASKED, now, user=by, of_body=True, detail=until.isoformat())
        outbox.Message.objects.bulk_create([notifications.to_reviewer(review, "diligence.staff-time-asked")])
    return review


def give_time(
    review_id: UUID, until: date, reason: str, *, by: "User", now: datetime, vault: Vault
) -> Review:
    """Move the body's date: what it asked for, or unasked. It is told. Raises :class:`Refused`."""
    with transaction.atomic():
        review = locked(review_id, by, Action.GIVE_TIME)
        _check(review, until)
        check_reason(reason)
        _answer(review, reason, now, vault, granted=True)
        field = "answers_due_on" if review.state == State.ASKED else "comment_until"
        setattr(review, field, until)
        review.save(update_fields=[field])
        detail = until.isoformat()
        note(review, Kind.TIME_GIVEN, now, user=by, detail=detail, vault=vault, reason=reason)
        outbox.Message.objects.bulk_create([notifications.to_body(review, "diligence.time-given")])
    return review


def refuse_time(review_id: UUID, reason: str, *, by: "User", now: datetime, vault: Vault) -> Review:
    """Refuse what the body asked for; it reads the reason. Raises :class:`Refused`, also where it asked for nothing."""
    with transaction.atomic():
        review = locked(review_id, by, Action.REFUSE_TIME)
        check_reason(reason)
        if not _answer(review, reason, now, vault, granted=False):
            raise Refused(_("No request for more time waits."))
        note(review, Kind.TIME_REFUSED, now, user=by, vault=vault, reason=reason)
        outbox.Message.objects.bulk_create([notifications.to_body(review, "diligence.time-refused")])
    return review


def _check(review: Review, until: date) -> None:
    known, last = ends_on(review), latest(review)
    if known is None or last is None or until <= known:
        raise Refused(_("Choose a later day than the present date."), "until")
    if until > last:
        raise Refused(_("At most until %(date)s at once.") % {"date": date_format(last)}, "until")


def _answer(review: Review, reason: str, now: datetime, vault: Vault, *, granted: bool) -> bool:
    row = review.time_requests.filter(granted__isnull=True).first()
    if row is None:
        return False
    vault.write(row, answer=reason)
    row.granted, row.answered_at = granted, now
    row.save(update_fields=["answer", "granted", "answered_at"])
    return True

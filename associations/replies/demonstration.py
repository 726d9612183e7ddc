"""Invented replies of an invented body to the record about it: one on record, two to be answered.

Made by the same services that real ones pass through, at moments before ``now``.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from associations.models import Association, Commitment, Event
from associations.replies import services
from associations.replies.models import Request
from associations.replies.services import Statement
from portal.outbox.models import Message as Notice
from portal.outbox.models import State as NoticeState

if TYPE_CHECKING:
    from portal.accounts.models import User

MERIDIA = "association-of-prosecutors-of-meridia"
SAID = {
    "en": "The association says that it met the Network in March and in October, and that the minutes can be read.",
    "ru": "Ассоциация заявляет, что встречалась с Сетью в марте и октябре и что протоколы можно прочитать.",
}
WRONG = "Invented: the association received the letter two days later than the entry says."


def make_replies(bodies: "Mapping[str, Association]", people: "Mapping[str, User]", now: datetime) -> None:
    """Make them where there are none yet."""
    meridia, liaison = bodies[MERIDIA], people["liaison"]
    if not Request.objects.filter(body=meridia).exists():
        _dispute(meridia, liaison, people["publisher"], now)
        _correction(meridia, liaison, now)
        services.ask_verification(
            meridia, Commitment.PROTOCOL.value, "", by=liaison, now=now - timedelta(days=12)
        )
    # Notices of the past are not sent now.
    answered = Request.objects.filter(body__in=bodies.values()).exclude(state=Request.State.OPEN)
    past = Notice.objects.filter(state=NoticeState.PENDING)
    past.filter(subject_id__in=answered.values("pk")).update(state=NoticeState.CANCELLED)
    past.filter(kind="record.changed", subject_id__in=[body.pk for body in bodies.values()]).update(
        state=NoticeState.CANCELLED
    )


def _dispute(meridia: Association, liaison: "User", publisher: "User", now: datetime) -> None:
    """Of what an organisation says about its dialogue with civil society."""
    said = Event.objects.current().filter(subject=meridia, kind=Event.Kind.COMMITMENT_DROPPED).first()
    if said is None:
        return
    at = now - timedelta(days=100)
    row = services.state(meridia, Statement(SAID, disputes=True), to=said, by=liaison, now=at)
    services.answer(row.pk, granted=True, reason="", by=publisher, now=at + timedelta(days=2))


def _correction(meridia: Association, liaison: "User", now: datetime) -> None:
    entry = (
        Event.objects.current()
        .filter(subject=meridia, commitment="", first_hand=False)
        .order_by("day", "entry")
        .first()
    )
    if entry is not None:
        services.ask_correction(meridia, entry, WRONG, [], by=liaison, now=now - timedelta(days=5))

"""Claim, send, mark. A claim is a short transaction; sending happens outside of any.

Two workers never take the same row (SKIP LOCKED), a dead worker's rows come back (``recover_stuck``), and a mail that
went out without being marked goes out again under the same Message-ID.
"""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import EmailValidator
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from portal.outbox import registry
from portal.outbox.failures import Verdict, backoff, judge
from portal.outbox.models import PATIENCE, Message, State
from portal.outbox.registry import Recipient
from portal.outbox.render import as_mail
from portal.sealing.hashing import keyed_hash

logger = logging.getLogger(__name__)
BATCH = 20
BUDGET = 20.0  # seconds one task may go on; the next one comes five seconds after the last
LEASE = timedelta(minutes=10)  # far beyond BUDGET and one slow SMTP conversation
TOO_OFTEN_STUCK = 5  # a message that ends its worker each time must not do so for ever
valid_address = EmailValidator()


@dataclass(frozen=True)
class Parcel:
    """A claimed message and the one address it goes to; the address exists in memory only."""

    message: Message
    recipient: Recipient


@dataclass
class Batch:
    """``looked_at``: how many rows were due; some need no sending (split, cancelled, failed)."""

    looked_at: int = 0
    parcels: list[Parcel] = field(default_factory=list)


# --- claim --------------------------------------------------------------------------------------------------


def claim_batch(worker: str, limit: int = BATCH, now: datetime | None = None) -> Batch:
    """Take up to ``limit`` due messages for ``worker``, and resolve whom they go to."""
    now = now or timezone.now()
    with transaction.atomic():
        due = list(Message.objects.due(now).locked()[:limit])
        batch = Batch(looked_at=len(due))
        Message.objects.filter(pk__in=[message.pk for message in due]).update(
            state=State.CLAIMED, claimed_at=now, claimed_by=worker, attempts=F("attempts") + 1
        )
        for message in due:
            message.state, message.claimed_at, message.claimed_by = State.CLAIMED, now, worker
            message.attempts += 1
            batch.parcels += _address(message, now)
    return batch


def _address(message: Message, now: datetime) -> list[Parcel]:
    """The parcels a claimed message makes: one, several children, or none (cancelled, failed or put back)."""
    try:
        with transaction.atomic():  # a failing query of one kind must not undo the others' claims
            everybody = _recipients(message)
    except registry.Pointless:
        _mark(message, state=State.CANCELLED, error_kind="pointless")
        return []
    except Exception as error:  # noqa: BLE001 - judged, like any other failure of one message
        _postpone_or_fail(message, judge(error), now)
        return []
    recipients = _mine(message, everybody)
    if not recipients and not everybody and registry.find(message.kind).audience == "staff":
        _fail(message, "no-recipient")
        return []
    if not recipients:
        _mark(message, state=State.CANCELLED, error_kind="no-recipient")
        return []
    if len(recipients) == 1:
        return [Parcel(message, recipients[0])]
    return _split(message, recipients)


def _recipients(message: Message) -> list[Recipient]:
    found = {
        each.address.strip().lower(): replace(each, address=each.address.strip())
        for each in registry.find(message.kind).recipients(message)
    }
    return list(found.values())


def _mine(message: Message, everybody: list[Recipient]) -> list[Recipient]:
    """Of a child only the one it was made for, if that person is still among them."""
    if message.recipient_hash is None:
        return everybody
    mine = bytes(message.recipient_hash)
    return [each for each in everybody if recipient_hash(message.parent_id, each) == mine]


def recipient_hash(parent_id: Any, recipient: Recipient) -> bytes:
    """Bound to the parent: two messages to one person do not show that they go to the same."""
    return keyed_hash("outbox.recipient", str(parent_id), recipient.address.strip().lower())


def _split(parent: Message, recipients: Iterable[Recipient]) -> list[Parcel]:
    """One child for each recipient, claimed already. Each succeeds, fails and is retried on its own."""
    parcels = []
    for recipient in recipients:
        child = registry.plan(
            parent.kind,
            parent.subject_id,
            params=parent.params,
            user=parent.user,
            language=recipient.language or parent.language,
            not_before=parent.next_attempt_at,
        )
        child.parent, child.recipient_hash = parent, recipient_hash(parent.pk, recipient)
        child.state, child.claimed_at, child.claimed_by = State.CLAIMED, parent.claimed_at, parent.claimed_by
        child.give_up_at, child.attempts = parent.give_up_at, 1
        parcels.append(Parcel(child, recipient))
    Message.objects.bulk_create(parcel.message for parcel in parcels)
    _mark(parent, state=State.SPLIT, error_kind="")
    return parcels


# --- send ---------------------------------------------------------------------------------------------------


def deliver(parcel: Parcel, connection: BaseEmailBackend, now: datetime | None = None) -> Verdict | None:
    """Send one parcel and mark it. None when it was sent, else what went wrong."""
    message = parcel.message
    try:
        valid_address(parcel.recipient.address)
        mail = as_mail(registry.find(message.kind), message, parcel.recipient, connection)
        mail.message()  # builds every header: what cannot be encoded fails here, before anything is sent
        connection.open()
        connection.send_messages([mail])
    except ValidationError:
        verdict = Verdict(False, "address-unusable")
    except Exception as error:  # noqa: BLE001 - every failure is judged; what is not known is tried again
        verdict = judge(error)
    else:
        _sent(message, now or timezone.now())
        return None
    _postpone_or_fail(message, verdict, now or timezone.now())
    return verdict


def _sent(message: Message, now: datetime) -> None:
    with transaction.atomic():
        if not _mark(message, state=State.SENT, sent_at=now, error_kind=""):
            logger.warning("a message was sent after its claim had ended: %s", message.pk)
        elif (tell := registry.find(message.kind).sent) is not None:
            try:
                with transaction.atomic():
                    tell(message, now)
            except Exception as error:  # noqa: BLE001 - the mail went out: it must not go out again for this
                logger.error("%s was sent, but not noted: %s", message.pk, type(error).__name__)


def _postpone_or_fail(message: Message, verdict: Verdict, now: datetime) -> None:
    retry_at = now + backoff(message.attempts)
    if verdict.temporary and retry_at < message.give_up_at:
        _mark(message, state=State.PENDING, next_attempt_at=retry_at, error_kind=verdict.kind)
    else:
        _fail(message, verdict.kind)


def _fail(message: Message, kind: str) -> None:
    _mark(message, state=State.FAILED, error_kind=kind)
    logger.warning("a message failed for good (%s): %s %s", kind, message.kind, message.pk)


def _mark(message: Message, **changes: Any) -> bool:
    """Only while the claim is still ours: after a recovery the row belongs to another worker."""
    ours = Message.objects.filter(
        pk=message.pk, state=State.CLAIMED, claimed_at=message.claimed_at, claimed_by=message.claimed_by
    )
    return bool(ours.update(claimed_at=None, claimed_by="", **changes))


def release(parcels: Iterable[Parcel]) -> None:
    """Give back what was claimed but not tried."""
    for parcel in parcels:
        _mark(parcel.message, state=State.PENDING, attempts=parcel.message.attempts - 1)


def run(worker: str, *, budget: float = BUDGET, limit: int = BATCH) -> int:
    """Deliver what is due over one connection, until nothing is left or ``budget`` seconds passed; returns how many
    were sent. A mail server that is away ends the run: the rest is not even tried."""
    deadline = time.monotonic() + budget
    connection, sent = get_connection(), 0
    try:
        while time.monotonic() < deadline:
            batch = claim_batch(worker, limit)
            if not batch.looked_at:
                break
            waiting = list(batch.parcels)
            while waiting and time.monotonic() < deadline:
                verdict = deliver(waiting.pop(0), connection)
                sent += verdict is None
                if verdict and verdict.kind.startswith(("connection", "sender")):
                    release(waiting)
                    return sent
                if verdict:
                    _close(connection)  # no conversation goes on after a refusal it may not have understood
            release(waiting)
    finally:
        _close(connection)
    return sent


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except Exception:  # noqa: BLE001 - the mails are marked; a goodbye that fails changes nothing
        logger.info("the mail server did not answer the goodbye")


# --- recover ------------------------------------------------------------------------------------------------


def recover_stuck(lease: timedelta = LEASE, now: datetime | None = None) -> int:
    """Give back what a dead worker had claimed; returns how many. The mail may have gone out: same Message-ID."""
    now = now or timezone.now()
    stuck = Message.objects.stuck(now - lease)
    again = Q(recoveries__lt=TOO_OFTEN_STUCK)
    freed = {
        "claimed_at": None,
        "claimed_by": "",
        "error_kind": "worker-died",
        "recoveries": F("recoveries") + 1,
    }
    stuck.exclude(again).update(state=State.FAILED, **freed)
    back = stuck.filter(again).update(state=State.PENDING, next_attempt_at=now, **freed)
    if back:
        logger.warning("%d messages of a dead worker wait again", back)
    return back


# --- by hand ------------------------------------------------------------------------------------------------


def try_again(messages: QuerySet[Message], now: datetime | None = None) -> int:
    """An administrator's second chance for failed messages; returns how many."""
    now = now or timezone.now()
    return messages.filter(state=State.FAILED).update(
        state=State.PENDING, attempts=0, recoveries=0, next_attempt_at=now, give_up_at=now + PATIENCE
    )


def cancel(messages: QuerySet[Message]) -> int:
    """Send these no more, unless they are being sent at this moment; returns how many."""
    return messages.filter(state__in=[State.PENDING, State.FAILED]).update(state=State.CANCELLED)

"""Verifying a commitment: one person prepares it, a second one confirms it or sends it back.

Confirming is one transaction: the established fact goes on the timeline, the verification is closed, both are committed
to in the ledger. Each decision locks the verification's row, so that of two people the second one finds it decided.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from associations import files
from associations.commitments import notifications, rules
from associations.commitments.models import Answer, Verification
from associations.commitments.who import may_decide, may_prepare, may_withdraw
from associations.models import Association, Commitment, Event, Membership
from associations.plausible import doubts_of_event
from associations.recording import record
from associations.replies import services as replies
from portal import ledger
from portal.accounts.models import User
from portal.outbox.models import Message
from portal.sealing.storage import discard
from portal.sealing.uploads import SealedUpload

State = Verification.State


class DecidedMeanwhile(Exception):
    """Somebody else confirmed, sent back or withdrew it first."""


@dataclass(frozen=True, slots=True)
class Checklist:
    """What was found: the text per language, the answers (``models.check_answers``), the sources these name by
    number.
    """

    commitment: Commitment
    text: dict[str, str]
    answers: list[dict[str, Any]]
    sources: list[dict[str, str]] = field(default_factory=list)


def prepare(
    body: Association,
    umbrella: Association,
    found: Checklist,
    *,
    by: User,
    now: datetime,
    follows: Verification | None = None,
    upload: SealedUpload | None = None,
) -> Verification:
    """Put a checklist before a second person; ``follows``: one that was sent back, which this replaces.

    Raises PermissionDenied; ValidationError, by ``answer-<question>`` where a question is concerned. A file that was
    kept for nothing is removed again.
    """
    try:
        return _prepare(body, umbrella, found, by, now, follows, upload)
    except BaseException:
        if upload is not None and upload.stored_as:
            discard([upload.stored_as])
        raise


@transaction.atomic
def _prepare(
    body: Association,
    umbrella: Association,
    found: Checklist,
    by: User,
    now: datetime,
    follows: Verification | None,
    upload: SealedUpload | None,
) -> Verification:
    if umbrella.kind != Association.Kind.UMBRELLA or not may_prepare(by, body, umbrella):
        raise PermissionDenied
    _lock(body)
    _check_member(body, umbrella, now)
    _check_complete(found)
    row = Verification(
        body=body,
        umbrella=umbrella,
        commitment=found.commitment,
        text=found.text,
        answers=found.answers,
        sources=found.sources,
        checked_on=now.date(),
        follows=_sent_back(follows, body, umbrella, found.commitment),
        prepared_by=by,
        prepared_at=now,
    )
    _check_plausible(_event(row))
    if upload is not None:
        files.check(upload)
        row.file = files.keep(upload, by, now)
        row.file.save(force_insert=True)
    elif follows is not None:
        row.file = follows.file
    row.full_clean()
    row.save(force_insert=True)
    ledger.commit("verification.prepared", row.pk, {"checked_on": row.checked_on.isoformat()}, now)
    Message.objects.bulk_create([notifications.to_confirm(row)])
    return row


@transaction.atomic
def confirm(pk: UUID, looked: Collection[str], *, by: User, now: datetime) -> Verification:
    """The commitment is verified: an established fact of the day on which the checklist was prepared, with its sources.
    ``looked``: codes of the questions whose sources this second person looked at as well.

    Raises PermissionDenied (also for whoever prepared it), DecidedMeanwhile, ValidationError when a "yes" was not
    looked at by both, when it waited for longer than ``rules.WAITS_AT_MOST`` days or the record contradicts it by now.
    """
    row = _waiting(pk)
    if not may_decide(by, row):
        raise PermissionDenied
    _check_looked(row, looked)
    if now.date() - row.checked_on > timedelta(days=rules.WAITS_AT_MOST):
        raise ValidationError(
            _(
                "It waited for more than %(days)d days, and what was seen then may be otherwise now. Send it back, so "
                "that it is prepared anew."
            )
            % {"days": rules.WAITS_AT_MOST}
        )
    _lock(row.body)
    event = _event(row)
    _check_plausible(event)
    row.entry = record(event, by=by, now=now).entry
    row.looked_at = [each["question"] for each in row.answers if each["question"] in looked]
    replies.verified(row.body, row.commitment, row.entry, by=by, now=now)
    return _decide(row, State.CONFIRMED, by, now, "")


@transaction.atomic
def send_back(pk: UUID, reason: str, *, by: User, now: datetime) -> Verification:
    """Raises PermissionDenied, DecidedMeanwhile, ValidationError without a reason."""
    row = _waiting(pk)
    if not may_decide(by, row):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Say what is missing or wrong.")})
    _decide(row, State.SENT_BACK, by, now, reason)
    Message.objects.bulk_create([notifications.sent_back(row)])
    return row


@transaction.atomic
def withdraw(pk: UUID, reason: str, *, by: User, now: datetime) -> Verification:
    """By the side that prepared it. Raises PermissionDenied, DecidedMeanwhile."""
    row = _waiting(pk)
    if not may_withdraw(by, row):
        raise PermissionDenied
    return _decide(row, State.WITHDRAWN, by, now, reason)


def _decide(row: Verification, state: State, by: User, now: datetime, reason: str) -> Verification:
    row.state, row.decided_by, row.decided_at, row.reason = state, by, now, reason.strip()
    row.save(update_fields=["state", "decided_by", "decided_at", "reason", "entry", "looked_at"])
    ledger.commit(
        f"verification.{state.value}", row.pk, {"entry": str(row.entry) if row.entry else None}, now
    )
    return row


def _waiting(pk: UUID) -> Verification:
    row = Verification.objects.select_for_update(of=("self",)).select_related("body", "umbrella").get(pk=pk)
    if not row.is_waiting:
        raise DecidedMeanwhile
    return row


def _lock(body: Association) -> None:
    """As editors do (``associations.editing``): of two who write about one body, the second sees the first."""
    list(Association.objects.filter(pk=body.pk).select_for_update(no_key=True).values_list("pk", flat=True))


def _event(row: Verification) -> Event:
    own = row.body_id == row.umbrella_id
    return Event(
        subject=row.body,
        other=None if own else row.umbrella,
        kind=Event.Kind.COMMITMENT_VERIFIED,
        commitment=row.commitment,
        day=row.checked_on,
        standing=Event.Standing.FACT,
        text=row.text,
        sources=row.sources,
        file=row.file,
    )


def _check_member(body: Association, umbrella: Association, now: datetime) -> None:
    if body.pk == umbrella.pk:
        return
    members = Membership.objects.current().of(body).on(now.date())
    if not members.filter(umbrella=umbrella).exists():
        raise ValidationError(
            _("%(body)s is not on record as a member of %(umbrella)s today.")
            % {"body": body.name, "umbrella": umbrella.name}
        )


def _check_complete(found: Checklist) -> None:
    given = {each.get("question"): each for each in found.answers}
    wrong: dict[str, str] = {}
    for question in rules.asked(found.commitment):
        answer = given.pop(question.code, {})
        if answer.get("answer") not in Answer.values:
            wrong[question.code] = _("Answer each question: yes, no or not known.")
        elif question.needed and answer["answer"] != Answer.YES:
            wrong[question.code] = _(
                "Without “yes” here the commitment is not verified. Until then it stays as it is on record."
            )
        elif answer["answer"] == Answer.YES and not answer.get("sources"):
            wrong[question.code] = _("Name what this stands on: the number of a source below.")
        elif any(number > len(found.sources) for number in answer.get("sources", [])):
            wrong[question.code] = _("There is no source with this number below.")
    if given:
        raise ValidationError(_("The checklist has a question that is not asked."))
    if wrong:
        raise ValidationError({f"answer-{code}": message for code, message in wrong.items()})


def _check_looked(row: Verification, looked: Collection[str]) -> None:
    missing = [
        each["question"]
        for each in row.answers
        if each["answer"] == Answer.YES and each["question"] not in looked
    ]
    if missing:
        message = _("Look at the sources of this “yes” and tick it, or send the verification back.")
        raise ValidationError({f"looked-{code}": message for code in missing})


def _check_plausible(event: Event) -> None:
    refused = [doubt.message for doubt in doubts_of_event(event, None) if doubt.refuses]
    if refused:
        raise ValidationError(refused)


def _sent_back(
    follows: Verification | None, body: Association, umbrella: Association, commitment: Commitment
) -> Verification | None:
    if follows is None:
        return None
    same = (follows.body_id, follows.umbrella_id, follows.commitment) == (body.pk, umbrella.pk, commitment)
    if not same or follows.state != State.SENT_BACK:
        raise ValidationError(_("Only what was sent back is prepared again."))
    if Verification.objects.filter(follows=follows).exists():
        raise ValidationError(_("Somebody else has prepared this again already."))
    return follows

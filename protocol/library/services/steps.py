"""What became of a petition: recorded by one person, confirmed by another, taken back with a reason."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal import ledger
from portal.accounts.models import User
from portal.web.forms import PartialDate
from protocol.library.handed_in import Act, may
from protocol.library.models import Document, Step
from protocol.library.services.content import check_sources
from protocol.library.services.documents import DecidedMeanwhile, locked, touch
from protocol.library.texts import check_texts

State = Step.State


@transaction.atomic
def record(
    pk: UUID,
    addressee: str,
    kind: str,
    when: PartialDate,
    *,
    text: dict[str, str],
    said_by: dict[str, str],
    sources: list[dict[str, str]],
    by: User | None,
    now: datetime,
) -> Step:
    """Put a step before a second person. Raises PermissionDenied; ValidationError by field."""
    if by is not None and not may(by, Act.WRITE):
        raise PermissionDenied
    document = locked(pk)
    _check(document, addressee, kind, when, text, said_by, sources, now)
    return Step.objects.create(
        document=document,
        addressee=addressee,
        kind=kind,
        day=when.earliest,
        day_precision=when.precision,
        text=text,
        said_by=said_by,
        sources=sources,
        written_by=by,
        written_at=now,
    )


def _check(
    document: Document,
    addressee: str,
    kind: str,
    when: PartialDate,
    text: Any,
    said_by: Any,
    sources: Any,
    now: datetime,
) -> None:
    wrong: dict[str, Any] = {}
    if not document.is_petition or not document.is_public:
        raise ValidationError(_("Steps are recorded of a petition that is published."))
    if addressee not in {each["key"] for each in document.addressees}:
        wrong["addressee"] = _("Choose one of the addressees.")
    if kind not in Step.Kind.values:
        wrong["kind"] = _("Choose what happened.")
    if when.earliest > now.date():
        wrong["day"] = _("This date is in the future. Check the year.")
    elif document.when is not None and when.latest < document.when.earliest:
        wrong["day"] = _("The petition is of a later day. Check the year.")
    for name, value, most, needed in (("text", text, 2000, False), ("said_by", said_by, 200, True)):
        try:
            check_texts(value, most, needed=needed)
        except ValidationError as error:
            wrong[name] = error.messages
    if problem := check_sources(sources):
        wrong["sources"] = problem
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def confirm(pk: UUID, *, by: User | None, now: datetime) -> Step:
    """Raises PermissionDenied (also for whoever wrote it), DecidedMeanwhile."""
    row = _proposed(pk)
    if by is not None and not may_confirm(by, row):
        raise PermissionDenied
    row.state, row.decided_by, row.decided_at = State.PUBLISHED, by, now
    row.save()
    touch(locked(row.document_id), now)
    ledger.commit("library.step", row.pk, {"kind": row.kind}, now)
    return row


@transaction.atomic
def drop(pk: UUID, *, by: User, now: datetime) -> Step:
    """Raises PermissionDenied, DecidedMeanwhile."""
    row = _proposed(pk)
    if not may(by, Act.WRITE):
        raise PermissionDenied
    row.state, row.decided_by, row.decided_at = State.DROPPED, by, now
    row.save()
    return row


@transaction.atomic
def take_back(pk: UUID, reason: str, *, by: User, now: datetime) -> Step:
    """It stays on the timeline, struck through, with the reason. Raises PermissionDenied, DecidedMeanwhile,
    ValidationError without a reason.
    """
    row = Step.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if not may(by, Act.PUBLISH):
        raise PermissionDenied
    if row.state != State.PUBLISHED:
        raise DecidedMeanwhile
    if not reason.strip():
        raise ValidationError({"reason": _("Say why. The public reads it.")})
    row.state, row.because, row.taken_back_by, row.taken_back_at = (
        State.TAKEN_BACK,
        reason.strip()[:500],
        by,
        now,
    )
    row.save()
    touch(locked(row.document_id), now)
    return row


def may_confirm(user: Any, row: Step) -> bool:
    return row.state == State.PROPOSED and row.written_by_id != user.pk and may(user, Act.PUBLISH)


def _proposed(pk: UUID) -> Step:
    row = Step.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if row.state != State.PROPOSED:
        raise DecidedMeanwhile
    return row

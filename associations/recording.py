"""Changes to the public record: each adds a revision, says who and why, and commits to it in the ledger."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from associations.models.record import Revision
from portal import ledger
from portal.accounts.models import User

R = TypeVar("R", bound=Revision)


class ChangedMeanwhile(Exception):
    """Somebody else corrected or retracted the same entry first."""


def record(revision: R, *, by: User | None, now: datetime, because: str = "", entry: UUID | None = None) -> R:
    """Put an unsaved revision of a new entry on record. ``by`` is empty for a command on the machine itself; ``entry``
    is given by one that knows its entries again.

    Raises ValidationError for what the model or the database refuses (an overlapping period, say).
    """
    return _add(revision, entry or uuid4(), by, now, because)


@transaction.atomic
def correct(revision: R, of: R, *, by: User | None, now: datetime, because: str) -> R:
    """Let ``revision`` (unsaved) stand in the place of ``of``, which stays readable as it was.

    Raises ValidationError without a reason, or as :func:`record` does; ChangedMeanwhile.
    """
    if not because.strip():
        raise ValidationError({"because": _("Say why the record is corrected: the reason is public.")})
    _supersede(of, now)
    return _add(revision, of.entry, by, now, because)


@transaction.atomic
def retract(of: R, *, by: User | None, now: datetime, because: str) -> R:
    """Take an entry off the record: earlier days still show it. Raises as :func:`correct` does."""
    if not because.strip():
        raise ValidationError({"because": _("Say why this is taken off the record: the reason is public.")})
    _supersede(of, now)
    left = type(of)(**{field.attname: getattr(of, field.attname) for field in of._meta.concrete_fields})
    left.pk, left.retracted, left.superseded_at = uuid4(), True, None
    return _add(left, of.entry, by, now, because)


@transaction.atomic
def put_many(
    rows: Sequence[tuple[R, R | None]], *, by: User | None, now: datetime, because: str = ""
) -> None:
    """Put unsaved revisions of one model on record together, each with its ``entry`` set, in the place of the revision
    beside it if there is one. As :func:`record` and :func:`correct`, with four queries whatever their number; that the
    bodies exist is the caller's to know.

    Raises ValidationError for a field, without a reason for a correction; IntegrityError for what the database refuses;
    ChangedMeanwhile.
    """
    if not rows:
        return
    model = type(rows[0][0])
    manager: models.Manager[R] = model._default_manager
    before = [of.pk for _row, of in rows if of is not None]
    if before and not because.strip():
        raise ValidationError({"because": _("Say why the record is corrected: the reason is public.")})
    if before:
        done = manager.filter(pk__in=before, superseded_at__isnull=True).update(superseded_at=now)
        if done != len(before):
            raise ChangedMeanwhile
    related = [field.name for field in model._meta.concrete_fields if field.is_relation]
    for revision, of in rows:
        revision.recorded_at, revision.recorded_by = now, by
        revision.because = because.strip() if of is not None else ""
        revision.clean_fields(exclude=related)  # each would be looked up by a query of its own
    manager.bulk_create([revision for revision, _of in rows])
    ledger.commit_many(
        ledger.build(
            f"record.{model._meta.model_name}",
            revision.entry,
            {"revision": str(revision.pk), "retracted": revision.retracted},
            now,
        )
        for revision, _of in rows
    )


def _supersede(of: Revision, now: datetime) -> None:
    manager: models.Manager[Revision] = type(of)._default_manager
    done = manager.filter(pk=of.pk, superseded_at__isnull=True).update(superseded_at=now)
    if not done:
        raise ChangedMeanwhile


@transaction.atomic
def _add(revision: R, entry: UUID, by: User | None, now: datetime, because: str) -> R:
    revision.entry, revision.recorded_at, revision.recorded_by = entry, now, by
    revision.because = because.strip()
    revision.full_clean(exclude=["entry"], validate_unique=False)
    revision.save(force_insert=True)
    ledger.commit(
        f"record.{revision._meta.model_name}",
        entry,
        {"revision": str(revision.pk), "retracted": revision.retracted},
        now,
    )
    return revision

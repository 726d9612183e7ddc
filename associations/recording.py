"""Changes to the public record: each adds a revision, says who, in whose name and why, commits to it in the ledger, and
tells the liaisons of the bodies concerned - in the same transaction, whatever way it comes in.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from associations import notifications
from associations.duties import Role
from associations.models import RoleGrant
from associations.models.record import Revision
from associations.roles import roles_of
from portal import ledger
from portal.accounts.models import User
from portal.outbox.models import Message

#: Who acts in the name of the body in which they hold the role.
KEEPERS = frozenset({Role.PUBLISHER, Role.ADMINISTRATOR, Role.SUPERVISOR, Role.EXTERNAL_REVIEWER})
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
    _not_another_s_words(of)
    _supersede(of, now)
    return _add(revision, of.entry, by, now, because, was=of)


@transaction.atomic
def retract(
    of: R,
    *,
    by: User | None,
    now: datetime,
    because: str,
    unlawful: bool = False,
    about_another: bool = False,
) -> R:
    """Take an entry off the record: earlier days still show it. ``unlawful``: the one ground on which a body's own
    words are taken off (``associations/replies``); ``about_another``: the entry named the wrong body.
    Raises as :func:`correct` does.
    """
    if not unlawful:
        _not_another_s_words(of)
    if not because.strip():
        raise ValidationError({"because": _("Say why this is taken off the record: the reason is public.")})
    _supersede(of, now)
    left = type(of)(**{field.attname: getattr(of, field.attname) for field in of._meta.concrete_fields})
    left.pk, left.retracted, left.superseded_at = uuid4(), True, None
    left.about_another = about_another
    return _add(left, of.entry, by, now, because)


@transaction.atomic
def put_many(
    rows: Sequence[tuple[R, R | None]], *, by: User | None, now: datetime, because: str = ""
) -> None:
    """Put unsaved revisions of one model on record together, each with its ``entry`` set, in the place of the revision
    beside it if there is one. As :func:`record` and :func:`correct`, with seven queries at most; that the bodies
    exist is the caller's to know.

    Raises ValidationError for a field, without a reason for a correction; IntegrityError for what the database refuses;
    ChangedMeanwhile.
    """
    if not rows:
        return
    model = type(rows[0][0])
    manager: models.Manager[R] = model._default_manager
    before = [of.pk for _row, of in rows if of is not None]
    for _row, of in rows:
        if of is not None:
            _not_another_s_words(of)
    if before and not because.strip():
        raise ValidationError({"because": _("Say why the record is corrected: the reason is public.")})
    if before:
        done = manager.filter(pk__in=before, superseded_at__isnull=True).update(superseded_at=now)
        if done != len(before):
            raise ChangedMeanwhile
    related = [field.name for field in model._meta.concrete_fields if field.is_relation]
    for revision, of in rows:
        revision.recorded_at, revision.recorded_by = now, by
        revision.recorded_for_id = _in_whose_name(revision, by)
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
    _tell(each for pair in rows for each in pair if each is not None)


def _not_another_s_words(of: Revision) -> None:
    """Raises ValidationError for what a body itself put on record through its liaison: nobody else rewrites it."""
    if getattr(of, "first_hand", False):
        raise ValidationError(
            _(
                "The body itself put these words on record. Nobody corrects them or takes them off, except as "
                "unlawful, on the page of its request."
            )
        )


def _in_whose_name(revision: Revision, by: User | None) -> UUID | None:
    """The body for which ``by`` keeps the record: the one the entry is with or about if they do so there, else the
    only one; None for a command, and where it could be several. One query the first time a person is asked about.
    """
    if by is None:
        return None
    mine = {body for body, roles in roles_of(by).items() if roles & KEEPERS}
    for name in ("other_id", "umbrella_id", "subject_id"):
        if getattr(revision, name, None) in mine:
            return getattr(revision, name)
    return mine.pop() if len(mine) == 1 else None


def _tell(revisions: Iterable[Any]) -> None:
    """One notice for each body that is concerned and has a liaison. Three queries; one where none has."""
    entries: dict[UUID, UUID] = {}
    for revision in revisions:
        for name in ("subject_id", "other_id", "member_id"):
            if (body := getattr(revision, name, None)) is not None:
                entries[body] = revision.entry
    granted = RoleGrant.objects.filter(association__in=entries).order_by()
    if not granted.confirmed().filter(role=Role.LIAISON).exists():
        return  # most bodies have none: that is known before anybody asks who has left
    if heard := set(granted.in_effect(roles=[Role.LIAISON]).values_list("association", flat=True)):
        Message.objects.bulk_create(
            [notifications.on_record(body, entry) for body, entry in entries.items() if body in heard]
        )


def _supersede(of: Revision, now: datetime) -> None:
    manager: models.Manager[Revision] = type(of)._default_manager
    done = manager.filter(pk=of.pk, superseded_at__isnull=True).update(superseded_at=now)
    if not done:
        raise ChangedMeanwhile


@transaction.atomic
def _add(revision: R, entry: UUID, by: User | None, now: datetime, because: str, was: R | None = None) -> R:
    revision.entry, revision.recorded_at, revision.recorded_by = entry, now, by
    revision.recorded_for_id = _in_whose_name(revision, by)
    revision.because = because.strip()
    # What goes off the record is as it was, also where it would not be taken today.
    as_it_was = ["sources"] if revision.retracted else []
    revision.full_clean(exclude=["entry", *as_it_was], validate_unique=False)
    revision.save(force_insert=True)
    ledger.commit(
        f"record.{revision._meta.model_name}",
        entry,
        {"revision": str(revision.pk), "retracted": revision.retracted},
        now,
    )
    _tell([revision, *([was] if was is not None else [])])
    return revision

"""What people do with an import. Each is one transaction with a locked row; the worker does the work (``jobs``)."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from associations.exchange import files
from associations.exchange.kinds import KINDS, Kind
from associations.exchange.models import OVER, Finding, Import, State
from associations.record_permissions import may_somewhere
from associations.roles import is_administrator
from portal.accounts.models import User
from portal.sealing.erase import erase_owner
from portal.sealing.errors import CannotKeep
from portal.sealing.models import DataKey
from portal.sealing.storage import discard, discard_on_commit
from portal.sealing.uploads import NO_SPACE, TOO_BIG
from portal.tables.detecting import SEPARATORS, Form
from portal.tables.encodings import ENCODINGS

if TYPE_CHECKING:
    from portal.sealing.uploads import SealedUpload

#: A file is kept so long after the last thing that happened to its import.
KEPT = timedelta(days=14)


def receive(upload: "SealedUpload", kind: Kind, *, by: User, now: datetime) -> Import:
    """Keep a file to be looked at. Raises PermissionDenied; ValidationError that says what to do."""
    if not may_somewhere(by, kind.action):
        raise PermissionDenied
    _check(upload)
    found = files.look(upload, kind)
    if not found.size:
        raise ValidationError(_("This file is empty."))
    form = found.form(kind.names(1))
    row = Import(
        kind=kind.name,
        state_since=now,
        by=by,
        language=(get_language() or "en")[:12],
        uploaded_at=now,
        file_id=upload.file_id,
        content_hash=upload.content_hash,
        size=found.size,
        format=form.format,
        encoding=form.encoding,
        separator=form.separator,
    )
    vault = files.seal(row, upload)
    try:
        row.storage_name = upload.keep()
    except CannotKeep as problem:
        raise ValidationError(_("This file could not be kept just now. Try again later.")) from problem
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            DataKey.objects.bulk_create(vault.key_rows())
    except BaseException:
        discard([row.storage_name])
        raise
    return row


def _check(upload: "SealedUpload") -> None:
    if upload.failed_reason == TOO_BIG or (upload.size or 0) > files.LARGEST:
        raise ValidationError(
            _(
                "A file can have up to %(limit)d MB. Divide it into several: each begins with the same first line."
            )
            % {"limit": files.LARGEST // 2**20}
        )
    if upload.failed_reason == NO_SPACE:
        raise ValidationError(_("There is no room for this file at the moment. Try again later."))
    if upload.failed_reason:
        raise ValidationError(_("This file could not be kept just now. Try again later."))
    if upload.looks_like in {"xlsx", "xls", "ods", "zip", "pdf", "docx"}:
        raise ValidationError(
            _(
                "This is no CSV or JSON. In a spreadsheet choose “Save as” and “CSV UTF-8”, and upload that file."
            )
        )


def _locked(pk: UUID, by: User) -> Import:
    row = Import.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if row.by_id != by.pk:
        raise PermissionDenied
    return row


def _move(row: Import, state: State, now: datetime) -> None:
    row.state, row.state_since = state, now


@transaction.atomic
def read_as(pk: UUID, form: Form, *, by: User, now: datetime) -> Import:
    """Read the file in another form; what was found out in the old one is dropped. Raises PermissionDenied,
    ValidationError once it is with the worker or over.
    """
    row = _locked(pk, by)
    if row.state not in {State.LOOKED_AT, State.CHECKED} or row.forgotten_at is not None:
        raise ValidationError(_("This import cannot be changed any more. Look at where it stands."))
    known = form.encoding in dict(ENCODINGS) and form.separator in dict(SEPARATORS)
    if not known or form.format not in {"csv", "json"}:
        raise ValidationError(_("Choose from the lists."))
    row.format, row.encoding, row.separator = form.format, form.encoding, form.separator
    _move(row, State.LOOKED_AT, now)
    row.save()
    return row


@transaction.atomic
def ask_check(pk: UUID, *, by: User, now: datetime) -> Import:
    """Hand the file to the worker to be tried; again, if it was tried before. Raises as :func:`read_as` does."""
    row = _locked(pk, by)
    if row.state in {State.TO_CHECK, State.CHECKING}:
        return row  # the same form sent twice
    if row.state not in {State.LOOKED_AT, State.CHECKED} or row.forgotten_at is not None:
        raise ValidationError(_("This import cannot be checked any more. Upload the file again."))
    _move(row, State.TO_CHECK, now)
    row.changed_since = row.cancel_asked = False
    row.lines_done = row.bytes_done = row.recoveries = 0
    row.save()
    return row


@transaction.atomic
def confirm(
    pk: UUID,
    *,
    by: User,
    now: datetime,
    shown: str,
    because: str = "",
    accepted: frozenset[str] = frozenset(),
) -> Import:
    """Let the worker write what the check showed. ``shown``: the digest of what the person saw, in hexadecimal.

    Raises PermissionDenied; ValidationError, by field where it can: errors are left, something unusual is not
    confirmed, a reason is missing, or something else was checked meanwhile.
    """
    row = _locked(pk, by)
    if row.state in {State.TO_WRITE, State.WRITING, State.WRITTEN}:
        return row  # the same form sent twice
    if row.state != State.CHECKED or row.forgotten_at is not None:
        raise ValidationError(_("This import cannot be written. Look at where it stands."))
    if bytes(row.outcome or b"").hex() != shown:
        raise ValidationError(
            _("The file was checked again meanwhile. Look at what was found out, then confirm.")
        )
    if row.errors:
        raise ValidationError(_("Errors are left. Mend them in the file and upload it again."))
    if not row.new + row.changed + row.same:
        raise ValidationError(
            _("The file has no lines besides the names of the columns: there is nothing to write.")
        )
    if not row.new + row.changed:
        raise ValidationError(_("There is nothing to write: the record says all of it already."))
    refused: dict[str, list[str]] = {}
    if missing := sorted(set(row.doubts) - accepted):
        refused["accepted"] = [
            ngettext(
                "Confirm what is unusual, or change the file.",
                "Confirm everything that is unusual, or change the file.",
                len(missing),
            )
        ]
    if row.changed and not because.strip():
        refused["because"] = [_("Say why the record is corrected: the reason is public.")]
    if refused:
        raise ValidationError(refused)
    row.because, row.confirmed_at = because.strip()[:500], now
    row.lines_done = row.bytes_done = row.recoveries = 0
    row.cancel_asked = False
    _move(row, State.TO_WRITE, now)
    row.save()
    return row


@transaction.atomic
def cancel(pk: UUID, *, by: User, now: datetime) -> Import:
    """Stop it. While the worker is at it, the worker is asked to stop, and writes nothing. Raises PermissionDenied
    unless it is one's own or one is an administrator; ValidationError when it is over.
    """
    row = Import.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if row.by_id != by.pk and not is_administrator(by):
        raise PermissionDenied
    if row.state == State.CANCELLED:
        return row
    if row.state in OVER:
        raise ValidationError(_("This import is over and cannot be cancelled."))
    if row.state in {State.CHECKING, State.WRITING}:
        Import.objects.filter(pk=pk).update(cancel_asked=True)
        row.cancel_asked = True
        return row
    _move(row, State.CANCELLED, now)
    row.save()
    return row


def forget(now: datetime, limit: int = 100) -> int:
    """Forget the files of imports to which nothing happened for ``KEPT``, with what was found out about them; the
    account of who imported what, when and why stays. Returns how many.
    """
    over = Q(
        state__in=[*OVER, State.LOOKED_AT, State.CHECKED], state_since__lte=now - KEPT, forgotten_at=None
    )
    count = 0
    for pk in list(Import.objects.filter(over).values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            row = Import.objects.select_for_update(of=("self",), no_key=True).filter(over, pk=pk).first()
            if row is None:
                continue
            erase_owner(row.pk)
            Finding.objects.filter(of=row).delete()
            row.file_key = row.file_name = None
            row.forgotten_at = now
            if row.state not in OVER:
                _move(row, State.CANCELLED, now)
            row.save()
            discard_on_commit([row.storage_name])
            count += 1
    return count


def kind_of(row: Import) -> Kind:
    return KINDS[row.kind]

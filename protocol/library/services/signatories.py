"""Signatories in a table: tried first, written only as it was shown; and what they take back later.

The names of a table are sealed from the moment it arrives, and gone from it once it is decided on.
"""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal import ledger
from portal.accounts.models import User
from portal.sealing import Purpose, Vault
from portal.sealing.models import DataKey
from portal.sealing.uploads import NO_SPACE, TOO_BIG
from portal.tables.detecting import Form, Look
from protocol.library import table
from protocol.library.handed_in import Act, may
from protocol.library.models import Document, Signatory, SignatoryImport
from protocol.library.services.documents import DecidedMeanwhile, locked, touch
from protocol.library.services.judging import digest, identity, judge

if TYPE_CHECKING:
    from portal.sealing.uploads import SealedUpload

LARGEST = 2 * 2**20  # bytes
PURPOSES = (Purpose.IDENTITY,)
#: A table that nobody decided on is let go after so long.
KEPT = timedelta(days=2)
State = SignatoryImport.State


def vault_of(document: Document) -> Vault:
    """The key under which names of this petition are sealed; made when first needed, in the caller's transaction, with
    the document's row locked.
    """
    vault = Vault.for_desk(document.pk, PURPOSES)
    if not vault.key_rows():
        vault = Vault.create(document.pk, purposes=PURPOSES)
        DataKey.objects.bulk_create(vault.key_rows())
    return vault


def try_out(
    document: Document,
    upload: "SealedUpload",
    *,
    by: User,
    now: datetime,
    encoding: str = "",
    separator: str = "",
) -> tuple[SignatoryImport | None, table.Tried]:
    """Read a table and say what it would change. Without errors it waits to be confirmed; with errors nothing is kept.

    ``encoding``, ``separator``: how it is read, where what is found out is wrong; "" is found out. Raises
    PermissionDenied; ValidationError for a file that is no table.
    """
    if not may(by, Act.WRITE):
        raise PermissionDenied
    _check(upload)
    look = Look()
    for piece in upload.chunks():
        look.feed(piece)
    form = look.form(table.COLUMNS, encoding=encoding, separator=separator)
    lines, wrong = table.read(upload.chunks(), form)
    tried = judge(document, lines, wrong, form)
    if tried.errors or not tried.lines:
        return None, tried
    with transaction.atomic():
        held = locked(document.pk)
        # One table of a petition waits at a time: an earlier one was judged by what is no longer so.
        for earlier in held.imports.filter(state=State.TRIED):
            _let_go(earlier, now)
        row = SignatoryImport(
            document=held, encoding=form.encoding, separator=form.separator, by=by, tried_at=now,
            new=tried.new, changed=tried.changed, same=tried.same, outcome=digest(tried),
        )  # fmt: skip
        vault_of(held).write_json(row, "lines", [line.as_json() for line in lines])
        row.save(force_insert=True)
    return row, tried


def _check(upload: "SealedUpload") -> None:
    if upload.failed_reason == TOO_BIG or (upload.size or 0) > LARGEST:
        raise ValidationError(
            _("A table can have up to %(limit)d MB. Divide it: each part begins with the same first line.")
            % {"limit": LARGEST // 2**20}
        )
    if upload.failed_reason == NO_SPACE:
        raise ValidationError(_("There is no room for this file at the moment. Try again later."))
    if upload.failed_reason:
        raise ValidationError(_("This file could not be kept just now. Try again later."))
    if upload.looks_like in {"xlsx", "xls", "ods", "zip", "pdf", "docx"}:
        raise ValidationError(
            _("This is no CSV. In a spreadsheet choose “Save as” and “CSV UTF-8”, and upload that file.")
        )
    if not upload.size:
        raise ValidationError(_("This file is empty."))


def tried_again(row: SignatoryImport) -> table.Tried:
    """What a waiting table would change now. Raises CannotUnseal."""
    return judge(row.document, _lines(row, vault_of(row.document)), [], Form())


def _lines(row: SignatoryImport, vault: Vault) -> list[table.Line]:
    return [table.Line.from_json(each) for each in vault.read_json(row, "lines") or []]


@transaction.atomic
def confirm(pk: UUID, shown: str, *, by: User, now: datetime) -> SignatoryImport:
    """Write the table as it was shown; all of it or nothing.

    Raises PermissionDenied, DecidedMeanwhile; ValidationError when it would change something else by now.
    """
    row = SignatoryImport.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if not may(by, Act.WRITE):
        raise PermissionDenied
    if row.state != State.TRIED:
        raise DecidedMeanwhile
    document = row.document = locked(row.document_id)
    vault = vault_of(document)
    tried = judge(document, _lines(row, vault), [], Form())
    if tried.errors or digest(tried) != row.outcome or shown != row.outcome:
        raise ValidationError(_("The signatories changed meanwhile. Try the table again."))
    for judged in tried.lines:
        if judged.fate != table.Fate.SAME:
            _put(judged, document, vault, now)
    row.state, row.decided_at, row.lines = State.WRITTEN, now, None
    row.save()
    if tried.new + tried.changed:
        touch(document, now)
        ledger.commit("library.signatories", row.pk, {"new": tried.new, "changed": tried.changed}, now)
    return row


def _put(judged: table.Judged, document: Document, vault: Vault, now: datetime) -> None:
    line = judged.line
    row = judged.old or Signatory(document=document, identity=judged.identity, recorded_at=now)
    if judged.old is not None and row.named and not line.named:
        row.unnamed_at = now
    row.country = line.country
    if line.language is not None:
        row.language = line.language
    if line.day is not None:
        row.day, row.day_precision = date.fromisoformat(line.day) if line.day else None, line.precision
    if line.taken_back is not None:
        row.taken_back_on = date.fromisoformat(line.taken_back) if line.taken_back else None
    _name(row, line.name, line.named, vault)
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()


def _name(row: Signatory, name: str, named: bool, vault: Vault) -> None:
    row.named = named
    row.name = name if named else ""
    vault.write(row, sealed_name=None if named else name)


@transaction.atomic
def let_go(pk: UUID, *, by: User, now: datetime) -> None:
    """Raises PermissionDenied."""
    if not may(by, Act.WRITE):
        raise PermissionDenied
    row = SignatoryImport.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if row.state == State.TRIED:
        _let_go(row, now)


def _let_go(row: SignatoryImport, now: datetime) -> None:
    row.state, row.decided_at, row.lines = State.LET_GO, now, None
    row.save(update_fields=["state", "decided_at", "lines"])


def forget(now: datetime) -> int:
    """Let go of tables that nobody decided on for ``KEPT``; gives how many."""
    count = 0
    with transaction.atomic():
        old = SignatoryImport.objects.filter(state=State.TRIED, tried_at__lte=now - KEPT)
        for row in old.select_for_update(of=("self",), skip_locked=True):
            _let_go(row, now)
            count += 1
    return count


@transaction.atomic
def take_back_agreement(pk: UUID, *, by: User, now: datetime) -> Signatory:
    """From now on it counts and is not named, whatever a later table says. Raises PermissionDenied."""
    if not may(by, Act.WRITE):
        raise PermissionDenied
    document = locked(Signatory.objects.values_list("document", flat=True).get(pk=pk))
    row = Signatory.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if row.named:
        row.unnamed_at = now
        _name(row, row.name, False, vault_of(document))
        row.save()
        touch(document, now)
        ledger.commit("library.unnamed", row.pk, {}, now)
    return row


@transaction.atomic
def take_back_signature(pk: UUID, *, by: User, now: datetime) -> Signatory:
    """From today it neither counts nor is named, whatever a later table says of its name. Raises PermissionDenied."""
    if not may(by, Act.WRITE):
        raise PermissionDenied
    document = locked(Signatory.objects.values_list("document", flat=True).get(pk=pk))
    row = Signatory.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if row.taken_back_on is None:
        row.taken_back_on = timezone.localdate(now)
        row.unnamed_at = row.unnamed_at or now
        if row.named:
            _name(row, row.name, False, vault_of(document))
        row.save()
        touch(document, now)
        ledger.commit("library.unsigned", row.pk, {}, now)
    return row


def search(document: Document, typed: str, *, by: User) -> list[Signatory]:
    """Signatories whose name holds what was typed; of those not named, for whoever keeps the list, those whose whole
    name it is. At most 100. Three queries.
    """
    rows = document.signatories.order_by("country", "name", "id")
    wanted = Q(name__icontains=typed)
    if may(by, Act.WRITE):
        places = (
            document.signatories.filter(named=False).order_by().values_list("country", flat=True).distinct()
        )
        same = table.same_name(typed)
        wanted |= Q(identity__in=[identity(document, same, place) for place in places])
    return list(rows.filter(wanted)[:100])


def everything(document: Document) -> list[dict[str, Any]]:
    """For those who keep the list: every signatory as cells of a table that :func:`try_out` reads. Two queries."""
    vault = Vault.for_desk(document.pk, PURPOSES)
    rows = []
    for row in document.signatories.all():
        name = row.name if row.named else vault.read(row, "sealed_name")
        rows.append(table.cells_of(row, name))
    rows.sort(key=lambda each: (each["country"], each["organisation"].casefold()))
    return rows

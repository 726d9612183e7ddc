"""A document is written by one person and published by another. Each function is one transaction with a locked row."""

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal import ledger
from portal.accounts.models import User
from portal.sealing import public_files
from portal.sealing.storage import discard
from protocol.library.handed_in import Act, may
from protocol.library.models import Document, DocumentFile, Revision
from protocol.library.services import content as contents

if TYPE_CHECKING:
    from portal.sealing.uploads import SealedUpload

State = Revision.State


class DecidedMeanwhile(Exception):
    """Somebody else published, sent back or dropped it first."""


def locked(pk: UUID) -> Document:
    return Document.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def touch(document: Document, now: datetime) -> None:
    """Everything that its pages show counts up: whoever has kept one asks again."""
    document.version += 1
    document.changed_at = now
    document.save(update_fields=["version", "changed_at"])


def begin(
    slug: str, content: dict[str, Any], *, by: User | None, now: datetime, invented: bool = False
) -> Document:
    """A new document with its first draft; nothing of it is public. ``by`` is empty for a command on the machine.

    Raises PermissionDenied; ValidationError by column.
    """
    _allow(by, Act.WRITE)
    given = contents.check(content)
    if by is not None:
        contents.check_bodies(given)
    document = Document(slug=slug, kind=given["kind"], invented=invented, changed_at=now)
    document.full_clean(exclude=["titles", "abstracts", "issuer", "signed_by", "languages", "tags", "bodies",
                                 "addressees", "sources", "texts", "files"])  # fmt: skip
    with transaction.atomic():
        document.save(force_insert=True)
        Revision.objects.create(document=document, number=1, content=given, written_by=by, written_at=now)
    return document


def write(
    pk: UUID,
    content: dict[str, Any],
    *,
    by: User | None,
    now: datetime,
    uploads: "dict[str, SealedUpload] | None" = None,
) -> Revision:
    """The open draft says this from now on; where there is none, a new one begins, also in the place of one that waits
    for a second person. ``uploads``: new files by language, each in the place of the one that was offered in it.

    Raises PermissionDenied; ValidationError by column, ``file-<language>`` for a file that cannot be taken. Files that
    were kept for nothing are removed again.
    """
    _allow(by, Act.WRITE)
    try:
        return _write(pk, content, by, now, uploads or {})
    except BaseException:
        discard([each.stored_as for each in (uploads or {}).values() if each.stored_as])
        raise


@transaction.atomic
def _write(
    pk: UUID, content: dict[str, Any], by: User | None, now: datetime, uploads: "dict[str, SealedUpload]"
) -> Revision:
    document = locked(pk)
    files = dict(content.get("files", {}))
    for language, upload in uploads.items():
        files[language] = str(_keep(document, language, upload, by, now).pk)
    given = contents.check(content | {"files": files}, document)
    if by is not None:
        contents.check_bodies(given)
    row = document.revisions.filter(state__in=[State.DRAFT, State.PROPOSED]).first()
    if row is not None and row.state == State.PROPOSED:
        # Whoever looks at what waits decides on what they looked at: what is changed has another number.
        row.state, row.decided_by, row.decided_at = State.DROPPED, by, now
        row.save()
        row = None
    if row is None:
        last = document.revisions.order_by("-number").values_list("number", flat=True).first() or 0
        row = Revision(document=document, number=last + 1)
    row.content, row.state, row.written_by, row.written_at = given, State.DRAFT, by, now
    row.save()
    return row


def _keep(
    document: Document, language: str, upload: "SealedUpload", by: User | None, now: datetime
) -> DocumentFile:
    try:
        public_files.check(upload)
        digest = hashlib.sha256()
        for piece in upload.chunks():
            digest.update(piece)
        values = public_files.kept(upload)
    except ValidationError as error:
        raise ValidationError({f"file-{language}": error.messages}) from error
    row = DocumentFile(
        document=document,
        language=language,
        digest=digest.hexdigest(),
        added_at=now,
        added_by=by,
        **values,
    )
    row.save(force_insert=True)
    return row


@transaction.atomic
def propose(pk: UUID, *, by: User | None, now: datetime) -> Revision:
    """Put the draft before a second person. Raises PermissionDenied, DecidedMeanwhile."""
    _allow(by, Act.WRITE)
    row = _open(pk)
    if row.state == State.DRAFT:
        row.state = State.PROPOSED
        row.save(update_fields=["state"])
    return row


@transaction.atomic
def publish(pk: UUID, shown: int, *, by: User | None, now: datetime) -> Revision:
    """The revision that waits is what the public reads from now on; ``shown``: its number, as it was looked at.

    Raises PermissionDenied (also for whoever wrote it), DecidedMeanwhile, ValidationError when what it refers to has
    gone meanwhile.
    """
    row = _decidable(pk, shown, by)
    document = row.document
    row.content = contents.check(row.content, document)
    row.state, row.decided_by, row.decided_at = State.PUBLISHED, by, now
    row.save()
    row.put(document)
    document.published_at = document.published_at or now
    document.withdrawn_at, document.withdrawn_because = None, ""
    document.version += 1
    document.changed_at = now
    document.save()
    ledger.commit("library.published", document.pk, {"revision": row.number}, now)
    return row


@transaction.atomic
def send_back(pk: UUID, shown: int, reason: str, *, by: User, now: datetime) -> Revision:
    """Raises PermissionDenied, DecidedMeanwhile, ValidationError without a reason."""
    row = _decidable(pk, shown, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Say what is missing or wrong.")})
    row.state, row.decided_by, row.decided_at, row.reason = State.SENT_BACK, by, now, reason.strip()[:500]
    row.save()
    return row


@transaction.atomic
def drop(pk: UUID, *, by: User, now: datetime) -> Revision:
    """Let the open revision go; what is public stays. Raises PermissionDenied, DecidedMeanwhile."""
    _allow(by, Act.WRITE)
    row = _open(pk)
    row.state, row.decided_by, row.decided_at = State.DROPPED, by, now
    row.save()
    return row


@transaction.atomic
def withdraw(pk: UUID, reason: str, *, by: User, now: datetime) -> Document:
    """Take a document from the public: its page says that it was withdrawn, and why. One person may, at once.

    Raises PermissionDenied, ValidationError.
    """
    _allow(by, Act.PUBLISH)
    document = locked(pk)
    if not document.is_public:
        raise ValidationError(_("It is not public."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why. The public reads it.")})
    document.withdrawn_at, document.withdrawn_because = now, reason.strip()[:500]
    document.version += 1
    document.changed_at = now
    document.save()
    ledger.commit("library.withdrawn", document.pk, {}, now)
    return document


def may_decide(user: Any, row: Revision) -> bool:
    return row.state == State.PROPOSED and row.written_by_id != user.pk and may(user, Act.PUBLISH)


def _allow(by: User | None, act: Act) -> None:
    if by is not None and not may(by, act):
        raise PermissionDenied


def _open(pk: UUID) -> Revision:
    document = locked(pk)
    row = document.revisions.filter(state__in=[State.DRAFT, State.PROPOSED]).first()
    if row is None:
        raise DecidedMeanwhile
    row.document = document
    return row


def _decidable(pk: UUID, shown: int, by: User | None) -> Revision:
    _allow(by, Act.PUBLISH)
    row = _open(pk)
    if row.number != shown or row.state != State.PROPOSED:
        raise DecidedMeanwhile
    if by is not None and row.written_by_id == by.pk:
        raise PermissionDenied
    return row

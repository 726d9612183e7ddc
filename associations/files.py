"""A file for the public record: checked, kept, and taken away again when what it belongs to was not recorded."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from associations.models import PublicFile
from portal.accounts.models import User
from portal.sealing.errors import CannotKeep
from portal.sealing.names import extension_of, name_disagrees, safe_name
from portal.sealing.uploads import NO_SPACE, TOO_BIG, SealedUpload

LARGEST = 10 * 2**20  # bytes
#: Kinds that show something and run nothing (no SVG, no HTML); text is what holds no NUL.
SIGNED = {"pdf", "png", "jpg", "jpeg", "webp", "gif"}
TEXT = {"txt"}


def check(upload: SealedUpload) -> None:
    """Raises ValidationError that says why the file cannot be taken and what to do."""
    if upload.failed_reason == TOO_BIG or (upload.size or 0) > LARGEST:
        raise ValidationError(
            _("A file of the public record can have up to %(limit)d MB. Make it smaller, or leave it out.")
            % {"limit": LARGEST // 2**20}
        )
    if upload.failed_reason:
        raise ValidationError(_not_now(full=upload.failed_reason == NO_SPACE))
    extension = extension_of(upload.name or "")
    if extension not in SIGNED | TEXT:
        raise ValidationError(
            _(
                "Choose a PDF, an image (PNG, JPEG, WebP, GIF) or a plain text (.txt): this is of another kind."
            )
        )
    if extension in SIGNED and name_disagrees(upload.name or "", upload.looks_like):
        raise ValidationError(
            _("The name of this file says %(kind)s, its content does not. Check which file was chosen.")
            % {"kind": extension.upper()}
        )
    if extension in TEXT and any(b"\0" in piece for piece in upload.chunks()):
        raise ValidationError(_("This is no plain text. Check which file was chosen."))


def keep(upload: SealedUpload, by: User | None, now: datetime) -> PublicFile:
    """Store a checked file and its row, inside the transaction that records what it belongs to.

    Raises ValidationError when the storage refuses. When that transaction is rolled back, the caller discards
    ``storage_name``.
    """
    try:
        stored = upload.keep()
    except CannotKeep as problem:
        raise ValidationError({"file": _not_now()}) from problem
    values: dict[str, Any] = {
        "file_id": upload.file_id,
        "storage_name": stored,
        "key": upload.key,
        "name": safe_name(upload.name or ""),
        "size": upload.size or 0,
    }
    return PublicFile(added_at=now, added_by=by, **values)


def _not_now(*, full: bool = False) -> str:
    if full:
        return _("There is no room for this file at the moment. Try again later, or go on without it.")
    return _("This file could not be kept just now. Try again later, or go on without it.")

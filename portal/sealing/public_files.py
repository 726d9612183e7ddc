"""Files that anybody may have: checked, kept among the sealed ones, handed out to be saved
(``docs/decisions/public-files.md``).
"""

import logging
import uuid
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.sealing.errors import CannotKeep, CannotUnseal
from portal.sealing.files import open_sealed
from portal.sealing.names import extension_of, name_disagrees, safe_name
from portal.sealing.uploads import NO_SPACE, TOO_BIG, SealedUpload

logger = logging.getLogger(__name__)
SANDBOX = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
LARGEST = 10 * 2**20  # bytes
#: Kinds that show something and run nothing (no SVG, no HTML); text is what holds no NUL.
SIGNED = {"pdf", "png", "jpg", "jpeg", "webp", "gif"}
TEXT = {"txt"}


class AnybodysFile(models.Model):
    """One file that anybody may have: a letter, a decision, a photograph of either.

    It lies in the same storage as sealed files, in the same format, so that the storage holds ciphertext only; its key
    stands beside it, because nothing about it is secret (``docs/decisions/public-files.md``). Never changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_id = models.UUIDField(unique=True, editable=False)
    storage_name = models.CharField(max_length=100, editable=False)
    key = models.BinaryField(editable=False)
    name = models.CharField(gettext_lazy("name"), max_length=120)
    size = models.PositiveIntegerField(gettext_lazy("size"), help_text=gettext_lazy("In bytes."))
    added_at = models.DateTimeField(gettext_lazy("added"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return safe_name(self.name)


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


def kept(upload: SealedUpload) -> dict[str, Any]:
    """Store a checked file; gives the columns of its row (``AnybodysFile``), for the transaction that records what it
    belongs to.

    Raises ValidationError when the storage refuses. When that transaction is rolled back, the caller discards
    ``storage_name``.
    """
    try:
        stored = upload.keep()
    except CannotKeep as problem:
        raise ValidationError({"file": _not_now()}) from problem
    return {
        "file_id": upload.file_id,
        "storage_name": stored,
        "key": upload.key,
        "name": safe_name(upload.name or ""),
        "size": upload.size or 0,
    }


def _not_now(*, full: bool = False) -> str:
    if full:
        return _("There is no room for this file at the moment. Try again later, or go on without it.")
    return _("This file could not be kept just now. Try again later, or go on without it.")


def download(found: AnybodysFile) -> StreamingHttpResponse:
    """Raises Http404 for one that cannot be opened. A file that turns out cut breaks the connection."""
    try:
        pieces = open_sealed(found.storage_name, found.file_id, bytes(found.key))
        first = next(pieces, b"")
    except CannotUnseal:
        logger.error("public file %s cannot be opened", found.pk)
        raise Http404 from None
    response = StreamingHttpResponse(_rest(first, pieces), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, str(found))
    response.headers["Content-Length"] = str(found.size)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _rest(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield from chain([first], pieces)

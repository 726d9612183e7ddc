"""A file that a form brought."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.sealing.errors import CannotUnseal
from protocol.exchange.archive import LARGEST

if TYPE_CHECKING:
    from portal.sealing.uploads import SealedUpload


def whole(upload: "SealedUpload") -> bytes:
    """All of it, up to 20 MB. Raises ValidationError."""
    if upload.too_big or (upload.size or 0) > LARGEST:
        raise ValidationError(_("A file can have up to %(limit)d MB.") % {"limit": LARGEST // 2**20})
    try:
        return b"".join(upload.chunks())
    except CannotUnseal as problem:
        raise ValidationError(_("This file could not be read just now. Try again later.")) from problem

"""A file for the public record, kept inside the transaction that records what it belongs to."""

from datetime import datetime

from associations.models import PublicFile
from portal.accounts.models import User
from portal.sealing.public_files import check, kept
from portal.sealing.uploads import SealedUpload

__all__ = ["check", "keep"]


def keep(upload: SealedUpload, by: User | None, now: datetime) -> PublicFile:
    """The row of a checked file, stored but not saved. Raises ValidationError; when the transaction is rolled back,
    the caller discards ``storage_name``.
    """
    return PublicFile(added_at=now, added_by=by, **kept(upload))

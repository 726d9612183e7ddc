"""A stored sealed file, opened: what a download reads."""

from collections.abc import Iterator
from uuid import UUID

from django.core.files.storage import default_storage

from portal.sealing.errors import CannotUnseal
from portal.sealing.stream import unseal_stream


def open_sealed(storage_name: str, file_id: UUID, key: bytes) -> Iterator[bytes]:
    """The plaintext of a stored file in pieces of at most 64 KiB.

    Raises Truncated or CannotUnseal - possibly after pieces were yielded; the view must then abort the connection so
    that the browser does not take a part for the whole. A missing object raises CannotUnseal.
    """
    try:
        source = default_storage.open(storage_name)
    except FileNotFoundError:
        raise CannotUnseal("the stored object is gone") from None
    with source as handle:
        yield from unseal_stream(handle, file_id, key)

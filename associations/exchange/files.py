"""The file of an import: kept sealed, read again as a stream, forgotten."""

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

from associations.exchange.kinds import Kind
from associations.exchange.models import Import
from portal.sealing import Vault
from portal.sealing.errors import CannotUnseal
from portal.sealing.fields import Purpose
from portal.sealing.files import open_sealed
from portal.sealing.hashing import keyed_hasher
from portal.sealing.names import safe_name
from portal.tables.detecting import Look

if TYPE_CHECKING:
    from portal.sealing.uploads import SealedUpload

LARGEST = 100 * 2**20  # bytes
PURPOSES = (Purpose.CONTENT,)


class Exchanged(Exception):
    """The file in the storage is not the one that was looked at."""


def look(upload: "SealedUpload", kind: Kind) -> Look:
    """Reads the whole upload once. Holds some hundred KB of it."""
    found = Look()
    for piece in upload.chunks():
        found.feed(piece)
    return found


def seal(row: Import, upload: "SealedUpload") -> Vault:
    """The file's key and name into ``row``; the caller stores the vault's key rows."""
    vault = Vault.create(row.pk, purposes=PURPOSES)
    vault.write_bytes(row, "file_key", upload.key)
    vault.write(row, file_name=upload.name or "")
    return vault


def name_of(row: Import) -> str:
    """How the file was called; "" once it was forgotten."""
    if row.forgotten_at is not None:
        return ""
    try:
        return safe_name(Vault.for_desk(row.pk, PURPOSES).read(row, "file_name"))
    except CannotUnseal:
        return ""


def head_of(row: Import, size: int = 64 * 1024) -> bytes:
    """The first bytes. Raises CannotUnseal."""
    pieces = _pieces(row)
    try:
        head = b""
        for piece in pieces:
            head += piece
            if len(head) >= size:
                break
        return head[:size]
    finally:
        pieces.close()


class Counted:
    """The file's bytes in pieces; ``count`` of them were given. At the end they are compared with what was looked at.

    Raises Exchanged, CannotUnseal while it is read.
    """

    def __init__(self, row: Import) -> None:
        self._row = row
        self.count = 0

    def __iter__(self) -> Iterator[bytes]:
        hasher = keyed_hasher("file")
        for piece in _pieces(self._row):
            hasher.update(piece)
            self.count += len(piece)
            yield piece
        if hasher.digest() != bytes(self._row.content_hash):
            raise Exchanged


def _pieces(row: Import) -> Generator[bytes, None, None]:
    key = Vault.for_desk(row.pk, PURPOSES).read_bytes(row, "file_key")
    with_file = open_sealed(row.storage_name, row.file_id, key)
    yield from with_file

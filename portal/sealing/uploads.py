"""Uploads are sealed while they arrive, everywhere in the project.

Django reads a multipart body before any view (the CSRF check does), so this handler is the only place where nothing
has been written yet. Each file gets a random key that exists in memory only; no configured key is needed. Whatever
goes wrong with a file is told in ``failed_reason``: the request is read to its end and the text beside it is kept.
"""

import contextlib
import errno
import os
import time
import weakref
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from portal.sealing import hashing, names, stream
from portal.sealing.errors import CannotUnseal

TOO_BIG, TOO_MANY, NO_SPACE, UNWRITABLE = "too_big", "too_many", "no_space", "unwritable"
FULL = {errno.ENOSPC, errno.EDQUOT}
SUFFIX = ".sealing"
SWEEP_EVERY = timedelta(hours=1)
ABANDONED = timedelta(hours=2)  # since the last write: a slow upload keeps touching its file
_last_sweep = [0.0]


def incoming() -> Path:
    """The folder of uploads on their way (0700)."""
    folder = Path(settings.PORTAL_INCOMING_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def sweep_incoming(older_than: timedelta = ABANDONED) -> int:
    """Remove what crashed processes left behind; returns how many files. Uploads being written are younger."""
    removed = 0
    limit = time.time() - older_than.total_seconds()
    for path in incoming().glob(f"*{SUFFIX}"):
        try:
            if path.stat().st_mtime < limit:
                path.unlink()
                removed += 1
        except FileNotFoundError:
            continue
    return removed


def _sweep_now_and_then() -> None:
    if time.monotonic() - _last_sweep[0] > SWEEP_EVERY.total_seconds() or not _last_sweep[0]:
        _last_sweep[0] = time.monotonic()
        sweep_incoming()


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


class SealedUpload(UploadedFile):
    """One uploaded file, sealed. Without ``keep()`` it disappears with the request.

    file_id       UUID bound into the sealed file
    key           32 bytes, the file's own key: keep it sealed (``Vault.write_bytes`` or ``seal_bytes``)
    size          plaintext bytes received (all of them, also of a file that was given up)
    content_hash  keyed BLAKE2b-256 of the content, to recognise the same file; b"" when it was given up
    looks_like    extension suggested by the first bytes, or None; looks_like_mime its type
    failed_reason None, or "too_big", "too_many", "no_space", "unwritable"
    """

    def __init__(
        self, name: str, content_type: str, charset: str | None, extra: dict[str, Any] | None
    ) -> None:
        super().__init__(None, name, content_type, 0, charset, extra)
        self.file_id: UUID = uuid4()
        self.key: bytes = stream.new_key()
        self.content_hash = b""
        self.looks_like: str | None = None
        self.looks_like_mime: str | None = None
        self.failed_reason: str | None = None
        self._path: Path | None = None
        self._stored: str | None = None
        self._removal: weakref.finalize | None = None

    def __repr__(self) -> str:
        return f"<SealedUpload {self.file_id}>"  # the name is the visitor's secret

    @property
    def too_big(self) -> bool:
        return self.failed_reason == TOO_BIG

    @property
    def safe_name(self) -> str:
        return names.safe_name(self.name or "")

    @property
    def name_disagrees(self) -> bool:
        return names.name_disagrees(self.name or "", self.looks_like)

    @property
    def stored_as(self) -> str | None:
        """The name in the storage, once it was kept."""
        return self._stored

    @property
    def closed(self) -> bool:
        return self._path is None and self._stored is None

    def keep(self) -> str:
        """Move the sealed file into the storage; returns its name (the same one when called again).

        Raises CannotKeep when the storage refuses, and ValueError for an upload that failed. Not part of a database
        transaction: on a rollback the caller deletes the object (``storage.discard``).
        """
        if self._stored is not None:
            return self._stored
        if self.failed_reason or self._path is None:
            raise ValueError(f"nothing to keep: {self.failed_reason or 'the request is over'}")
        self._stored = default_storage.take(self._path)  # type: ignore[attr-defined]
        self.close()
        return self._stored

    def close(self) -> None:
        """Remove the temporary file. Django calls this when the request ends."""
        if self._removal is not None:
            self._removal()
        self._path = None

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The plaintext in pieces, for code that has to look inside."""
        source: Any
        if self._stored is not None:
            source = default_storage.open(self._stored)
        elif self._path is not None:
            source = self._path.open("rb")
        else:
            raise CannotUnseal("this upload is over or failed")
        with source as handle:
            yield from stream.unseal_stream(handle, self.file_id, self.key)

    def multiple_chunks(self, chunk_size: int | None = None) -> bool:
        return (self.size or 0) > stream.CHUNK

    def read(self, *_: Any) -> bytes:
        """All of it. For small files only."""
        return b"".join(self.chunks())

    def _at(self, path: Path) -> None:
        self._path = path
        self._removal = weakref.finalize(self, _remove, path)


class SealingUploadHandler(FileUploadHandler):
    """The only upload handler of the project (``FILE_UPLOAD_HANDLERS``); one instance per request."""

    chunk_size = stream.CHUNK

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._count = 0
        self._upload: SealedUpload | None = None
        self._sink: Any = None
        self._writer: stream.SealingWriter | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._abandon()
        self._count += 1
        self._upload = SealedUpload(
            self.file_name or "", self.content_type or "", self.charset, self.content_type_extra
        )
        self._hasher = hashing.keyed_hasher("file")
        self._first = b""
        if self._count > settings.PORTAL_MAX_FILES:
            self._upload.failed_reason = TOO_MANY
            return
        try:
            _sweep_now_and_then()
            path = incoming() / f"{self._upload.file_id.hex}{SUFFIX}"
            self._sink = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
            self._upload._at(path)
            self._writer = stream.SealingWriter(self._sink, self._upload.file_id, self._upload.key)
        except OSError as error:
            self._give_up(NO_SPACE if error.errno in FULL else UNWRITABLE)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal a piece. Never raises for a full disk or a file too big: the rest is read and thrown away."""
        upload = self._upload
        if upload is None:
            return
        received = upload.size = (upload.size or 0) + len(raw_data)
        if upload.failed_reason:
            return
        if received > settings.PORTAL_MAX_FILE_BYTES:
            self._give_up(TOO_BIG)
            return
        data = bytes(raw_data)
        if len(self._first) < names.SNIFF_BYTES:
            self._first = (self._first + data)[: names.SNIFF_BYTES]
        self._hasher.update(data)
        self._try(lambda writer: writer.write(data))

    def file_complete(self, file_size: int) -> SealedUpload | None:
        upload, self._upload = self._upload, None
        if upload is None:
            return None
        if not upload.failed_reason:
            self._upload = upload
            self._try(self._finish)
            self._upload = None
        if not upload.failed_reason:
            upload.content_hash = self._hasher.digest()
            upload.looks_like, upload.looks_like_mime = names.sniff(self._first)
        self._first = b""
        return upload

    def upload_interrupted(self) -> None:
        """The connection broke inside a file."""
        self._abandon()

    def _finish(self, writer: stream.SealingWriter) -> None:
        writer.finish()
        self._sink.flush()
        os.fsync(self._sink.fileno())
        self._close_sink()

    def _try(self, work: Any) -> None:
        try:
            work(self._writer)
        except OSError as error:
            self._give_up(NO_SPACE if error.errno in FULL else UNWRITABLE)

    def _give_up(self, reason: str) -> None:
        """Drop what was written of the current file, and remember why."""
        if self._upload is not None:
            self._upload.failed_reason = reason
        self._drop()

    def _abandon(self) -> None:
        """Forget a file that was begun and never completed."""
        if self._upload is not None:
            self._drop()
            self._upload = None

    def _drop(self) -> None:
        self._close_sink()
        if self._upload is not None:
            self._upload.close()

    def _close_sink(self) -> None:
        sink, self._sink, self._writer = self._sink, None, None
        if sink is not None:
            with contextlib.suppress(
                OSError
            ):  # a buffer that cannot be flushed: the file is being dropped anyway
                sink.close()

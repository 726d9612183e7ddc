"""Where sealed files lie: a folder (``file:///path``) or S3 (``s3://bucket/prefix?endpoint_url=...``).

Only ciphertext ever gets here. Names are random and say nothing; folders spread them (``ab/cd/abcd...``).
"""

import os
import secrets
import shutil
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.db import transaction

from portal.sealing.errors import CannotKeep

S3_OPTIONS = {"endpoint_url", "region_name", "addressing_style", "signature_version"}


def new_name() -> str:
    """A random object name, sharded over 65,536 folders."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name[2:4]}/{name}"


def _s3(url: Any) -> Storage:
    from storages.backends.s3 import S3Storage  # boto3 is heavy: only where S3 is used

    options = {key: values[-1] for key, values in parse_qs(url.query).items()}
    if unknown := sorted(set(options) - S3_OPTIONS):
        raise ImproperlyConfigured(
            f"STORAGE_URL: unknown option {unknown[0]}; known are {sorted(S3_OPTIONS)}."
        )
    bucket = url.netloc.rpartition("@")[2]
    if not bucket:
        raise ImproperlyConfigured("STORAGE_URL: s3:// needs a bucket: s3://bucket/prefix?endpoint_url=...")
    return S3Storage(
        bucket_name=bucket,
        location=url.path.strip("/"),
        access_key=unquote(url.username) if url.username else None,
        secret_key=unquote(url.password) if url.password else None,
        default_acl=None,
        file_overwrite=False,
        **options,
    )


@lru_cache(maxsize=8)
def backend(storage_url: str) -> Storage:
    """The storage behind a ``STORAGE_URL``, opened once per process. Raises ImproperlyConfigured."""
    url = urlsplit(storage_url)
    if url.scheme == "file" and url.path.startswith("/"):
        return FileSystemStorage(
            location=unquote(url.path), file_permissions_mode=0o600, directory_permissions_mode=0o700
        )
    if url.scheme == "s3":
        return _s3(url)
    raise ImproperlyConfigured(
        "STORAGE_URL must be file:///absolute/folder or s3://bucket/prefix?endpoint_url=..."
    )


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _settle(source: Path, target: Path) -> None:
    """Move a finished file to its place so that a crash leaves all of it or nothing. Folders 0700, file 0600."""
    folder = target.parent
    for made in (folder.parent.parent, folder.parent, folder):
        if not made.is_dir():
            made.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync_folder(made.parent)
    try:
        source.rename(target)
    except OSError:  # another filesystem: copy beside the target first, then rename
        partial = target.with_name(f".{target.name}")
        try:
            shutil.copyfile(source, partial)
            partial.chmod(0o600)
            with partial.open("rb") as handle:
                os.fsync(handle.fileno())
            partial.rename(target)
        except OSError:
            partial.unlink(missing_ok=True)
            raise
        source.unlink(missing_ok=True)
    _sync_folder(folder)


class SealedStorage(Storage):
    """The default storage of the project. Opened on first use, so that commands without files need no S3."""

    @property
    def _backend(self) -> Storage:
        return backend(settings.STORAGE_URL)

    def take(self, source: Path) -> str:
        """Move a sealed local file (already synced to disk) into the storage; returns its name. Raises CannotKeep."""
        name = new_name()
        try:
            if isinstance(self._backend, FileSystemStorage):
                _settle(source, Path(self._backend.path(name)))
            else:
                with source.open("rb") as handle:
                    name = self._backend.save(name, File(handle))
                source.unlink(missing_ok=True)
        except ImproperlyConfigured:
            raise
        except (
            Exception
        ) as error:  # OSError, or whatever the S3 client raises: the caller only needs to know that
            raise CannotKeep(type(error).__name__) from error
        return name

    def _open(self, name: str, mode: str = "rb") -> File:
        return self._backend.open(name, mode)

    def _save(self, name: str, content: File) -> str:
        raise NotImplementedError("only sealed files are kept here: SealedUpload.keep()")

    def delete(self, name: str) -> None:
        self._backend.delete(name)

    def exists(self, name: str) -> bool:
        return self._backend.exists(name)

    def size(self, name: str) -> int:
        """Bytes of the sealed object (padded), not of the file."""
        return self._backend.size(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        return self._backend.listdir(path)

    def url(self, name: str | None) -> str:
        raise NotImplementedError("sealed files have no address")


def discard(names: Iterable[str]) -> None:
    """Delete stored objects: after an erasure, or when the transaction that kept them was rolled back. Idempotent."""
    for name in names:
        default_storage.delete(name)


def discard_on_commit(names: Iterable[str]) -> None:
    """Delete stored objects once this transaction is certain. What the storage refuses is logged and keeps no other."""

    def deletion(name: str) -> Callable[[], None]:
        return lambda: discard([name])

    for name in names:
        transaction.on_commit(deletion(name), robust=True)

"""Uploads: sealed while they arrive, whatever else happens to the request; nothing left behind."""

import errno
import gc
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.test import RequestFactory

from portal.sealing import stream, uploads
from portal.sealing.errors import CannotKeep, CannotUnseal
from portal.sealing.files import open_sealed
from portal.sealing.uploads import SealedUpload, sweep_incoming

WORDS = b"Protokoll-der-Vernehmung-17"


@pytest.fixture(autouse=True)
def incoming(settings: Any, tmp_path: Path) -> Path:
    settings.PORTAL_INCOMING_DIR = str(tmp_path / "incoming")
    settings.STORAGE_URL = f"file://{tmp_path / 'store'}"
    return tmp_path / "incoming"


class Refused(Exception):
    """The CSRF check said no."""


def refuse(request: HttpRequest, reason: str) -> None:
    raise Refused(reason)


def post(*files: SimpleUploadedFile, **fields: Any) -> HttpRequest:
    return RequestFactory().post("/x/", {"story": "what happened", "evidence": list(files), **fields})


def a_file(content: bytes = WORDS * 10_000, name: str = "report.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def left(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def test_nothing_reaches_the_disk_in_the_clear(incoming: Path) -> None:
    request = post(a_file())
    upload = request.FILES["evidence"]
    assert isinstance(upload, SealedUpload)
    (stored,) = left(incoming)
    assert WORDS not in stored.read_bytes()
    assert b"report" not in str(stored).encode()
    assert oct(stored.stat().st_mode & 0o777) == "0o600"
    assert oct(incoming.stat().st_mode & 0o777) == "0o700"
    assert upload.read() == WORDS * 10_000
    assert (upload.size, upload.failed_reason, upload.too_big) == (len(WORDS) * 10_000, None, False)
    request.close()
    assert left(incoming) == []


def test_a_post_refused_by_the_csrf_check_was_sealed_and_leaves_nothing(
    incoming: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = post(a_file())
    request._dont_enforce_csrf_checks = False  # type: ignore[attr-defined]
    request.COOKIES["csrftoken"] = "a" * 32
    seen: list[bytes] = []
    read = HttpRequest._load_post_and_files

    def reading(self: HttpRequest) -> None:
        read(self)
        seen.extend(path.read_bytes() for path in left(incoming))

    monkeypatch.setattr(HttpRequest, "_load_post_and_files", reading)
    middleware = CsrfViewMiddleware(lambda _: HttpResponse())
    middleware.process_request(request)
    monkeypatch.setattr(middleware, "_reject", refuse)
    with pytest.raises(Refused):
        middleware.process_view(request, lambda _: HttpResponse(), (), {})
    assert len(seen) == 1
    assert WORDS not in seen[0]
    request.close()
    assert left(incoming) == []


def test_kept_files_move_into_the_storage_and_open_with_their_key(incoming: Path, tmp_path: Path) -> None:
    request = post(a_file())
    upload = request.FILES["evidence"]
    name = upload.keep()
    assert upload.keep() == name
    request.close()
    assert left(incoming) == []
    (stored,) = left(tmp_path / "store")
    assert WORDS not in stored.read_bytes()
    assert oct(stored.stat().st_mode & 0o777) == "0o600"
    folders = [tmp_path / "store", *(path for path in (tmp_path / "store").rglob("*") if path.is_dir())]
    assert {oct(folder.stat().st_mode & 0o777) for folder in folders} == {"0o700"}
    assert b"".join(open_sealed(name, upload.file_id, upload.key)) == WORDS * 10_000
    with pytest.raises(CannotUnseal):
        list(open_sealed(name, upload.file_id, stream.new_key()))
    with pytest.raises(CannotUnseal):
        list(open_sealed("ab/cd/gone", upload.file_id, upload.key))


@pytest.mark.parametrize("content", [b"", b"x", b"x" * stream.CHUNK, b"x" * (3 * stream.CHUNK + 1)])
def test_sizes(content: bytes) -> None:
    upload = post(a_file(content)).FILES["evidence"]
    assert (upload.size, upload.read(), upload.failed_reason) == (len(content), content, None)


def test_a_file_too_big_is_thrown_away_and_the_text_stays(incoming: Path, settings: Any) -> None:
    settings.PORTAL_MAX_FILE_BYTES = 100_000
    request = post(a_file(b"x" * 100_001), a_file(b"y" * 100_000), after="still here")
    big, fits = request.FILES.getlist("evidence")
    assert (big.too_big, big.size, big.content_hash) == (True, 100_001, b"")
    assert (fits.too_big, fits.read()) == (False, b"y" * 100_000)
    assert (request.POST["story"], request.POST["after"]) == ("what happened", "still here")
    assert len(left(incoming)) == 1
    with pytest.raises(ValueError, match="too_big"):
        big.keep()
    with pytest.raises(CannotUnseal):
        big.read()


def test_too_many_files(incoming: Path, settings: Any) -> None:
    settings.PORTAL_MAX_FILES = 25
    request = post(*(a_file(b"x") for _ in range(26)))
    assert [u.failed_reason for u in request.FILES.getlist("evidence")] == [None] * 25 + ["too_many"]
    assert len(left(incoming)) == 25
    assert request.POST["story"] == "what happened"


FAULTS = [(errno.ENOSPC, "no_space"), (errno.EDQUOT, "no_space"), (errno.EIO, "unwritable")]


@pytest.mark.parametrize("code, reason", FAULTS)
@pytest.mark.parametrize("after", [0, 3])
def test_a_full_disk_loses_the_file_but_not_the_text(
    incoming: Path, monkeypatch: pytest.MonkeyPatch, code: int, reason: str, after: int
) -> None:
    frames = []
    frame = stream.SealingWriter._frame

    def filling(self: stream.SealingWriter, data: bytes, tag: int) -> None:
        frames.append(1)
        if len(frames) > after:
            raise OSError(code, os.strerror(code))
        frame(self, data, tag)

    monkeypatch.setattr(stream.SealingWriter, "_frame", filling)
    request = post(a_file(b"x" * 10 * stream.CHUNK), after="still here")
    upload = request.FILES["evidence"]
    assert (upload.failed_reason, upload.size) == (reason, 10 * stream.CHUNK)
    assert (request.POST["story"], request.POST["after"]) == ("what happened", "still here")
    assert left(incoming) == []


def test_a_disk_that_fills_when_the_buffer_is_flushed(
    incoming: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(uploads.os, "fsync", full)
    request = post(a_file(b"small"))
    assert request.FILES["evidence"].failed_reason == "no_space"
    assert request.POST["story"] == "what happened"
    assert left(incoming) == []


def test_a_folder_that_cannot_be_made(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.PORTAL_INCOMING_DIR = str(tmp_path / "file" / "incoming")
    request = post(a_file())
    assert request.FILES["evidence"].failed_reason == "unwritable"
    assert request.POST["story"] == "what happened"


def test_a_storage_that_refuses_is_one_known_error(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "store").write_text("not a folder")
    with pytest.raises(CannotKeep):
        post(a_file()).FILES["evidence"].keep()


def test_a_connection_that_breaks_inside_a_file_leaves_nothing(incoming: Path) -> None:
    whole = post(a_file())
    raw = whole.META["wsgi.input"].read()
    torn = RequestFactory().generic(
        "POST", "/x/", raw[: len(raw) // 2], content_type=whole.META["CONTENT_TYPE"]
    )
    assert "evidence" not in torn.FILES
    assert torn.POST["story"] == "what happened"
    torn.close()
    del torn
    gc.collect()
    assert left(incoming) == []


def test_a_request_that_is_never_closed_leaves_nothing_once_forgotten(incoming: Path) -> None:
    request = post(a_file())
    assert request.FILES
    assert len(left(incoming)) == 1
    del request
    gc.collect()
    assert left(incoming) == []


def test_what_a_crash_left_is_swept_and_what_is_being_written_is_not(incoming: Path) -> None:
    incoming.mkdir()
    old, new, foreign = (incoming / name for name in (f"a{uploads.SUFFIX}", f"b{uploads.SUFFIX}", "other"))
    for path in (old, new, foreign):
        path.write_bytes(b"x")
    for path in (old, foreign):
        os.utime(path, (time.time() - 10_000, time.time() - 10_000))
    assert sweep_incoming(timedelta(hours=2)) == 1
    assert sorted(left(incoming)) == sorted([new, foreign])


def test_the_first_upload_of_a_process_sweeps(incoming: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    incoming.mkdir()
    old = incoming / f"a{uploads.SUFFIX}"
    old.write_bytes(b"x")
    os.utime(old, (1, 1))
    monkeypatch.setattr(uploads, "_last_sweep", [0.0])
    request = post(a_file())
    assert request.FILES
    assert not old.exists()


def test_the_same_content_has_the_same_hash_and_the_hash_is_keyed(settings: Any) -> None:
    one, two = (post(a_file()).FILES["evidence"] for _ in range(2))
    assert one.content_hash == two.content_hash
    assert (one.file_id, one.key) != (two.file_id, two.key)
    settings.PORTAL_HASH_KEY = "another key that has more than thirty-two characters"
    assert post(a_file()).FILES["evidence"].content_hash != one.content_hash


def test_what_it_looks_like() -> None:
    upload = post(a_file(b"\x89PNG\r\n\x1a\n" + bytes(50), "../../x\u202e.pdf")).FILES["evidence"]
    assert (upload.looks_like, upload.looks_like_mime) == ("png", "image/png")
    assert upload.name_disagrees
    assert upload.safe_name == "x.pdf"


def test_repr_tells_neither_name_nor_key() -> None:
    upload = post(a_file()).FILES["evidence"]
    assert "report" not in repr(upload)
    assert upload.key.hex() not in repr(upload)

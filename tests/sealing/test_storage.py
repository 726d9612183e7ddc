"""Where sealed objects lie: folder or S3, opened only when needed; moved in whole or not at all."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal.sealing.errors import CannotKeep
from portal.sealing.storage import SealedStorage, backend, discard, new_name


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.STORAGE_URL = f"file://{tmp_path / 'store'}"
    return tmp_path / "store"


def finished(folder: Path, content: bytes = b"sealed") -> Path:
    path = folder / "finished"
    path.write_bytes(content)
    path.chmod(0o600)
    return path


def test_it_is_the_default_storage_and_takes_only_sealed_files(tmp_path: Path, store: Path) -> None:
    name = default_storage.take(finished(tmp_path))  # type: ignore[attr-defined]
    assert (store / name).read_bytes() == b"sealed"
    assert not (tmp_path / "finished").exists()
    assert default_storage.exists(name)
    assert default_storage.size(name) == 6
    with pytest.raises(NotImplementedError):
        default_storage.save("clear.txt", ContentFile(b"clear"))
    with pytest.raises(NotImplementedError):
        default_storage.url(name)


def test_names_are_random_and_sharded() -> None:
    name = new_name()
    first, second, last = name.split("/")
    assert (first, second) == (last[:2], last[2:4])
    assert len({new_name() for _ in range(1000)}) == 1000


def test_another_filesystem_is_copied(tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def across(source: Path, target: Path) -> Path:
        if source.parent == tmp_path:
            raise OSError(18, "cross-device link")
        return rename(source, target)

    monkeypatch.setattr(Path, "rename", across)
    name = SealedStorage().take(finished(tmp_path))
    assert (store / name).read_bytes() == b"sealed"
    assert oct((store / name).stat().st_mode & 0o777) == "0o600"
    assert [path for path in store.rglob("*") if path.is_file()] == [store / name]
    assert not (tmp_path / "finished").exists()


def test_a_copy_that_fails_leaves_no_half_object(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise OSError(18, "cross-device link")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(CannotKeep):
        SealedStorage().take(finished(tmp_path))
    assert [path for path in store.rglob("*") if path.is_file()] == []
    assert (tmp_path / "finished").exists()


def test_discard_twice(tmp_path: Path, store: Path) -> None:
    name = SealedStorage().take(finished(tmp_path))
    discard([name])
    discard([name])
    assert not (store / name).exists()


def test_s3_from_its_url() -> None:
    made: Any = backend(
        "s3://KEY:a%2Fb@bucket/prefix?endpoint_url=https%3A%2F%2Fs3.example.org&region_name=eu-central-1"
    )
    assert (made.bucket_name, made.location, made.access_key, made.secret_key) == (
        "bucket",
        "prefix",
        "KEY",
        "a/b",
    )
    assert (made.endpoint_url, made.region_name) == ("https://s3.example.org", "eu-central-1")
    assert made.default_acl is None


@pytest.mark.parametrize(
    "url", ["", "ftp://x/y", "file://relative", "s3://", "s3://b?colour=red", "/plain/path"]
)
def test_a_bad_url_names_the_variable(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL"):
        backend(url)

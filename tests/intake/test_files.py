"""Add evidence: kept sealed as it came, whatever it is; what cannot be kept is refused beside its field."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from complaints.models import DraftFile
from complaints.services import drafts
from portal.sealing import uploads as sealing
from portal.sealing.errors import CannotKeep
from tests.intake.visitor import NEW, Visitor, file

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def bomb() -> bytes:
    """An archive of some kilobytes that unpacks to 64 MB."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("big", b"\0" * (64 * 2**20))
    return target.getvalue()


def add(visitor: Visitor, upload: Any, go: str = "addfile", **more: str) -> Any:
    return visitor.post("evidence/", {"go": go, "file": upload} | more)


def stored() -> set[Path]:
    return {path for path in Path(settings.PORTAL_DATA_DIR, "sealed").rglob("*") if path.is_file()}


def test_a_file_is_listed_with_its_description(visitor: Visitor) -> None:
    response = add(visitor, file(), description="The letter of 3 May", may_show_respondent="no")
    assert response.url == f"{NEW}evidence/#notice"
    page = visitor.get("evidence/").content.decode()
    assert "letter.txt" in page
    assert "The letter of 3 May" in page
    assert "not scanned" in page
    (kept,) = visitor.answers.files
    assert (kept.size, kept.may_show_respondent) == (9, "no")
    assert visitor.answers.first("description") == ""
    assert DraftFile.objects.get().storage_name == kept.storage_name


def test_continue_adds_the_chosen_file_as_well(visitor: Visitor) -> None:
    assert add(visitor, file(), go="on").url == f"{NEW}remedy/"
    assert len(visitor.answers.files) == 1


@pytest.mark.parametrize("go", ["back", "later", "skip"])
def test_no_button_loses_a_chosen_file(visitor: Visitor, go: str) -> None:
    assert add(visitor, file(), go=go).status_code == 302
    assert len(visitor.answers.files) == 1


@pytest.mark.parametrize(
    "name, content, remark",
    [
        ("picture.jpg", EICAR, "does not look like what its name says"),
        ("bomb.zip", bomb(), ""),
        ("report.pdf", b"PK\x03\x04" + b"\0" * 60, "looks like"),
        ("polyglot.gif", b"GIF89a/*<script>alert(1)</script>*/=1;%PDF-1.7", ""),
        ("page.html", b"<script>alert(1)</script>", ""),
        ("no extension", b"\0\1\2", ""),
        ("\u202egnp.exe", b"MZ\0\0", ""),
    ],
)
def test_anything_is_kept_sealed_and_never_opened(
    visitor: Visitor, name: str, content: bytes, remark: str
) -> None:
    before = stored()
    assert add(visitor, file(name, content, "application/octet-stream")).url == f"{NEW}evidence/#notice"
    page = visitor.get("evidence/").content.decode()
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert remark in page
    (new,) = stored() - before
    assert content not in new.read_bytes()
    assert new.stat().st_size < len(content) + 70_000  # sealed as it came: nothing was unpacked


def test_a_name_with_a_path_is_a_name(visitor: Visitor) -> None:
    add(visitor, file("../../x"))
    (kept,) = visitor.answers.files
    assert ".." not in kept.name
    assert ".." not in kept.storage_name
    assert (
        "../" not in visitor.get("evidence/").content.decode().split('id="files"')[1].split("</section>")[0]
    )


def test_an_empty_file_is_refused(visitor: Visitor) -> None:
    response = add(visitor, file(content=b""), description="Mine")
    assert visitor.refused(response)
    assert "0 bytes" in visitor.errors(response)[0]
    assert visitor.answers.files == []
    assert visitor.answers.first("description") == "Mine"


def test_a_file_too_big_is_refused_with_its_size(visitor: Visitor, settings: Any) -> None:
    settings.PORTAL_MAX_FILE_BYTES = 2**20
    before = stored()
    response = add(visitor, file(content=b"x" * (2**20 + 1)), description="Mine")
    assert visitor.refused(response)
    assert "up to 1\xa0MB" in visitor.errors(response)[0].replace("1 MB", "1\xa0MB")
    assert visitor.answers.first("description") == "Mine"
    assert stored() == before


def test_the_limit_is_two_hundred_megabytes(visitor: Visitor) -> None:
    assert settings.PORTAL_MAX_FILE_BYTES == 200 * 2**20
    assert "200 MB" in visitor.get("evidence/").content.decode()


def test_the_twenty_sixth_file_is_refused(visitor: Visitor, settings: Any) -> None:
    settings.PORTAL_MAX_FILES = 2
    for content in (b"one", b"two"):
        assert add(visitor, file(content=content)).status_code == 302
    response = add(visitor, file(content=b"three"))
    assert visitor.refused(response)
    assert "2 files" in visitor.errors(response)[0]
    assert len(visitor.answers.files) == 2


def test_the_same_file_twice_is_one(visitor: Visitor) -> None:
    """A double click, or the page sent again."""
    before = stored()
    assert add(visitor, file()).status_code == add(visitor, file()).status_code == 302
    assert len(visitor.answers.files) == 1
    assert len(stored() - before) == 1
    assert "in the list already" in visitor.get("evidence/").content.decode()


def test_a_file_is_removed_with_its_bytes(visitor: Visitor, django_capture_on_commit_callbacks: Any) -> None:
    add(visitor, file(content=b"one"))
    add(visitor, file(content=b"two"))
    first = visitor.answers.files[0]
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post("evidence/", {"go": f"removefile-{first.file_id}"})
    assert [kept.size for kept in visitor.answers.files] == [3]
    assert not default_storage.exists(first.storage_name)
    assert DraftFile.objects.count() == 1


@pytest.mark.parametrize("description", ["", "About a file"])
def test_add_without_a_file_asks_for_one(visitor: Visitor, description: str) -> None:
    response = visitor.post("evidence/", {"go": "addfile", "description": description})
    assert visitor.refused(response)
    assert "Choose a file" in visitor.errors(response)[0]
    assert visitor.post("evidence/", {"go": "on"}).status_code == 302 or description


def test_a_full_disk_is_told_beside_the_field(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: Any) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(sealing.stream.SealingWriter, "write", full)
    response = add(visitor, file(), description="Mine")
    assert visitor.refused(response)
    assert "no room" in visitor.errors(response)[0]
    assert visitor.answers.first("description") == "Mine"


def test_a_storage_that_refuses_is_told_beside_the_field(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any) -> None:
        raise CannotKeep("away")

    monkeypatch.setattr(sealing.SealedUpload, "keep", refuse)
    response = add(visitor, file(), description="Mine")
    assert visitor.refused(response)
    assert "could not keep" in visitor.errors(response)[0]
    assert visitor.answers.first("description") == "Mine"


def test_a_failing_database_leaves_no_orphan(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor.answer("urgency")
    before = stored()

    def fail(*_args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(drafts, "own_file", fail)
    with pytest.raises(RuntimeError):
        add(visitor, file())
    assert stored() == before


def test_a_draft_that_cannot_be_saved_leaves_no_orphan(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.answer("urgency")
    before = stored()

    def fail(*_args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(drafts.OpenDraft, "seal", fail)
    with pytest.raises(RuntimeError):
        add(visitor, file())
    assert stored() == before


def test_giving_up_a_draft_removes_its_files(
    visitor: Visitor, django_capture_on_commit_callbacks: Any
) -> None:
    before = stored()
    add(visitor, file())
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post("discard/")
    assert stored() == before


def test_an_expired_draft_takes_its_files_along(
    visitor: Visitor, django_capture_on_commit_callbacks: Any
) -> None:
    before = stored()
    add(visitor, file())
    with django_capture_on_commit_callbacks(execute=True):
        drafts.sweep(visitor.draft.row.expires_at + timedelta(seconds=1))
    assert stored() == before
    assert not DraftFile.objects.exists()

"""Files that come after filing."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from complaints.models import Event
from complaints.services import evidence
from complaints.services.transitions import Refused
from portal.outbox.models import Message as Notice
from portal.sealing import files as sealed_files
from tests.complaints.cases import Case, Staff, World, file
from tests.complaints.files import add_file


def stored() -> int:
    root = Path(settings.STORAGE_URL.removeprefix("file://"))
    return sum(1 for path in root.rglob("*") if path.is_file())


def test_a_file_is_sealed_and_opens_for_both(world: World) -> None:
    case = file()
    row = add_file(case, b"the gate at night" * 9000)
    assert row is not None
    for vault in (case.by_receipt, case.desk):
        key = vault.read_bytes(row, "file_key")
        content = b"".join(sealed_files.open_sealed(row.storage_name, row.file_id, key))
        assert content == b"the gate at night" * 9000
        assert vault.read_json(row, "particulars")["name"] == "photo.jpg"
    with default_storage.open(row.storage_name) as raw:
        assert b"gate" not in raw.read()
    assert Event.objects.get(complaint_id=case.id, kind="evidence").detail == str(row.pk)
    assert Notice.objects.filter(subject_id=case.id, kind="staff.message").count() == 1
    assert case.complaint.has_unread


def test_the_same_file_twice_is_one(world: World) -> None:
    case = file()
    before = stored()
    assert add_file(case, b"once")
    assert add_file(case, b"once", name="again.jpg") is None
    assert case.complaint.evidence.count() == 1
    assert stored() == before + 1


def test_no_more_than_the_limit(world: World, settings: object) -> None:
    settings.PORTAL_MAX_FILES = 2  # type: ignore[attr-defined]
    case = file()
    add_file(case, b"1")
    add_file(case, b"2")
    before = stored()
    with pytest.raises(Refused) as refusal:
        add_file(case, b"3")
    assert refusal.value.field == "file"
    assert stored() == before


def test_not_after_the_end(staff: Staff) -> None:
    case = file()
    staff.lead(case, "withdrawn")
    before = stored()
    with pytest.raises(Refused):
        add_file(case, b"late")
    assert stored() == before


def test_a_failure_leaves_no_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case: Case = file()
    before = stored()

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(evidence.notifications, "to_staff", fail)
    with pytest.raises(RuntimeError):
        add_file(case, b"lost")
    assert stored() == before
    assert not case.complaint.evidence.exists()

"""A file that comes later: one per request, sealed; what cannot be taken is said, and the description stays."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.outbox.models import Message as Notice
from portal.sealing import files as sealed_files
from tests.complaints.cases import Case, Staff
from tests.follow_up.pages import CASE, FILE, text_of

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def add(client: Client, content: bytes, name: str = "gate.jpg", **more: str) -> object:
    data = {"file": SimpleUploadedFile(name, content), "text": "At the gate", "may_show_respondent": "no"}
    return client.post(FILE, data | more)


def test_adding(visitor: Client, case: Case) -> None:
    assert add(visitor, b"\xff\xd8\xff" + b"x" * 100_000).status_code == 302
    row = case.complaint.evidence.get()
    key = case.desk.read_bytes(row, "file_key")
    assert b"".join(sealed_files.open_sealed(row.storage_name, row.file_id, key)).startswith(b"\xff\xd8\xff")
    page = text_of(visitor.get(CASE))
    assert "gate.jpg" in page
    assert "At the gate" in page
    assert "not to be shown" in page


def test_twice_is_once(visitor: Client, case: Case) -> None:
    add(visitor, b"same")
    assert "there already" in text_of(visitor.get(add(visitor, b"same").headers["Location"]))
    assert case.complaint.evidence.count() == 1


def test_nothing_and_zero_bytes(visitor: Client, case: Case) -> None:
    response = visitor.post(FILE, {"text": "I forgot it", "may_show_respondent": "no"})
    assert response.status_code == 422
    assert "Choose a file" in text_of(response)
    assert "I forgot it" in text_of(response)
    response = add(visitor, b"")
    assert response.status_code == 422
    assert "0 bytes" in text_of(response)
    assert "At the gate" in text_of(response)
    assert not case.complaint.evidence.exists()


def test_too_big(visitor: Client, case: Case, settings: object) -> None:
    settings.PORTAL_MAX_FILE_BYTES = 1000  # type: ignore[attr-defined]
    response = add(visitor, b"x" * 1001)
    assert response.status_code == 422
    assert "One file can have up to" in text_of(response)
    assert not case.complaint.evidence.exists()


def test_one_too_many(visitor: Client, case: Case, settings: object) -> None:
    settings.PORTAL_MAX_FILES = 2  # type: ignore[attr-defined]
    add(visitor, b"1")
    add(visitor, b"2")
    response = add(visitor, b"3")
    assert response.status_code == 422
    assert "can hold 2 files" in text_of(response)


@pytest.mark.parametrize(
    "name,shown",
    [
        ("../../x", "x"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("<script>.pdf", "_script_.pdf"),
        ("n" * 300 + ".pdf", "nnn"),
        ("имя файла 文件.pdf", "имя файла 文件.pdf"),
    ],
)
def test_names(visitor: Client, case: Case, name: str, shown: str) -> None:
    assert add(visitor, b"%PDF-1.4 x", name).status_code == 302
    page = text_of(visitor.get(CASE))
    assert shown in page
    assert "<script>.pdf" not in page
    assert "\u202e" not in page


def test_what_nobody_should_open_is_kept_sealed(visitor: Client, case: Case) -> None:
    add(visitor, EICAR, "invoice.pdf")
    assert case.complaint.evidence.count() == 1
    assert "different from what its name says" in text_of(visitor.get(CASE))


def test_a_strange_answer(visitor: Client, case: Case) -> None:
    assert add(visitor, b"x", may_show_respondent="perhaps").status_code == 422
    assert not case.complaint.evidence.exists()


def test_a_file_that_answers_what_was_asked(visitor: Client, case: Case, staff: Staff) -> None:
    assert 'name="answers"' not in text_of(visitor.get(FILE)), "nothing is asked"
    staff.lead(case, "particulars-asked")
    assert 'name="answers"' in text_of(visitor.get(FILE))
    add(visitor, b"one page")
    assert case.complaint.state == "particulars-asked", "more is to come"
    page = text_of(visitor.get(add(visitor, b"the other page", answers="on").headers["Location"]))
    assert "The assessment goes on" in page
    assert case.complaint.state == "under-assessment"
    assert case.complaint.evidence.count() == 2
    kinds = Notice.objects.filter(subject_id=case.id, kind__startswith="staff.").values_list(
        "kind", flat=True
    )
    assert sorted(kinds) == ["staff.filed", "staff.message", "staff.receive-particulars"]


def test_a_tick_that_comes_too_late_changes_nothing(visitor: Client, case: Case, staff: Staff) -> None:
    staff.lead(case, "under-assessment")
    assert add(visitor, b"x", answers="on").status_code == 302
    assert case.complaint.state == "under-assessment"
    assert case.complaint.evidence.count() == 1


def test_not_after_the_end(visitor: Client, case: Case, staff: Staff) -> None:
    staff.lead(case, "withdrawn")
    assert visitor.get(FILE).status_code == 302
    response = add(visitor, b"x")
    assert response.status_code == 422
    assert "has ended" in text_of(response)


def test_without_the_secret(client: Client, case: Case) -> None:
    assert add(client, b"x").status_code == 403
    assert not case.complaint.evidence.exists()

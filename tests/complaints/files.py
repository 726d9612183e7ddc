"""Uploads as the upload handler makes them."""

from datetime import datetime

from complaints.models import Evidence
from complaints.services import evidence
from portal.sealing.uploads import SealedUpload, SealingUploadHandler
from tests.complaints.cases import NOW, Case


def upload(content: bytes, name: str = "photo.jpg", content_type: str = "image/jpeg") -> SealedUpload:
    """A finished upload, sealed in the folder of uploads on their way."""
    handler = SealingUploadHandler()
    handler.new_file("file", name, content_type, len(content), None, {})
    if content:
        handler.receive_data_chunk(content, 0)
    made = handler.file_complete(len(content))
    assert made is not None
    return made


def add_file(case: Case, content: bytes, name: str = "photo.jpg", now: datetime = NOW) -> Evidence | None:
    return evidence.add_file(
        case.id,
        upload(content, name),
        description="Taken at the gate",
        may_show_respondent="no",
        now=now,
        vault=case.by_receipt,
    )

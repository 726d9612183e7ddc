"""No room for an upload: said beside the field, with everything typed and the files before it kept."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from complaints.models import DraftFile, Evidence
from complaints.services import drafts
from portal.receipts import code as codes
from tests.faults.browser import NEW, RECEIPT, Browser
from tests.intake.visitor import NARRATIVE

BIG = ("photos.zip", os.urandom(3 * 1024 * 1024))
SMALL = ("letter.txt", b"A letter.")


@pytest.mark.parametrize("which", ["incoming", "storage"])
def test_a_full_disk(start_portal: Callable[..., str], umbrella: Any, tiny_disk: Path, which: str) -> None:
    if which == "incoming":
        environment = {"PORTAL_DATA_DIR": str(tiny_disk), "STORAGE_URL": settings_storage()}
    else:
        environment = {"STORAGE_URL": f"file://{tiny_disk}"}
    browser = Browser(start_portal(**environment))
    browser.step("happened")
    page = f"{NEW}evidence/"
    assert browser.step("evidence", go="addfile", files={"file": SMALL}).status == 302

    refused = browser.step("evidence", go="addfile", description="Seventeen photographs", files={"file": BIG})
    assert refused.status == 302
    refused = browser.get(f"{page}?check=1")
    assert "Everything else is kept" in refused.text
    assert ("We have no room for this file" in refused.text) == (which == "incoming")
    assert "Seventeen photographs" in refused.text
    assert 'id="id_file_error"' in refused.text or "file_error" in refused.text
    again = browser.get(page)
    assert "letter.txt" in again.text
    assert "photos.zip" not in again.text
    assert "Seventeen photographs" in again.text
    draft = drafts.find(codes.normalise(again.resume_code))
    assert draft is not None
    assert NARRATIVE.splitlines()[0] in str(draft.payload)
    assert DraftFile.objects.count() == 1
    left = [path for path in tiny_disk.rglob("*") if path.is_file()]
    assert len(left) == (which == "storage"), left

    browser.fill(evidence={"description": "", "go": "skip"})
    assert browser.send().leads_to == RECEIPT
    assert Evidence.objects.count() == 1


def settings_storage() -> str:
    return str(settings.STORAGE_URL)

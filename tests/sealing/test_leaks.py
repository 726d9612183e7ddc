"""The search for leaks finds what it should: otherwise its silence would prove nothing."""

import base64
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from portal.receipts import code as codes
from portal.receipts import issue
from portal.sealing import Purpose, Vault
from portal.sealing.index import mark_stale, refresh_stale
from portal.sealing.models import DataKey, IndexRow
from tests.leaks import everything_at_rest, found, planted

WORD = "Зеленогорская-colony-7"


@pytest.mark.parametrize(
    "written",
    [
        WORD.encode(),
        WORD.encode("utf-16-le"),
        b"\0" + WORD.encode("utf-16-be"),
        WORD.encode().hex().encode(),
        json.dumps({"x": WORD}).encode(),
        base64.b64encode(WORD.encode()),
        base64.b64encode(b"a" + WORD.encode() + b"tail"),
        base64.urlsafe_b64encode(b"ab" + WORD.encode()),
        WORD.upper().encode(),
    ],
)
@pytest.mark.django_db
def test_a_planted_word_is_found_in_files(tmp_path: Path, written: bytes) -> None:
    assert found([WORD], tmp_path) == []
    (tmp_path / "x").write_bytes(b"before" + written + b"after")
    assert found([WORD], tmp_path)
    assert written in everything_at_rest(tmp_path)


@pytest.mark.django_db
def test_a_planted_word_is_found_in_tables_logs_and_names(tmp_path: Path) -> None:
    DataKey.objects.create(
        owner_id=uuid4(), purpose=Purpose.CONTENT, desk_version=1, desk_wrap=b"\0" + WORD.encode()
    )
    assert any("sealing_datakey" in place for place in found([WORD]))
    assert found(["logged words"], logs="x logged words y")
    (tmp_path / "named words").touch()
    assert found(["named words"], tmp_path)


@pytest.mark.django_db
def test_what_this_room_stores_leaks_nothing(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    word = planted("Зеленогорская")
    settings.STORAGE_URL = f"file://{tmp_path / 'store'}"
    settings.PORTAL_INCOMING_DIR = str(tmp_path / "incoming")
    code = codes.new_code()
    private, public = codes.key_pair(code)
    vault = Vault.create(uuid4(), receipt_public=public)
    DataKey.objects.bulk_create(vault.key_rows())
    issue(vault.owner_id, code).save()
    content = (word * 9000).encode()
    files = [SimpleUploadedFile(f"{word}.txt", content) for _ in range(2)]
    request = RequestFactory().post("/", {"story": word, "file": files})
    kept, waiting = request.FILES.getlist("file")
    kept.keep()
    mark_stale(vault.owner_id)
    refresh_stale(lambda _: f"{word} colony")
    assert IndexRow.objects.get().words
    secrets = [code, codes.group(code), private, kept.key, waiting.key, codes.symmetric_key(code), "colony"]
    assert found([word, *secrets, *vault._keys.values()], tmp_path, logs=caplog.text) == []
    assert found([word], tmp_path, postgres=True) == []

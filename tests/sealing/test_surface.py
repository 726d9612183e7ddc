"""A public server, in its own process with public keys only: it seals what arrives and cannot open it again."""

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.test import override_settings

from portal.receipts import code as codes
from portal.sealing import CannotUnseal, Purpose, Vault
from portal.sealing.keyring import new_entry
from portal.sealing.models import DataKey

SECRET, PUBLIC = new_entry(3)
ON_THE_PUBLIC_SURFACE = """
import json, sys
import django
django.setup()
from uuid import UUID
from django.conf import settings
from portal.receipts import code as codes
from portal.sealing import CannotUnseal, Purpose, Vault
from portal.sealing.keyring import abilities

owner, code = UUID(sys.argv[1]), sys.stdin.read()
assert settings.PORTAL_SURFACE == "public"
private, public = codes.key_pair(code)
vault = Vault.create(owner, receipt_public=public)
sealed = vault.seal_bytes(Purpose.CONTENT, "x", b"what happened")
rows = vault.key_rows()
refused = 0
for purpose in Purpose:
    try:
        Vault(owner, rows).open_bytes(purpose, "x", sealed)
    except CannotUnseal:
        refused += 1
print(json.dumps({
    "holds_secrets": abilities().holds_secrets,
    "refused": refused,
    "receipt": Vault(owner, rows, private).open_bytes(Purpose.CONTENT, "x", sealed).decode(),
    "sealed": sealed.hex(),
    "rows": [[str(r.id), r.purpose, r.desk_version, r.desk_wrap.hex()] for r in rows],
}))
"""


def test_the_public_surface_seals_what_only_desk_and_receipt_open() -> None:
    owner, code = UUID(int=77), codes.new_code()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")},
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORTAL_SURFACE": "public",
        "PORTAL_DEMO": "1",
        "PORTAL_DATA_DIR": str(settings.PORTAL_DATA_DIR),
        "PORTAL_SECRET_KEY": "k" * 60,
        "PORTAL_SEALING_KEYS": PUBLIC,
        "PORTAL_HASH_KEY": settings.PORTAL_HASH_KEY,
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ON_THE_PUBLIC_SURFACE, str(owner)],
        input=code, capture_output=True, text=True, timeout=60, check=False,
        env=environment, cwd=Path(settings.BASE_DIR),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["holds_secrets"], told["refused"], told["receipt"]) == (False, 3, "what happened")
    rows = [
        DataKey(
            id=UUID(key_id),
            owner_id=owner,
            purpose=purpose,
            desk_version=version,
            desk_wrap=bytes.fromhex(wrap),
        )
        for key_id, purpose, version, wrap in told["rows"]
    ]
    sealed = bytes.fromhex(told["sealed"])
    with override_settings(PORTAL_SEALING_KEYS=SECRET):
        assert Vault(owner, rows).open_bytes(Purpose.CONTENT, "x", sealed) == b"what happened"
    with override_settings(PORTAL_SEALING_KEYS=new_entry(3)[0]), pytest.raises(CannotUnseal):
        Vault(owner, rows).open_bytes(Purpose.CONTENT, "x", sealed)

"""The public surface has no desk key: only the receipt opens anything, and everything on its page works."""

import re
import uuid

import pytest
from django.test import Client, override_settings
from django.urls import clear_url_caches, set_urlconf

from portal.sealing import CannotUnseal, Vault
from portal.sealing.keyring import keyring
from tests.complaints.cases import Case, Staff
from tests.follow_up import pages
from tests.follow_up.test_files import add


def public_only(keys: str) -> str:
    """The same keys as the public surface holds them: the newest one's public half."""
    from base64 import urlsafe_b64decode, urlsafe_b64encode

    from nacl.public import PrivateKey

    number, kind, value = keys.split(",")[-1].split(":")
    assert kind == "secret"
    public = PrivateKey(urlsafe_b64decode(value)).public_key
    return f"{number}:public:{urlsafe_b64encode(bytes(public)).decode()}"


@pytest.fixture
def public_surface(settings: object) -> object:
    keys = public_only(settings.PORTAL_SEALING_KEYS)  # type: ignore[attr-defined]
    with override_settings(
        PORTAL_SURFACE="public",
        ROOT_URLCONF="portal.urls.public",
        PORTAL_SEALING_KEYS=keys,
        PORTAL_INDEX_KEY="",
    ):
        clear_url_caches()
        set_urlconf(None)
        yield
    clear_url_caches()


@pytest.fixture
def asked(case: Case, staff: Staff) -> Case:
    staff.take(case, "ask-particulars", message="Which court?")
    return case


def test_the_whole_page(asked: Case, public_surface: object) -> None:
    case = asked
    assert not keyring().holds_secrets
    with pytest.raises(CannotUnseal):
        Vault.for_desk(case.id).read_json(case.complaint, "account")

    visitor = Client()
    assert visitor.post(pages.ENTER, {"secret": case.secret}).status_code == 302
    assert "Which court?" in pages.text_of(visitor.get(pages.CASE))
    assert "lantern" in pages.text_of(visitor.get(pages.TOLD))
    answer = {"text": "The court of Qumar.", "submission": str(uuid.uuid4())}
    assert visitor.post(pages.MESSAGE, answer).status_code == 302
    assert case.complaint.state == "under-assessment"
    assert add(visitor, b"x" * 70_000).status_code == 302
    assert visitor.post(pages.REPORT, {"text": "A threat."}).status_code == 302
    secret = re.search(r'data-secret="([^"]+)"', pages.text_of(visitor.get(pages.SECRET)))
    assert secret
    assert visitor.post(pages.SECRET).status_code == 302
    page = pages.text_of(visitor.get(pages.CASE))
    assert "The court of Qumar." in page
    assert "A threat." in page
    assert "gate.jpg" in page
    assert visitor.post(pages.WITHDRAW, {"text": "Enough."}).status_code == 302
    assert case.complaint.state == "withdrawn"
    assert "Enough." in pages.text_of(visitor.get(pages.CASE))
    assert Client().post(pages.ENTER, {"secret": case.secret}).status_code == 422


def test_no_desk_here(case: Case, public_surface: object) -> None:
    assert Client().get("/admin/").status_code == 404

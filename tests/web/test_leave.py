"""The quick exit: gone here, gone in the browser, and away."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.addresses")]


@pytest.fixture
def visitor(client: Client) -> Client:
    session = client.session
    session["draft"] = "a secret"
    session.save()
    return client


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_plain_link_forgets_everything_and_leads_away(visitor: Client, settings: Any, method: str) -> None:
    settings.PORTAL_EXIT_URL = "https://weather.example/"
    answer = getattr(visitor, method)("/en/leave/")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "https://weather.example/"
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not Session.objects.exists()
    for name in ("session", "csrftoken", "language"):
        assert answer.cookies[name]["max-age"] == 0, name
    assert answer.content == b""


def test_without_a_session(client: Client) -> None:
    answer = client.get("/en/leave/")
    assert answer.status_code == 303
    assert "Clear-Site-Data" in answer.headers


def test_with_the_database_away(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.web.sessions import SessionStore

    def no(*_: Any, **__: Any) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(SessionStore, "delete", no)
    monkeypatch.setattr(SessionStore, "save", no)
    answer = visitor.get("/en/leave/")
    assert answer.status_code == 303
    assert answer.cookies["session"]["max-age"] == 0


def test_another_site_cannot_end_somebodys_session(visitor: Client) -> None:
    answer = visitor.get("/en/leave/", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 303
    assert "Clear-Site-Data" not in answer.headers
    assert visitor.session["draft"] == "a secret"

"""When something goes wrong: a page that says what to do, and everything that was typed."""

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.addresses")]
OURS = {"Origin": "http://testserver"}
STORY = "They came at night and took the papers; <b>nobody</b> said why."
ESCAPED = "They came at night and took the papers; &lt;b&gt;nobody&lt;/b&gt; said why."


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True, raise_request_exception=False, headers=OURS)


class TestExpiredForm:
    def test_texts_come_back_to_be_copied(self, visitor: Client) -> None:
        answer = visitor.post("/form/", {"story": STORY, "kind": "a"})
        assert answer.status_code == 403
        assert ESCAPED in answer.text
        assert answer.headers["Cache-Control"] == "no-store"

    def test_secrets_do_not(self, visitor: Client) -> None:
        answer = visitor.post("/form/", {"password": "a very long pass phrase", "receipt_code": "AB12-" * 5})
        assert answer.status_code == 403
        assert "pass phrase" not in answer.text
        assert "AB12" not in answer.text

    def test_it_is_no_form_that_sends_it_on(self, visitor: Client) -> None:
        answer = visitor.post("/form/", {"story": STORY})
        textarea = answer.text.index(ESCAPED)
        assert "<form" not in answer.text[max(0, textarea - 2000) : textarea]

    def test_a_view_that_can_shows_its_own_form_with_a_token_that_works(self, visitor: Client) -> None:
        answer = visitor.post("/kept/", {"story": STORY})
        assert answer.status_code == 403
        assert f"<textarea>{ESCAPED}</textarea> expired" in answer.text
        token = re.search(r"token=(\w+)", answer.text)[1]  # type: ignore[index]
        again = visitor.post("/kept/", {"story": STORY, "csrfmiddlewaretoken": token})
        assert (again.status_code, again.text) == (200, "taken")


class TestDatabaseAway:
    def test_reading(self, visitor: Client) -> None:
        answer = visitor.get("/away/")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "60"
        assert "203.0.113.9" not in answer.text

    def test_writing_gives_the_texts_back(self) -> None:
        answer = Client(raise_request_exception=False).post("/away/", {"story": STORY})
        assert answer.status_code == 503
        assert ESCAPED in answer.text

    def test_a_view_that_can_shows_its_own_form(self) -> None:
        answer = Client(raise_request_exception=False, headers=OURS).post("/kept/?away=1", {"story": STORY})
        assert answer.status_code == 503
        assert f"<textarea>{ESCAPED}</textarea> database" in answer.text

    def test_unless_that_needs_the_database_too(self) -> None:
        answer = Client(raise_request_exception=False, headers=OURS).post(
            "/kept/?away=wholly", {"story": STORY}
        )
        assert answer.status_code == 503
        assert ESCAPED in answer.text

    def test_the_session_cannot_be_read_either(
        self, visitor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Every statement fails, as when PostgreSQL is down: the page must not need a single one."""
        from django.db import OperationalError
        from django.db.backends.utils import CursorWrapper

        def no(*_: Any, **__: Any) -> None:
            raise OperationalError("away")

        monkeypatch.setattr(CursorWrapper, "execute", no)
        visitor.cookies["session"] = "some-visitor"
        for address in ("/kept/", "/admin/", "/en/nowhere/", "/broken/"):
            answer = visitor.get(address)
            assert answer.status_code in {404, 500, 503}, address
            assert "<h1" in answer.text, address


@pytest.mark.parametrize(
    "address,status", [("/en/nowhere/", 404), ("/nowhere/", 404), ("/broken/", 500), ("/refused/", 400)]
)
def test_each_has_its_page_and_says_nothing_of_the_inside(visitor: Client, address: str, status: int) -> None:
    answer = visitor.get(address)
    assert answer.status_code == status
    assert "<h1" in answer.text
    assert "planted-word" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_page_that_cannot_be_rendered_still_answers(visitor: Client, tmp_path: Path, settings: Any) -> None:
    templates = [{**settings.TEMPLATES[0], "DIRS": [tmp_path], "APP_DIRS": False}]
    settings.TEMPLATES = templates
    answer = visitor.get("/broken/")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text


def test_an_error_logs_neither_what_was_typed_nor_what_it_said(caplog: pytest.LogCaptureFixture) -> None:
    from portal.web.logs import Discreet

    with caplog.at_level(logging.DEBUG):
        Client(raise_request_exception=False).post("/broken/?word=planted-word", {"story": "planted-word"})
    assert caplog.records
    formatter = logging.Formatter("%(levelname)s %(name)s %(message)s")
    for record in caplog.records:
        if record.name == "django.request":
            Discreet().filter(record)
            line = formatter.format(record)
            assert "planted-word" not in line
            assert "RuntimeError" in line
            assert "addresses.py" in line

"""A page that is the same for everybody is made once: whoever has it gets 304, for others it is kept as it was sent."""

import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.messages import constants
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.utils import translation

from portal.web import unchanged
from portal.web.unchanged import unless_unchanged

View = Callable[[HttpRequest], HttpResponse]
TEXT = "Model Protocol. " * 40


@pytest.fixture
def made() -> list[HttpRequest]:
    """The requests for which a page was made."""
    return []


@pytest.fixture
def depends() -> list[object]:
    return ["edition", 1]


@pytest.fixture
def view(made: list[HttpRequest], depends: list[object]) -> View:
    @unless_unchanged(lambda request: tuple(depends), messages=False)
    def page(request: HttpRequest) -> HttpResponse:
        made.append(request)
        return HttpResponse(f"{TEXT}{len(made)}")

    return page


def ask(path: str = "/en/page/", *, session: str = "", **headers: str) -> HttpRequest:
    request = RequestFactory().get(path, headers=headers)
    if session:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = session
    return request


def test_it_is_made_once_for_all(view: View, made: list[HttpRequest]) -> None:
    first, second = view(ask()), view(ask())
    assert len(made) == 1
    assert second.content == first.content
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert second.headers["Vary"] == "Accept-Encoding"


def test_whoever_has_it_gets_304_also_of_what_is_kept(view: View, made: list[HttpRequest]) -> None:
    tag = view(ask()).headers["ETag"]
    again = view(ask(**{"If-None-Match": tag}))
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    caches["pages"].clear()
    assert view(ask(**{"If-None-Match": tag})).status_code == 304
    assert len(made) == 1, "nothing is made for who has it"
    assert view(ask(**{"If-None-Match": '"another"'})).status_code == 200


def test_compressed_and_plain_are_kept_apart(view: View) -> None:
    packed = view(ask(**{"Accept-Encoding": "gzip, br"}))
    plain = view(ask())
    for _again in range(2):
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        packed, plain = view(ask(**{"Accept-Encoding": "gzip"})), view(ask())
    again = view(ask(**{"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}))
    assert again.status_code == 304


def test_what_only_looks_like_gzip_is_not_kept_for_those_who_take_it(view: View) -> None:
    """Else one such request would send everybody the page plain, five times as long."""
    for looks_alike in ("xgzip", "gzipped", "GZIP"):
        assert "Content-Encoding" not in view(ask(**{"Accept-Encoding": looks_alike})).headers
        assert view(ask(**{"Accept-Encoding": "gzip"})).headers["Content-Encoding"] == "gzip"
        caches["pages"].clear()


def test_a_kept_page_judges_conditions_as_a_made_one(view: View, made: list[HttpRequest]) -> None:
    tag = view(ask()).headers["ETag"]
    for wanted, status in ((tag, 200), ('"another"', 412), ("*", 200)):
        caches["pages"].clear()
        packed = {"Accept-Encoding": "gzip", "If-Match": wanted}
        assert view(ask(**packed)).status_code == status
        view(ask(**{"Accept-Encoding": "gzip"}))
        known = len(made)
        assert view(ask(**packed)).status_code == status, wanted
        assert len(made) == known, "it was kept"


def test_letters_that_nobody_encoded_are_another_address(view: View) -> None:
    """A server hands bytes on as Latin-1: the page of the first is not what is shown to who asks for the second."""
    raw, encoded = ask(), ask()
    raw.META["QUERY_STRING"], encoded.META["QUERY_STRING"] = "q=\xd0\xb0", "q=%C3%90%C2%B0"
    assert raw.GET["q"] != encoded.GET["q"]
    assert view(raw).headers["ETag"] != view(encoded).headers["ETag"]


def test_many_long_pages_asked_for_plain_fill_no_memory(made: list[HttpRequest]) -> None:
    @unless_unchanged(lambda request: ("edition",), messages=False)
    def page(request: HttpRequest) -> HttpResponse:
        made.append(request)
        return HttpResponse(TEXT * 1500)

    for number in range(3):
        first = page(ask(f"/en/page/?{number}"))
        assert page(ask(f"/en/page/?{number}")).content == first.content
    assert len(made) == 3, "they are kept"
    stored = caches["pages"]._cache.values()  # type: ignore[attr-defined]
    assert sum(map(len, stored)) < len(first.content)
    assert all(len(pickle.loads(each)[0]) <= unchanged.LARGEST for each in stored)  # noqa: S301 - our own


def test_what_it_depends_on_makes_another(view: View, made: list[HttpRequest], depends: list[object]) -> None:
    view(ask())
    depends.append(2)
    view(ask())
    assert len(made) == 2
    with translation.override("ru"):
        view(ask())
    assert len(made) == 3
    view(ask())
    assert len(made) == 3, "in English it was kept"
    view(ask("/en/page/?languages=en"))
    view(ask(Host="127.0.0.1"))
    assert len(made) == 5, "an address of its own; a page may name its host"


def test_another_release_or_another_place_makes_another(view: View, settings: Any, tmp_path: Path) -> None:
    known = {view(ask()).headers["ETag"]}
    settings.PORTAL_BASE_URL = "https://portal.example"
    known.add(view(ask()).headers["ETag"])
    settings.PORTAL_DEMO = not settings.PORTAL_DEMO
    known.add(view(ask()).headers["ETag"])
    assert len(known) == 3
    settings.BASE_DIR = tmp_path
    before = unchanged.build.__wrapped__()
    assert unchanged.build.__wrapped__() == before
    (tmp_path / "protocol" / "api").mkdir(parents=True)
    (tmp_path / "protocol" / "api" / "shown.py").write_text("ROWS = 1")
    assert unchanged.build.__wrapped__() != before


def test_nothing_to_depend_on_is_never_kept(
    view: View, made: list[HttpRequest], depends: list[object]
) -> None:
    depends.clear()
    assert "ETag" not in view(ask()).headers
    view(ask())
    assert len(made) == 2


def test_who_has_a_session_gets_a_page_of_their_own(view: View, made: list[HttpRequest]) -> None:
    view(ask(session="x" * 32))
    view(ask())
    view(ask(session="x" * 32))
    assert len(made) == 3
    view(ask())
    assert len(made) == 3


@pytest.mark.parametrize(
    "spoil",
    [
        lambda request, response: response.set_cookie("language", "ru"),
        lambda request, response: get_token(request),
        lambda request, response: setattr(response, "personal", True),
        lambda request, response: setattr(response, "status_code", 404),
        lambda request, response: response.write(os.urandom(unchanged.LARGEST)),
    ],
    ids=["cookie", "token of a form", "personal", "not found", "too large"],
)
def test_what_is_somebodys_is_not_kept(spoil: Callable[[HttpRequest, HttpResponse], Any]) -> None:
    count = []

    @unless_unchanged(lambda request: ("edition",), messages=False)
    def page(request: HttpRequest) -> HttpResponse:
        count.append(request)
        response = HttpResponse(TEXT)
        spoil(request, response)
        return response

    page(ask())
    page(ask())
    assert len(count) == 2


def test_a_message_that_waits_is_shown(client: Any, db: None, made: list[HttpRequest]) -> None:
    from django.contrib.messages.storage.session import SessionStorage
    from django.contrib.sessions.backends.base import SessionBase

    @unless_unchanged(lambda request: ("edition",))
    def page(request: HttpRequest) -> HttpResponse:
        made.append(request)
        return HttpResponse(TEXT)

    for waiting in (True, False, False):
        request = ask()
        request.session = SessionBase()  # type: ignore[assignment]
        storage = SessionStorage(request)
        request._messages = storage  # type: ignore[attr-defined]
        if waiting:
            storage.add(constants.INFO, "It was sent.")
        answer = page(request)
        assert ("ETag" in answer.headers) is not waiting
    assert len(made) == 2

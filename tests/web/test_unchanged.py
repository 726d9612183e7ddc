"""A page that is the same for everybody is made once: whoever has it gets 304, for others it is kept as it was sent."""

from collections.abc import Callable
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
        lambda request, response: response.write("x" * unchanged.LARGEST),
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

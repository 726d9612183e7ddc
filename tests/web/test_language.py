"""Another language, the same page, nothing lost."""

from typing import Any

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.addresses")]


def change(client: Client, method: str = "get", **given: str) -> Any:
    return getattr(client, method)("/en/language/", given)


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_same_page_in_the_other_language(client: Client, method: str) -> None:
    answer = change(client, method, language="ru", next="/en/safety/?from=home#tor")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/ru/safety/?from=home#tor"
    cookie = answer.cookies["language"]
    assert cookie.value == "ru"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_without_a_page_the_one_the_visitor_came_from(client: Client) -> None:
    answer = client.get("/en/language/?language=ru", headers={"Referer": "http://testserver/en/privacy/"})
    assert answer.headers["Location"] == "/ru/privacy/"
    assert change(client, language="ru").headers["Location"] == "/ru/"


@pytest.mark.parametrize(
    "outside",
    [
        "https://evil.example/",
        "//evil.example/x",
        "javascript:alert(1)",
        "http:///evil.example",
        "\\\\evil.example",
    ],
)
def test_never_leads_outside(client: Client, outside: str) -> None:
    answer = client.get(
        "/en/language/", {"language": "ru", "next": outside}, headers={"Referer": "https://evil.example/"}
    )
    assert answer.headers["Location"] == "/ru/"


@pytest.mark.parametrize(
    "path", ["//evil.example/en/", "////evil.example", "/\\evil.example", "\\/evil.example"]
)
def test_a_path_of_ours_that_looks_like_a_host_stays_a_path(client: Client, path: str) -> None:
    for sent in ({"next": f"http://testserver{path}"}, {"next": f"http://testserver/{path}"}):
        location = change(client, language="ru", **sent).headers["Location"]
        assert location[0] == "/"
        assert location[1] not in "/\\", location


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    answer = change(client, language="tlh", next="/en/safety/")
    assert answer.headers["Location"] == "/en/safety/"
    assert answer.cookies["language"].value == "en"


def test_addresses_without_a_language_stay(client: Client) -> None:
    assert change(client, language="ru", next="/admin/login/").headers["Location"] == "/admin/login/"


def test_the_session_stays(client: Client) -> None:
    session = client.session
    session["draft"] = "kept"
    session.save()
    cookie = client.cookies["session"].value
    change(client, language="ru", next="/en/safety/")
    assert client.cookies["session"].value == cookie
    assert client.session["draft"] == "kept"


def test_a_page_whose_address_has_other_letters(client: Client) -> None:
    for there in ("/en/%D1%82/", "/en/т/"):
        assert change(client, language="ru", next=there).headers["Location"] == "/en/%D1%82/"

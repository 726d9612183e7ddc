"""Somebody looks for a word: in every language, in any form and spelling, and nothing typed breaks the search."""

import pytest
from django.test import Client

from protocol.models import Edition

pytestmark = pytest.mark.django_db


def search(client: Client, typed: str, language: str) -> str:
    response = client.get("/en/protocol/search/", {"q": typed, "language": language})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    "language, typed, marked",
    [
        ("en", "refused", "refuses"),
        ("en", "torture", "torture"),
        ("ru", "пытками", "пытк"),
        ("uk", "катуван", "катуван"),
        ("kk", "азаптау", "азаптау"),
        ("az", "işgəncə", "işgəncə"),
        ("az", "ISGENCE", "işgəncə"),
        ("az", "İşgəncə", "işgəncə"),
    ],
)
def test_found_and_marked(client: Client, edition: Edition, language: str, typed: str, marked: str) -> None:
    html = search(client, typed, language)
    assert "provision" in html
    assert any(marked in piece.split("</mark>")[0].lower() for piece in html.split("<mark>")[1:])


def test_several_words_must_all_be_there(client: Client, edition: Edition) -> None:
    one, both = search(client, "evidence", "en"), search(client, "evidence torture", "en")
    assert one.count('class="hit"') > both.count('class="hit"') > 0


@pytest.mark.parametrize("language, typed", [("en", "tortuer"), ("uk", "прокурр"), ("kk", "азаптоу")])
def test_a_slip_of_the_hand_is_forgiven(client: Client, edition: Edition, language: str, typed: str) -> None:
    html = search(client, typed, language)
    assert 'class="hit"' in html


@pytest.mark.parametrize(
    "typed", ["x" * 5000, "слово" * 100, "a\0b", "'; DROP TABLE x; --", "!!! & | ( :*", "🕊️ право right"]
)
@pytest.mark.parametrize("language", ["en", "kk", "xx", ""])
def test_whatever_is_typed_there_is_an_answer(
    client: Client, edition: Edition, typed: str, language: str
) -> None:
    search(client, typed, language)


@pytest.mark.parametrize("typed", ["a", "?!", "і", "…"])
def test_too_little_to_look_for(client: Client, edition: Edition, typed: str) -> None:
    assert "Write at least one word of two letters." in search(client, typed, "en")


def test_nothing_typed_is_executed(client: Client, edition: Edition) -> None:
    assert "<script>alert" not in search(client, "<script>alert(1)</script>", "en")

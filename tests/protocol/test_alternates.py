"""Where a page is read in another language: the language of the text and that of the interface are independent."""

import re

import pytest
from django.test import Client, override_settings

from protocol.models import Edition
from tests.protocol.editions import another

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


def named(client: Client, address: str) -> dict[str, str]:
    response = client.get(address)
    assert response.status_code == 200, address
    head = response.content.decode().partition("</head>")[0]
    found = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', head)
    assert len(found) == len(dict(found)), "each language once"
    assert all(url.startswith(SITE) for _language, url in found)
    return {language: url.removeprefix(SITE).replace("&amp;", "&") for language, url in found}


@pytest.mark.parametrize(
    "page", ["protocol/", "protocol/editions/{code}/", "protocol/editions/{code}/rule-3.b/"]
)
def test_a_page_in_one_language_names_every_language_of_the_text(
    client: Client, edition: Edition, page: str
) -> None:
    page = page.format(code=edition.code)
    expected = {
        "en": f"/en/{page}",
        "ru": f"/ru/{page}",
        **{language: f"/en/{page}?languages={language}" for language in ("az", "kk", "uk")},
        "x-default": f"/{page}",
    }
    # The same from wherever one comes: alternates name each other.
    for address in (f"/en/{page}", f"/ru/{page}", f"/ru/{page}?languages=kk", f"/en/{page}?language=ru"):
        assert named(client, address) == expected
    for language, address in expected.items():
        html = client.get(address, follow=True).content.decode()
        shown = language if language != "x-default" else "en"
        assert f'class="side" lang="{shown}"' in html, address
        assert len(set(re.findall(r'class="side" lang="(\w\w)"', html))) == 1


@pytest.mark.parametrize(
    "page, query",
    [
        ("protocol/compare/", "languages=en,uk"),
        ("protocol/editions/{code}/", "languages=kk,ru,az"),
        ("protocol/compare/", "editions={code},other&language=uk&only=changed"),
        ("protocol/editions/", ""),
        ("protocol/editions/{code}/files/", ""),
        ("protocol/glossary/", ""),
        ("protocol/search/", "q=%D1%81%D1%83%D0%B4&language=uk"),
    ],
)
def test_a_page_with_several_or_none_is_told_apart_by_its_interface(
    client: Client, edition: Edition, page: str, query: str
) -> None:
    another(edition, lambda _text: None, code="other")
    page, query = page.format(code=edition.code), query.format(code=edition.code)
    address = f"{page}?{query}" if query else page
    expected = {"en": f"/en/{address}", "ru": f"/ru/{address}", "x-default": f"/{address}"}
    assert named(client, f"/en/{address}") == named(client, f"/ru/{address}") == expected


def test_what_a_form_sends_is_named_as_it_is_written(client: Client, edition: Edition) -> None:
    assert (
        named(client, "/en/protocol/compare/?language=en&language=uk")["ru"]
        == "/ru/protocol/compare/?languages=en,uk"
    )


@override_settings(LANGUAGES=[("en", "English"), ("ru", "Русский"), ("es", "Español"), ("zh-hans", "中文")])
def test_an_interface_that_the_text_is_not_in_is_named_too(client: Client, edition: Edition) -> None:
    found = named(client, "/en/protocol/")
    assert found["es"] == "/es/protocol/"
    assert found["zh-Hans"] == "/zh-hans/protocol/"
    assert found["uk"] == "/en/protocol/?languages=uk"

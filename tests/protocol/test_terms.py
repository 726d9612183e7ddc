"""The glossary: a page in five languages, and translations that keep to it."""

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from protocol import glossary, working_text
from protocol.languages import LANGUAGES
from protocol.models import Edition
from protocol.reader import searching

TRANSLATIONS = [language for language in LANGUAGES if language != "en"]


def provisions() -> list[str]:
    """Footnotes are names of instruments, which have their own translations."""
    return [each["code"] for each in working_text.read("edition")["provisions"] if each["kind"] != "note"]


def said(language: str, code: str) -> str:
    words = working_text.read(language)[code]
    return f"{words['heading']} . {words['text']}"


def strays(language: str) -> set[tuple[str, str]]:
    """(provision, term) where the English text uses a term and the translation has none of its stems."""
    return {
        (code, term.key)
        for code in provisions()
        for term in glossary.lacking(said("en", code), "en", said(language, code), language)
    }


def excused(language: str) -> set[tuple[str, str]]:
    return {
        (code, term.key)
        for term in glossary.terms()
        for code, (languages, _reason) in term.excused.items()
        if language in languages
    }


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_the_translations_keep_to_the_glossary(language: str) -> None:
    assert strays(language) - excused(language) == set()


def test_exceptions_are_few_have_reasons_and_are_needed() -> None:
    needed = set().union(*map(strays, TRANSLATIONS))
    listed = {(code, term.key): why for term in glossary.terms() for code, (_in, why) in term.excused.items()}
    assert set(listed) - needed == set(), "no longer needed"
    assert all(listed.values())
    assert len(listed) < 15


def test_every_term_is_there_in_every_language_and_used() -> None:
    assert len({term.key for term in glossary.terms()}) == len(glossary.terms()) >= 60
    used = {term.key for code in working_text.read("en") for term in glossary.used(said("en", code), "en")}
    for term in glossary.terms():
        assert set(term.said) == set(LANGUAGES), term.key
        assert all(term.stems[language] for language in TRANSLATIONS), term.key
        assert all(glossary.has(term, term.said[language], language) for language in LANGUAGES), term.key
        assert term.key in used, f"{term.key}: the text does not use it"


@pytest.mark.django_db
def test_the_page_has_them_all_and_each_leads_to_the_text(
    client: Client, edition: Edition, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/ru/protocol/glossary/")
    html = response.content.decode()
    for term in glossary.terms():
        assert f'<tr id="{term.key}">' in html
        assert f'href="#{term.key}"' in html
    links = re.findall(r'<a href="/ru/protocol/search/\?([^"]+)">([^<]+)</a>', html)
    assert len(links) == len(LANGUAGES) * len(glossary.terms())
    for query, name in links:
        asked = searching.Asked.read(QueryDict(query.replace("&amp;", "&")))
        found = searching.find(edition, asked)
        assert found.count, (name, query)
        assert not found.alike, (name, query)
    again = client.get("/ru/protocol/glossary/", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304

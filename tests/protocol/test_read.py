"""A reader reads the Protocol: in a language, in several, one provision, and again without loading it again."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from protocol.models import Edition, Wording
from protocol.reader import book
from protocol.working_text import read as written

pytestmark = pytest.mark.django_db


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_the_text_stands_in_the_language_of_the_interface(client: Client, edition: Edition) -> None:
    assert written("ru")["rule-1"]["heading"] in html_of(client, "/ru/protocol/")
    assert written("en")["rule-1"]["heading"] in html_of(client, "/en/protocol/")


def test_the_language_of_the_text_is_its_own(client: Client, edition: Edition) -> None:
    html = html_of(client, "/en/protocol/?languages=kk")
    assert written("kk")["rule-1"]["heading"] in html
    assert '<html lang="en"' in html
    assert "Working text, not the official Model Protocol" in html


def test_side_by_side_aligned_by_provision(client: Client, edition: Edition) -> None:
    html = html_of(client, "/en/protocol/compare/?languages=en,uk,az")
    for language in ("en", "uk", "az"):
        assert written(language)["rule-3"]["heading"] in html
    part = re.search(r'id="rule-1\.a">(.*?)<div class="notes"', html, re.DOTALL)
    assert part
    assert re.findall(r'class="side" lang="(\w\w)"', part[1]) == ["en", "uk", "az"]
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), "an anchor stands once"


def test_boxes_are_as_good_as_the_written_list(client: Client, edition: Edition) -> None:
    assert 'class="side" lang="az"' in html_of(client, "/en/protocol/compare/?language=en&language=az")


@pytest.mark.parametrize("asked", ["xx", "en,en,en", "", "en,ru,uk,kk,az", "\0", "a" * 5000])
def test_whatever_languages_are_asked_for_there_is_a_page(
    client: Client, edition: Edition, asked: str
) -> None:
    assert client.get("/en/protocol/compare/", {"languages": asked}).status_code == 200


def test_every_mark_leads_to_its_note_and_back(client: Client, edition: Edition) -> None:
    html = html_of(client, "/en/protocol/")
    calls = re.findall(r'class="call"><a href="#([^"]+)" id="\1\.call" role="doc-noteref">(\d+)</a>', html)
    notes = re.findall(r'id="([^"]+)"><a class="note__number" href="#\1\.call"[^>]*>(\d+)</a>', html)
    assert calls == notes
    assert [int(number) for _code, number in notes] == list(range(1, len(notes) + 1))


def test_one_provision_with_its_citation(client: Client, edition: Edition) -> None:
    html = html_of(client, f"/en/protocol/editions/{edition.code}/rule-3.b/?languages=en,uk")
    assert "Rule 3(b)" in html
    assert "Правило 3(b)" in html
    assert "working text, not the official Model Protocol" in html
    assert "робочий текст, не офіційний Модельний протокол; working-2026), Правило 3(b)" in html
    assert "Undue delay" in html, "categories that engage it"
    address = f"http://testserver/en/protocol/editions/{edition.code}/rule-3.b/"
    assert f'"{address}?languages=en,uk"' in html, "who is handed it reads the same"
    assert f'"{address}"' in html_of(client, f"/en/protocol/editions/{edition.code}/rule-3.b/")


def test_a_rule_lists_what_its_points_engage_too(client: Client, edition: Edition) -> None:
    html = html_of(client, f"/en/protocol/editions/{edition.code}/rule-4/")
    engaged = html[html.index('id="engaged"') :].partition("</section>")[0]
    provisions = edition.provisions.filter(code__regex=r"^rule-4(\.|$)")
    for code in {code for codes in provisions.values_list("categories", flat=True) for code in codes}:
        assert engaged.count(f">{code}<") == 1, code
    assert '<a href="#rule-4.e">e</a>' in engaged


def test_a_short_address_leads_to_the_permanent_one(client: Client, edition: Edition) -> None:
    response = client.get("/en/protocol/rule-3.b/?languages=uk")
    assert response.status_code == 302
    assert response.headers["Location"] == f"/en/protocol/editions/{edition.code}/rule-3.b/?languages=uk"
    assert client.get("/en/protocol/rule-99/").status_code == 404
    assert client.get("/en/protocol/editions/none/").status_code == 404
    assert client.get(f"/en/protocol/editions/{edition.code}/rule-99/").status_code == 404


def test_a_draft_is_nobodys_to_read(client: Client, edition: Edition) -> None:
    Edition.objects.update(status="draft")
    for address in ("", f"editions/{edition.code}/", f"editions/{edition.code}/rule-1/", "search/?q=right"):
        assert client.get(f"/en/protocol/{address}").status_code == 404


def newer_source(code: str, day: datetime) -> None:
    """The source of a provision gets another revision on ``day``."""
    source = Wording.objects.published().get(provision__code=code, language="en")
    Wording.objects.filter(pk=source.pk).update(state="superseded")
    Wording.objects.create(
        provision=source.provision,
        language="en",
        revision=source.revision + 1,
        text="It says more now.",
        state="published",
        reviewed_at=day,
    )


def test_what_was_translated_from_an_earlier_source_says_since_when_and_what_is_newer(
    client: Client, edition: Edition, django_assert_num_queries: Any
) -> None:
    newer_source("rule-1.a", datetime(2027, 3, 1, 12, tzinfo=UTC))
    newer_source("rule-1.a", datetime(2027, 5, 2, 12, tzinfo=UTC))
    newer_source("rule-1.a.note-1", datetime(2027, 4, 3, 12, tzinfo=UTC))
    html = html_of(client, "/en/protocol/compare/?languages=en,uk")
    text, note = re.findall(r'<p class="stale" lang="en">(.*?)</p>', html)
    assert "Since 1 March 2027 the source (English) has a newer revision: 3." in text
    assert "This was translated from revision 1." in text
    assert "Since 3 April 2027 the source (English) has a newer revision: 2." in note
    assert "Read both side by side" not in text, "it stands beside it"
    alone = html_of(client, "/en/protocol/?languages=uk")
    assert f'href="/en/protocol/editions/{edition.code}/rule-1.a/?languages=uk,en"' in alone
    assert "Українська: some provisions were translated from an earlier source" in alone
    assert "out of date" not in html_of(client, "/en/protocol/?languages=en"), (
        "the source is never behind itself"
    )
    with django_assert_num_queries(3):
        assert book.read(edition, ["en", "uk"]).stale == ["uk"]


def test_a_missing_language_is_named(client: Client, edition: Edition) -> None:
    Wording.objects.filter(language="az", provision__code="rule-2").update(state="superseded")
    assert "Not published in this language yet." in html_of(client, "/en/protocol/?languages=az")


@pytest.mark.parametrize(
    "address, queries, tag",
    # The page of a provision speaks of instruments and of today, too.
    [("", 4, 1), ("compare/?languages=en,ru,kk", 4, 1), ("editions/{code}/rule-3/", 4, 2)],
)
def test_what_a_page_costs(
    client: Client, edition: Edition, django_assert_num_queries: Any, address: str, queries: int, tag: int
) -> None:
    address = f"/en/protocol/{address.format(code=edition.code)}"
    client.get(address)
    caches["pages"].clear()
    with django_assert_num_queries(queries + tag):
        # Some for the tag; with it a browser that has the page is answered by those alone, and a process that kept it.
        response = client.get(address)
    with django_assert_num_queries(tag):
        assert client.get(address).content == response.content
    with django_assert_num_queries(tag):
        again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    Edition.objects.update(version=edition.version + 1)
    assert client.get(address, headers={"If-None-Match": response.headers["ETag"]}).status_code == 200


def test_a_page_is_compressed_and_still_known_again(client: Client, edition: Edition) -> None:
    response = client.get("/en/protocol/", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    again = client.get(
        "/en/protocol/", headers={"Accept-Encoding": "gzip", "If-None-Match": response.headers["ETag"]}
    )
    assert again.status_code == 304

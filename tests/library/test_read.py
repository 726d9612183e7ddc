"""A reader looks for a document, reads its page, its text, who signed; and does so again without loading it again."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from associations.models import Association
from portal.web.forms import PartialDate
from protocol.library.first_documents import DOCUMENTS
from protocol.library.models import Document
from protocol.library.services import documents, steps
from tests.library.shelf import CONTENT, NOW, petition, publisher, sign, union, upload

pytestmark = pytest.mark.django_db
LIST = "/en/library/"
PAGE = "/en/library/harbour-towns/"


def html_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


@pytest.fixture
def found(db: None) -> Document:
    union()
    return petition()


@pytest.mark.parametrize(
    "typed", ["harbour", "ПОРТОВИХ", "portovykh", "ədalət", "edalet", "complaint mech", "towns harbour"]
)
def test_found_in_any_language_by_a_part(client: Client, found: Document, typed: str) -> None:
    assert PAGE in html_of(client, f"{LIST}?q={typed}")


def test_a_slip_of_the_hand_finds_what_resembles_it(client: Client, found: Document) -> None:
    html = html_of(client, f"{LIST}?q=harbuor")
    assert "These resemble it" in html
    assert PAGE in html


@pytest.mark.parametrize(
    "asked, there",
    [
        ("kind=petition", True), ("kind=brief", False), ("tag=complaint-mechanism", True), ("tag=none", False),
        ("language=uk", True), ("language=es", False), ("year=2026", True), ("year=2025", False),
    ],
)  # fmt: skip
def test_narrowed(client: Client, found: Document, asked: str, there: bool) -> None:
    assert (PAGE in html_of(client, f"{LIST}?{asked}")) is there


@pytest.mark.parametrize(
    "asked",
    ["q=%00", "q=%F0%9F%95%8A", "q=%E2%80%8B", "q=" + "a" * 5000, "q=%25%5F%5C", "year=0000", "year=99999", "year=x",
     "page=x", "page=999", "kind=%00", "tag=%00a", "language=xx", "q=.,;", "year=٢٠٢٦"],
)  # fmt: skip
def test_whatever_is_typed_there_is_a_page(client: Client, found: Document, asked: str) -> None:
    assert client.get(f"{LIST}?{asked}").status_code == 200


def test_the_page_of_a_document(client: Client, found: Document) -> None:
    html = html_of(client, PAGE)
    for words in (
        "Petition of the harbour towns",
        "Петиція портових міст",
        "2 March 2026",
        "Invented for the demonstration.",
        "Organisations of three invented countries, “Petition of the harbour towns”, 2 March 2026.",
        "http://testserver/en/library/harbour-towns/",
        "Nothing is on record about its delivery or an answer.",
    ):
        assert words in html, words
    assert "Ми просимо." in html_of(client, f"{PAGE}text/uk/")
    assert "<p>We wait.</p>" in html_of(client, f"{PAGE}text/en/")
    for wrong in ("text/ru/", "text/xx/", "files/en/", "signatories/"):
        assert client.get(PAGE + wrong).status_code == 404, wrong


def test_a_citation_ends_once(client: Client, found: Document) -> None:
    cited = '<p class="lib-cite">Organisations of three invented countries, «Petition of the harbour towns», '
    assert f"{cited}2 марта 2026 г.</p>" in html_of(client, "/ru/library/harbour-towns/")


def test_the_list_says_what_can_be_read_here(client: Client, found: Document) -> None:
    petition("elsewhere", texts={}, languages=["zh-hans"])
    html = " ".join(html_of(client, LIST).split())
    assert '<span lang="en">English</span>, <span lang="uk">Українська</span> · text here' in html
    assert '<span lang="zh-hans">简体中文</span> · no text here' in html


@pytest.mark.parametrize("day", ["2026", "2026-02-30", "x", 2026])
def test_a_day_that_is_none_is_kept_nowhere(db: None, day: Any) -> None:
    union()
    with pytest.raises(ValidationError, match="no date that exists"):
        documents.begin("odd", CONTENT | {"day": day}, by=None, now=NOW)


def test_scripts_in_an_abstract_are_words(client: Client, db: None) -> None:
    union()
    petition("evil", abstracts={"en": "<script>alert(1)</script> & <img src=x onerror=alert(1)>"})
    html = html_of(client, "/en/library/evil/")
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_draft_is_nobodys_to_read(client: Client, db: None) -> None:
    union()
    documents.begin("draft", CONTENT, by=None, now=NOW)
    assert "/library/draft/" not in html_of(client, LIST)
    for address in ("", "text/en/", "signatories/", "signatories.csv"):
        assert client.get(f"/en/library/draft/{address}").status_code == 404


def test_withdrawn_says_so_and_why(client: Client, found: Document) -> None:
    documents.withdraw(found.pk, "Its author asked for it.", by=publisher("alma", union_of()), now=NOW)
    html = html_of(client, PAGE, 410)
    assert "Its author asked for it." in html
    assert "Ми просимо" not in html
    assert client.get(f"{PAGE}text/uk/").status_code == 404
    assert PAGE not in html_of(client, LIST)


def union_of() -> Any:
    return Association.objects.get(slug="union")


def test_a_file_with_its_digest(client: Client, found: Document) -> None:
    import hashlib

    data = b"%PDF-1.4 the petition"
    documents.write(found.pk, CONTENT, by=None, now=NOW, uploads={"uk": upload(data, "Петиція.pdf")})
    assert client.get(f"{PAGE}files/uk/").status_code == 404, "not before it is published"
    documents.propose(found.pk, by=None, now=NOW)
    documents.publish(found.pk, 2, by=None, now=NOW)
    assert hashlib.sha256(data).hexdigest() in html_of(client, PAGE)
    response = client.get(f"{PAGE}files/uk/")
    assert b"".join(response) == data  # type: ignore[call-overload]
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    again = client.get(f"{PAGE}files/uk/", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_who_signed_and_who_is_not_named(client: Client, found: Document) -> None:
    sign(found, publisher("alma", union_of()))
    html = html_of(client, PAGE)
    assert "3 signatories are on record." in html
    assert "1 of them counts without being named." in html
    assert "country not shown" in html, "one alone would be known by its country"
    assert ">QT<" not in html
    listed = html_of(client, f"{PAGE}signatories/")
    assert "Harbour Aid" in listed
    assert "Quiet" not in html + listed
    table = b"".join(client.get(f"{PAGE}signatories.csv")).decode("utf-8-sig")  # type: ignore[call-overload]
    assert table.splitlines() == [
        "organisation,country,date,language",
        "Harbour Aid,QM,2026-03-01,en",
        "Клуб Весна,QV,2026-03,uk",
    ]


def test_three_unnamed_of_a_country_are_counted_under_it(client: Client, found: Document) -> None:
    lines = "".join(f"Circle {place},QT,,en,no\n" for place in range(3))
    sign(found, publisher("alma", union_of()), "organisation,country,date,language,named\n" + lines)
    html = html_of(client, PAGE)
    assert ">QT<" in html
    assert "country not shown" not in html


def test_the_timeline_says_who_says_so(client: Client, found: Document) -> None:
    step = steps.record(
        found.pk, "union", "refused", PartialDate(2026, 4, 7), text={"en": "It will not examine it."},
        said_by={"en": "The Union"}, sources=[], by=None, now=NOW,
    )  # fmt: skip
    assert "It will not examine it." not in html_of(client, PAGE), "not before a second person confirmed it"
    steps.confirm(step.pk, by=None, now=NOW)
    html = html_of(client, PAGE)
    for words in ("7 April 2026", "Refused", "It will not examine it.", "According to:", "The Union"):
        assert words in html, words
    steps.take_back(step.pk, "The letter was another.", by=publisher("alma", union_of()), now=NOW)
    html = html_of(client, PAGE)
    assert "<del>Refused</del>" in html
    assert "The letter was another." in html


def test_one_looks_for_a_name_among_those_named(client: Client, found: Document) -> None:
    table = "organisation,country,named\nОбщество «Рассвет»,QM,yes\nQuiet Circle,QT,no\n"
    alma = publisher("alma", union_of())
    sign(found, alma, table + "".join(f"Club {number},QV,yes\n" for number in range(101)))
    page = f"{PAGE}signatories/"
    html = html_of(client, f"{page}?q=РАССВЕТ")
    assert "Общество «Рассвет»" in html
    assert "Club 7" not in html
    assert 'href="?q=club&amp;page=2"' in html_of(client, f"{page}?q=club")
    for typed in ("Quiet Circle", "%25", "%00%00", "%F0%9F%95%8A" * 90):
        assert ("Quiet Circle</bdi>" in html_of(client, f"{page}?q={typed}")) is False, typed
    assert "Nobody of this name is named here." in html_of(client, f"{page}?q=Quiet")


def test_it_says_to_whom_one_writes(client: Client, found: Document) -> None:
    assert "No umbrella body is on record here, and no address." in html_of(client, PAGE)
    before = client.get(PAGE).headers["ETag"]
    Association.objects.filter(slug="union").update(record_email="record@union.invalid", kind="umbrella")
    html = html_of(client, PAGE)
    assert 'href="mailto:record@union.invalid"' in html
    assert client.get(PAGE, headers={"If-None-Match": before}).status_code == 200, (
        "whoever kept the page learns of it"
    )
    sign(found, publisher("alma", union_of()))
    assert f'href="{PAGE}#wrong"' in html_of(client, f"{PAGE}signatories/")


def test_what_a_page_costs(client: Client, found: Document, django_assert_num_queries: Any) -> None:
    sign(found, publisher("alma", union_of()))
    for address, queries, of_a_tag in ((LIST, 4, 1), (PAGE, 5, 3), (f"{PAGE}signatories/", 6, 3)):
        client.get(address)
        caches["pages"].clear()
        with django_assert_num_queries(queries):
            response = client.get(address)
        with django_assert_num_queries(of_a_tag):
            again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
        assert again.status_code == 304, address
        Document.objects.update(
            version=Document.objects.get().version + 1, changed_at=NOW + timedelta(days=1)
        )
        changed = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
        assert changed.status_code == 200, address


def test_the_public_role_is_enough(client: Client, found: Document, as_public_role: None) -> None:
    sign(found, publisher("alma", union_of()))
    for address in (LIST, f"{LIST}?q=harbour", PAGE, f"{PAGE}text/uk/", f"{PAGE}signatories/"):
        assert client.get(address).status_code == 200, address


def test_a_body_shows_what_concerns_it(client: Client, db: None) -> None:
    union()
    petition(bodies=["union"])
    assert PAGE in html_of(client, "/en/associations/union/")
    assert "/en/associations/union/" in html_of(client, PAGE)


def test_the_first_documents_stand_with_their_facts(client: Client, db: None) -> None:
    call_command("load_library")
    call_command("load_library")
    assert set(Document.objects.values_list("slug", flat=True)) == set(DOCUMENTS)
    for slug in DOCUMENTS:
        for language in ("en", "ru"):
            html = html_of(client, f"/{language}/library/{slug}/")
            assert DOCUMENTS[slug]["titles"]["en"].replace("’", "’") in html
    english = html_of(client, "/en/library/petition-to-the-iap-2016/")
    assert "It is available from the issuer." in english
    assert "13 September 2016" in english
    assert "Over 50 civil society organisations, Europe and Central Asia" in english


def test_what_somebody_withdrew_does_not_come_back(client: Client, db: None) -> None:
    call_command("load_library")
    found = Document.objects.get(slug="model-protocol")
    documents.withdraw(found.pk, "Replaced.", by=publisher("alma", union()), now=NOW)
    call_command("load_library")
    assert client.get("/en/library/model-protocol/").status_code == 410


@pytest.mark.parametrize("address", ["/en/", "/en/library/"])
def test_the_way_to_the_library(client: Client, db: None, address: str) -> None:
    assert html_of(client, address).count('href="/en/library/"') >= (2 if address == "/en/" else 1)

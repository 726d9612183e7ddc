"""Somebody looks for a word: in every language, in any form and spelling, and nothing typed breaks the search."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils.html import escape

from protocol.models import Edition
from tests.protocol.editions import another

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
        # The dotless i and the dotted one: whichever the keyboard has.
        ("az", "İNSAN HÜQUQLARI", "insan"),
        ("az", "insan huquqlari", "hüquqlar"),
        ("az", "şahıd", "şahid"),
        ("az", "VƏKİL", "vəkil"),
        ("az", "vekil", "vəkil"),
        ("kk", "ҚҰҚЫҚ", "құқық"),
        ("kk", "кукык", "құқық"),
        ("kk", "Әділ", "әділ"),
        ("kk", "өтініш", "өтініш"),
        ("uk", "ЇЇ", "її"),
        ("uk", "обов'язок", "обов’яз"),
        ("ru", "осужденный", "осуждённ"),
        # Cyrillic letters where Latin ones belong, as a keyboard that was not switched writes them.
        ("uk", "prokuror", "прокурор"),
    ],
)
def test_found_and_marked(client: Client, edition: Edition, language: str, typed: str, marked: str) -> None:
    html = search(client, typed, language)
    assert "provision" in html
    assert any(
        marked in piece.split("</mark>")[0].lower().replace("i̇", "i") for piece in html.split("<mark>")[1:]
    )


@pytest.mark.parametrize(
    "typed, language, code, place",
    [
        ("Qayda 3", "az", "rule-3", "Qayda 3"),
        ("3", "az", "rule-3", "Qayda 3"),
        ("rule 3(b)", "uk", "rule-3.b", "Правило 3(b)"),
        ("3-қағида", "kk", "rule-3", "3-қағида"),
        ("ПРАВИЛО 12", "ru", "rule-12", "Правило 12"),
        ("rule-3.b", "en", "rule-3.b", "Rule 3(b)"),
    ],
)
def test_a_rule_is_found_by_its_number(
    client: Client, edition: Edition, typed: str, language: str, code: str, place: str
) -> None:
    html = search(client, typed, language)
    address = f"/en/protocol/editions/{edition.code}/{code}/?languages={language}"
    assert f'<a class="arrow" lang="{language}" href="{address}">{place}' in html
    assert "Write at least one word" not in html
    assert "holds or resembles" not in html


@pytest.mark.parametrize(
    "typed", ["rule 99", "rule", "3 b c", "article 14 of the ICCPR", "9999999999", "3 ы"]
)
def test_other_numbers_name_no_rule(client: Client, edition: Edition, typed: str) -> None:
    assert 'class="column"><a class="arrow"' not in search(client, typed, "en")


def test_a_language_that_an_edition_is_not_in(client: Client, edition: Edition) -> None:
    code = another(edition, lambda text: text, languages=("en",)).code
    asked = {"q": "vəkil", "language": "az", "edition": code}
    html = client.get("/en/protocol/search/", asked).content.decode()
    assert "Not published in this language yet." in html
    assert "holds or resembles" not in html, "nothing was there to hold it"


def test_several_words_must_all_be_there(client: Client, edition: Edition) -> None:
    one, both = search(client, "evidence", "en"), search(client, "evidence torture", "en")
    assert one.count('class="hit"') > both.count('class="hit"') > 0


@pytest.mark.parametrize("language, typed", [("en", "tortuer"), ("uk", "прокурр"), ("kk", "азаптоу")])
def test_a_slip_of_the_hand_is_forgiven(client: Client, edition: Edition, language: str, typed: str) -> None:
    html = search(client, typed, language)
    assert 'class="hit"' in html


@pytest.mark.parametrize(
    "typed",
    [
        "слово " * 30,
        "a\0b",
        "'; DROP TABLE x; --",
        "!!! & | ( :*",
        "🕊️ право right",
        "\u200b\u202e",
        "a" * 5000,
    ],
)
@pytest.mark.parametrize("language", ["en", "kk", "xx", ""])
def test_whatever_is_typed_there_is_an_answer(
    client: Client, edition: Edition, typed: str, language: str
) -> None:
    search(client, typed, language)


@pytest.mark.parametrize("typed", ["a", "?!", "і", "…", "Қ", "!!! & | ( :*", "🕊️", "\u200bа\u200b"])
def test_too_little_to_look_for_is_told_beside_the_field(
    client: Client, edition: Edition, typed: str
) -> None:
    html = search(client, typed, "en")
    assert 'id="id_q_problem">Write at least one word of two letters.</p>' in html
    assert 'aria-invalid="true" aria-describedby="id_q_problem"' in html
    assert "<title>Error: " in html


@pytest.mark.parametrize("typed", ["x" * 5000, "Қазақша " * 700, "<b>" * 1500])
def test_too_much_is_told_beside_the_field_and_nothing_typed_is_lost(edition: Edition, typed: str) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/en/protocol/search/", {"q": typed, "language": "kk"})
    assert response.status_code == 200
    html = response.content.decode()
    number = len(typed.strip())
    assert f"Shorten it: {number} letters are more than the 200 that can be looked for." in html
    assert f'value="{escape(typed.strip())}"' in html
    assert '<option value="kk" lang="kk" selected>' in html
    assert not response.cookies, "the page knows nobody"


def test_what_is_sent_leads_to_an_address_to_keep(client: Client, edition: Edition) -> None:
    asked = {"q": " права  людини ", "language": "uk", "edition": edition.code}
    response = client.post("/ru/protocol/search/", asked)
    assert response.status_code == 302
    query = urlencode({"q": "права людини", "language": "uk", "edition": edition.code})
    assert response.headers["Location"] == f"/ru/protocol/search/?{query}"
    html = client.get(response.headers["Location"]).content.decode()
    assert f'name="edition" value="{edition.code}"' in html
    assert html.count('class="hit"')


def test_an_earlier_edition_is_searched_where_it_is_read(client: Client, edition: Edition) -> None:
    another(edition, lambda text: text["rule-1"].update(en=("Zebra", "Zebras everywhere.")))
    found = client.get("/en/protocol/search/?q=zebra&language=en").content.decode()
    assert "/en/protocol/editions/official-2027/rule-1/?languages=en#rule-1" in found
    before = client.get(f"/en/protocol/search/?q=zebra&language=en&edition={edition.code}").content.decode()
    assert 'class="hit"' not in before
    assert (
        f'name="edition" value="{edition.code}"'
        in client.get(f"/en/protocol/editions/{edition.code}/").content.decode()
    )


def test_a_hit_is_named_as_it_is_cited(client: Client, edition: Edition) -> None:
    html = search(client, "Istanbul Principles", "en")
    assert re.search(r'#rule-4\.\w\.note-\d"><span lang="en">Rule 4\(\w\)</span>, footnote</a>', html)
    assert "-қағида" in search(client, "азаптау", "kk")


def test_nothing_found_leads_to_the_same_in_other_languages(client: Client, edition: Edition) -> None:
    html = search(client, "пытками", "az")
    assert 'class="hit"' not in html
    query = urlencode({"q": "пытками", "language": "ru"}).replace("&", "&amp;")
    assert f'<a href="/en/protocol/search/?{query}" lang="ru">Русский</a>' in html


def test_nothing_typed_is_executed(client: Client, edition: Edition) -> None:
    assert "<script>alert" not in search(client, "<script>alert(1)</script>", "en")

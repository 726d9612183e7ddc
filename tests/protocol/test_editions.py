"""A reader asks what changed from one edition to another: word by word, in numbers, and never of a draft."""

import re
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from protocol.differing import differences, readable
from protocol.models import Edition, Wording
from protocol.reader import comparing
from tests.protocol.editions import Text, another, renumbered

pytestmark = pytest.mark.django_db
COMPARE = "/en/protocol/compare/"


def revised(text: Text) -> Text:
    """A rule is new, so that all after it have other numbers; a point is gone, one says more, one went to another
    rule, one footnote is new and one is gone.
    """
    new: Text = {}
    for code, each in renumbered(text, 5, 1).items():
        if code == "rule-6":
            rule = {
                "kind": "rule",
                "label": "5",
                "titled": True,
                "categories": [],
                "cites": [],
                "parent": None,
            }
            new["rule-5"] = rule | {
                "en": ("Quiet", "It is silent."),
                "uk": ("Тиша", "Він мовчить.\n\nІ слухає."),
            }
        new[code] = each
    for code in [code for code in new if f"{code}.".startswith("rule-2.c.")]:
        del new[code]
    heading, words = new["rule-3.b"]["uk"]
    new["rule-3.b"]["uk"] = heading, words.replace("[^1][^2]", "[^1] Завжди.[^2]")
    note = new.pop("rule-3.b.note-1")
    new["rule-3.b.note-1"] = note | {"uk": ("", "Цілком <b>інша</b> виноска.")}
    moved = new.pop("rule-1.a")
    last = max(code for code in new if re.fullmatch(r"rule-23\.[a-z]", code))
    new[f"rule-23.{chr(ord(last[-1]) + 1)}"] = moved | {"parent": "rule-23", "label": "z"}
    for number in (1, 2, 3):
        if each := new.pop(f"rule-1.a.note-{number}", None):
            parent = f"rule-23.{chr(ord(last[-1]) + 1)}"
            new[f"{parent}.note-{number}"] = each | {"parent": parent}
    return new


@pytest.fixture
def later(edition: Edition) -> Edition:
    return another(edition, revised)


def page(client: Client, query: str) -> str:
    response = client.get(f"{COMPARE}?{query}")
    assert response.status_code == 200
    return response.content.decode()


def part(html: str, anchor: str) -> str:
    found = re.search(
        rf'<div class="part [^"]*" id="{re.escape(anchor)}">(.*?)(?=<div class="part |</article>)',
        html,
        re.DOTALL,
    )
    assert found, anchor
    return re.sub(r'<span class="visually-hidden" lang="en">.*?</span>', "", found[1])


def test_provision_by_provision_word_by_word(client: Client, edition: Edition, later: Edition) -> None:
    found = comparing.compare(edition, later, "uk")
    assert found.count["new"] == 1
    assert found.count["gone"] == 1
    assert found.count["changed"] == 1
    assert found.count["renumbered"] == 18 + 1, "rules 5 to 22, and the point that went elsewhere"
    assert (
        found.count["notes"]
        == sum(each.kind == "note" for each in edition.provisions.filter(code__startswith="rule-2.c.")) + 1
    )
    html = page(client, f"editions={edition.code},{later.code}&language=uk")
    for said in (
        "1 provision changed",
        "1 provision added",
        "1 provision taken out",
        "19 provisions renumbered or moved",
    ):
        assert said in html
    assert "<ins>Завжди.</ins>" in part(html, "rule-3.b")
    assert "<del>" not in part(html, "rule-3.b").partition('<div class="notes"')[0]
    assert "<ins>Цілком &lt;b&gt;інша&lt;/b&gt; виноска.</ins>" in part(html, "rule-3.b"), (
        "footnotes too, escaped"
    )
    assert "<p><ins>Він мовчить.</ins></p><p><ins>І слухає.</ins></p>" in part(html, "rule-5")
    assert "formerly Правило 5" in part(html, "rule-6")
    assert "<del>" in part(html, "gone-rule-2.c")
    assert "<ins>" not in part(html, "rule-6.a"), "what follows its rule is not new"
    assert html.index('id="rule-2.b"') < html.index('id="gone-rule-2.c"') < html.index('id="rule-3"')


def test_words_are_told_to_those_who_do_not_see_them(
    client: Client, edition: Edition, later: Edition
) -> None:
    html = page(client, f"editions={edition.code},{later.code}&language=uk")
    hidden = '<span class="visually-hidden" lang="en">'
    for tag, begins in (("ins", "[added: "), ("del", "[taken out: ")):
        pieces = html.split(f"<{tag}>")[2:]  # the first one is in the key
        assert pieces
        assert all(piece.startswith(f"{hidden}{begins}</span>") for piece in pieces)
        assert all(piece.partition(f"</{tag}>")[0].endswith(f"{hidden} end] </span>") for piece in pieces)


def test_marks_lead_to_their_notes_and_anchors_stand_once(
    client: Client, edition: Edition, later: Edition
) -> None:
    html = page(client, f"editions={edition.code},{later.code}&language=uk")
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    calls = set(re.findall(r'class="call"><a href="#([^"]+)"', html))
    assert {f"{each}.call" for each in calls} | calls <= set(ids)


def test_only_what_changed(client: Client, edition: Edition, later: Edition) -> None:
    whole = page(client, f"editions={edition.code},{later.code}&language=uk")
    only = page(client, f"editions={edition.code},{later.code}&language=uk&only=changed")
    assert 'id="rule-4.a"' in whole
    assert 'id="rule-4.a"' not in only
    assert 'id="rule-3.b"' in only
    assert 'id="rule-3"' in only, "the head of its rule says where one is"
    assert "Show only what changed" in whole
    assert "Show the whole text" in only


def test_there_and_back_is_the_same_difference(edition: Edition, later: Edition) -> None:
    there, back = (comparing.compare(*pair, "en").count for pair in ((edition, later), (later, edition)))
    assert (there["new"], there["gone"], there["same"]) == (back["gone"], back["new"], back["same"])
    assert not comparing.compare(edition, edition, "en").touched


def test_two_rules_change_places(edition: Edition) -> None:
    other = {"rule-8": "rule-9", "rule-9": "rule-8"}

    def name(code: str | None) -> str | None:
        rule, dot, rest = (code or "").partition(".")
        return f"{other[rule]}{dot}{rest}" if rule in other else code

    def change(text: Text) -> Text:
        new = {str(name(code)): each | {"parent": name(each["parent"])} for code, each in text.items()}
        order = {code.partition(".")[0]: place for place, code in reversed(list(enumerate(text)))}
        return dict(sorted(new.items(), key=lambda item: order[item[0].partition(".")[0]]))

    found = comparing.compare(edition, another(edition, change), "en")
    assert {row.part.code: row.formerly for row in found.rows if row.touched} == {
        "rule-8": "Rule 9",
        "rule-9": "Rule 8",
    }


def test_the_form_as_a_browser_sends_it_and_one_edition_alone(
    client: Client, edition: Edition, later: Edition
) -> None:
    Edition.objects.filter(pk=later.pk).update(supersedes=edition)
    said = "1 provision taken out"
    assert said in page(client, f"editions={edition.code}&editions={later.code}&language=uk")
    assert said in page(client, f"editions={later.code}&language=uk"), "with the one before it"
    assert said in page(client, f"editions={edition.code}&language=uk"), "with the one after it"
    html = client.get(f"/en/protocol/editions/{later.code}/").content.decode()
    assert f"?editions={edition.code},{later.code}&amp;language=en" in html
    assert 'name="editions"' in client.get("/en/protocol/editions/").content.decode()


@pytest.mark.parametrize(
    "asked, said",
    [
        ("", "Choose two editions."),
        ("{code}", "Choose two different editions."),
        ("{code},{code}", "Choose two different editions."),
        ("{code},nowhere", "There is no edition “nowhere” that can be read."),
        ("{code},draft-2028", "There is no edition “draft-2028” that can be read."),
        ("\0,<b>", "There is no edition “&lt;b&gt;” that can be read."),
        ("a" * 3000, "There is no edition “" + "a" * 60 + "” that can be read."),
        (",,,", "Choose two editions."),
    ],
)
def test_what_cannot_be_compared_is_told(client: Client, edition: Edition, asked: str, said: str) -> None:
    another(edition, lambda _text: {}, code="older", status="superseded")
    another(edition, revised, code="draft-2028", status="draft")
    response = client.get(COMPARE, {"editions": asked.format(code=edition.code), "language": "xx"})
    assert response.status_code == 200
    html = response.content.decode()
    assert said in html
    assert 'class="part' not in html
    assert "draft-2028 (" not in html, "a draft is nobody's to choose"
    assert "Тиша" not in html


def test_a_language_that_one_of_them_lacks(client: Client, edition: Edition, later: Edition) -> None:
    html = page(client, f"editions={edition.code},{later.code}&language=kk")
    assert f"{later.code} is not published in this language (Қазақша)." in html
    assert 'lang="uk">Українська</a>' in html.partition("Both are there in:")[2]
    Wording.objects.filter(provision__edition=later, language="uk", provision__code="rule-4").update(
        state="superseded"
    )
    assert "but not in this language" in part(
        page(client, f"editions={edition.code},{later.code}&language=uk"), "rule-4"
    )


def test_what_the_page_costs(
    client: Client, edition: Edition, later: Edition, django_assert_num_queries: Any
) -> None:
    address = f"{COMPARE}?editions={edition.code},{later.code}&language=en"
    client.get(address)
    caches["pages"].clear()
    with django_assert_num_queries(1 + 5):
        response = client.get(address)
    with django_assert_num_queries(1):
        assert client.get(address, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    Edition.objects.filter(pk=edition.pk).update(version=edition.version + 1)
    assert client.get(address, headers={"If-None-Match": response.headers["ETag"]}).status_code == 200
    with django_assert_num_queries(1 + 1):
        client.get("/en/protocol/editions/")


def test_a_word_that_stayed_by_chance_is_no_island() -> None:
    assert [
        (each.kind, each.text) for each in readable("one two of three four", "one six of seven four")
    ] == [
        ("same", "one "),
        ("gone", "two of three "),
        ("new", "six of seven "),
        ("same", "four"),
    ]
    assert [each.kind for each in readable("all of it was so", "nothing stayed as anybody knew it")] == [
        "gone",
        "new",
    ]
    assert [each.kind for each in readable("", "new")] == ["new"]


def test_an_apostrophe_divides_no_word() -> None:
    found = differences("Прокурор має обов’язок діяти.", "Прокурор має обов’язки діяти.")
    assert [(each.kind, each.text.strip()) for each in found[1:3]] == [
        ("gone", "обов’язок"),
        ("new", "обов’язки"),
    ]

"""Somebody looks for a body: by any of its names, by country, region, kind or membership, or by turning pages."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from associations.directory import searching
from associations.models import Association, Membership
from associations.recording import record
from tests.people import body

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_public_role")]
LIST = "/en/associations/"


def names(page: Any) -> list[str]:
    return [row.body.slug for row in page.context["found"].rows]


def belongs(member: Association, umbrella: Association, **more: Any) -> Membership:
    return record(Membership(member=member, umbrella=umbrella, **more), by=None, now=timezone.now())


@pytest.fixture
def union() -> Association:
    return body("union")


@pytest.fixture
def several(union: Association) -> dict[str, Association]:
    """A member since 2001, one that left in 2010, one that never was; each in another country."""
    meridia = body("meridia", "association", country="QM", acronym="APM")
    meridia.names["ru"] = "Ассоциация прокуроров Меридии"
    meridia.other_names = [{"text": "Procuracy of Old Meridia", "language": "en", "kind": "former"}]
    meridia.save()
    tarsia = body("tarsia", "service", country="QT")
    belongs(meridia, union, began=date(2001, 5, 1))
    belongs(tarsia, union, began=date(1999, 1, 1), ended=date(2010, 12, 31), ended_precision="year")
    return {"meridia": meridia, "tarsia": tarsia, "zephyria": body("zephyria", "service", country="QZ")}


@pytest.mark.parametrize(
    "query, found",
    [
        ("", ["meridia", "tarsia", "union", "zephyria"]),
        ("?q=meridia", ["meridia"]),
        ("?q=apm", ["meridia"]),
        ("?q=меридии", ["meridia"]),
        ("?q=old procuracy", ["meridia"]),
        ("?q=merida", ["meridia"]),  # nothing is spelt so
        ("?q=tarsai", ["tarsia"]),
        ("?q=zzzzqqqq", []),
        ("?q=!!!", []),
        ("?country=QT", ["tarsia"]),
        ("?country=qt", ["tarsia"]),
        ("?country=DE", []),
        ("?region=invented", ["meridia", "tarsia", "zephyria"]),
        ("?region=africa", []),
        ("?kind=umbrella", ["union"]),
        ("?kind=service", ["tarsia", "zephyria"]),
        ("?status=member", ["meridia"]),
        ("?status=former", ["tarsia"]),
        ("?status=never", ["union", "zephyria"]),
        ("?status=former&kind=association", []),
        ("?q=tarsia&country=QM", []),
    ],
)
def test_what_is_found(client: Client, several: Any, query: str, found: list[str]) -> None:
    page = client.get(LIST + query)
    assert page.status_code == 200
    assert names(page) == found


@pytest.mark.parametrize(
    "query",
    [
        "?country=XX1&region=moon&kind=club&status=maybe&page=two",
        "?page=-1",
        "?page=99999999999999999999",
        "?page=",
        "?q=%00",
        "?country=%F0%9F%98%80",
        "?nothing=1&page=1&page=2",
    ],
)
def test_what_is_malformed_was_not_asked(client: Client, several: Any, query: str) -> None:
    page = client.get(LIST + query)
    assert page.status_code == 200
    assert len(names(page)) == 4


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "😀",
        "\u202e\u200b",
        "%",
        "_",
        "\\",
        "'; --",
        "x" * 5000,
        "İıſß",
        "%FF%FE",
        "中",
    ],
)
def test_any_text_is_an_answer(client: Client, several: Any, typed: str) -> None:
    page = client.get(LIST, {"q": typed})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_memberships_are_told_with_each_body(client: Client, several: Any) -> None:
    text = " ".join(client.get(LIST).content.decode().split())
    assert "Member of: <bdi>Union</bdi>, since 1 May 2001" in text
    assert "Former member of: <bdi>Union</bdi>, from 1 January 1999 to 2010" in text


def test_a_membership_that_is_to_come_is_none_yet(client: Client, union: Association) -> None:
    soon = body("soon", "service", country="QS")
    belongs(soon, union, began=timezone.localdate() + timedelta(days=3))
    assert names(client.get(LIST + "?status=never")) == ["soon", "union"]
    assert names(client.get(LIST + "?status=former")) == []


def test_invented_and_inactive_bodies_say_so(client: Client) -> None:
    body("gone", "service", country="QZ", active=False)
    text = client.get(LIST).content.decode()
    assert "invented</span>" in text
    assert "no longer active" in text


def test_a_former_name_says_whose_it_was(client: Client, several: Any) -> None:
    text = client.get(LIST, {"q": "procuracy"}).content.decode()
    assert "Also known as: <bdi>Procuracy of Old Meridia</bdi>" in " ".join(text.split())


def test_what_is_called_exactly_so_comes_first(client: Client) -> None:
    for slug in ("a-league-of-tarsia", "b-tarsia-league", "tarsia"):
        body(slug, "association", country="QT")
    assert names(client.get(LIST, {"q": "Tarsia"}))[0] == "tarsia"


def test_an_empty_answer_helps(client: Client, several: Any) -> None:
    text = client.get(LIST + "?q=zzzzqqqq&country=QM").content.decode()
    assert "No body is on record under “zzzzqqqq”, Meridia (invented)" in text
    assert 'href="/en/associations/?q=zzzzqqqq"' in text
    assert "the form takes its name as you write it" in text


def test_similar_names_are_offered_as_such(client: Client, several: Any) -> None:
    text = client.get(LIST + "?q=merida").content.decode()
    assert "No name contains “merida”" in text
    assert "No name contains" not in client.get(LIST + "?q=meridia").content.decode()


def test_one_word_may_be_misspelt_beside_another_that_is_not(client: Client) -> None:
    for place in ("Meridia", "Tarsia", "Zephyria"):
        made = body(place.lower(), "service", country="QM")
        made.names = {"en": f"Prosecution Service of {place}"}
        made.save()
    assert names(client.get(LIST, {"q": "prosecution servise tarsia"})) == ["tarsia"]


def test_the_order_is_the_readers(client: Client) -> None:
    for slug, english, ukrainian in (("a", "Yard", "Ґава"), ("b", "Alpha", "Їжак"), ("c", "Beta", "Яр")):
        made = body(slug, "association", country="QM")
        made.names = {"en": english, "uk": ukrainian, "ru": ukrainian}
        made.save()
    assert names(client.get(LIST)) == ["b", "c", "a"]
    with translation.override("uk"):
        assert [one.slug for one in Association.objects.by_name()] == ["a", "b", "c"]
    page = client.get("/ru/associations/")
    # Letters that the reader's alphabet lacks come after it.
    assert [row.initial for row in page.context["found"].rows] == ["Я", "Ї", "Ґ"]


def test_pages_are_turned_with_the_question(client: Client) -> None:
    for number in range(30):
        body(f"tarsia-{number:02}", "association", country="QT")
    first = client.get(LIST + "?country=QT&q=tarsia")
    assert len(names(first)) == 25
    assert "30 bodies" in first.content.decode()
    assert "q=tarsia&amp;country=QT&amp;page=2" in first.content.decode()
    assert names(client.get(LIST + "?country=QT&q=tarsia&page=2")) == [f"tarsia-{n}" for n in range(25, 30)]
    assert names(client.get(LIST + "?page=99")) == [f"tarsia-{n}" for n in range(25, 30)]


def test_of_very_many_it_is_said_that_there_are_more(
    client: Client, several: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "COUNTED", 2)
    text = client.get(LIST + "?q=ia").content.decode()
    assert "More than 2 bodies" in text


@pytest.mark.parametrize(
    "query, number",
    [("", 4), ("?q=meridia", 4), ("?q=merida", 8), ("?q=zzzzqqqq", 7), ("?status=former&region=asia", 2)],
)
def test_queries(  # a test's savepoint and the looser threshold count among those for similar names
    client: Client, several: Any, query: str, number: int, django_assert_num_queries: Any
) -> None:
    client.get(LIST)
    with django_assert_num_queries(number):
        client.get(LIST + query)


def test_the_list_may_be_kept_for_a_minute(client: Client, several: Any) -> None:
    answer = client.get(LIST)
    assert answer["Cache-Control"] == "public, max-age=60"
    assert client.post(LIST).status_code == 405

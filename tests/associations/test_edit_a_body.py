"""An administrator edits a body: other names in rows, its country by name, memberships to read."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from associations.duties import Role
from associations.models import Association, Membership
from associations.recording import record
from tests.people import body, holds, person

pytestmark = pytest.mark.django_db
LIST = "/admin/associations/association/"


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(holds(person("alma"), body("union"), Role.ADMINISTRATOR))
    return client


@pytest.fixture
def tarsia() -> Association:
    made = body("tarsia", "association", country="QT", acronym="PLT")
    made.other_names = [{"text": "Old League", "language": "en", "kind": "former", "until": "1991"}]
    made.save()
    return made


def answers(**more: str) -> dict[str, str]:
    """The form of ``tarsia`` as its page holds it."""
    return {
        "names_en": "Tarsia",
        "acronym": "PLT",
        "slug": "tarsia",
        "kind": "association",
        "country": "QT",
        "invented": "on",
        "active": "on",
        "other_names-0-text": "Old League",
        "other_names-0-language": "en",
        "other_names-0-kind": "former",
        "other_names-0-until": "1991",
    } | more


def row(number: int, text: str, kind: str = "former", until: str = "", language: str = "") -> dict[str, str]:
    given = {"text": text, "kind": kind, "until": until, "language": language}
    return {f"other_names-{number}-{part}": value for part, value in given.items()}


def test_a_row_is_added_and_found(desk: Client, tarsia: Association) -> None:
    page = desk.get(f"{LIST}{tarsia.pk}/change/").content.decode()
    assert 'value="Old League"' in page
    assert page.count('aria-label="Other name') == 4, "three empty rows wait"
    answer = desk.post(
        f"{LIST}{tarsia.pk}/change/",
        answers(**row(1, " Ліга Тарсії ", until="1999-07", language="uk"), **row(2, "")),
    )
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    tarsia.refresh_from_db()
    assert tarsia.other_names == [
        {"text": "Old League", "language": "en", "kind": "former", "until": "1991"},
        {"text": "Ліга Тарсії", "language": "uk", "kind": "former", "until": "1999-07"},
    ]
    assert (
        Association.objects.spelt("liha tarsii").exists() or Association.objects.spelt("ліга").get() == tarsia
    )
    assert tarsia.history.count() == 3


def test_an_emptied_row_is_taken_out(desk: Client, tarsia: Association) -> None:
    desk.post(f"{LIST}{tarsia.pk}/change/", answers(**row(0, "")))
    tarsia.refresh_from_db()
    assert tarsia.other_names == []
    assert not Association.objects.spelt("old league").exists()


@pytest.mark.parametrize(
    "given, said",
    [
        (row(1, "X" * 301), "Row 2: at most 300 characters."),
        (row(1, "X", kind="nick"), "Row 2: say whether"),
        (row(1, "X", language="tlh"), "Row 2: choose a language"),
        (row(1, "X", until="1999-13"), "Row 2: write until when"),
        (row(1, "X", until="yesterday"), "Row 2: write until when"),
        (row(1, "", until="1999"), "Row 2 says until when, but not which name."),
        ({f"other_names-{n}-text": "X" for n in range(61)} | {f"other_names-{n}-kind": "other" for n in range(61)},
         "At most 60 other names."),
        ({"country": "ZX"}, "ZX is not one of the available choices"),
        ({"slug": "map"}, "Choose another"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_by_row_and_nothing_is_lost(
    desk: Client, tarsia: Association, given: dict[str, str], said: str
) -> None:
    answer = desk.post(f"{LIST}{tarsia.pk}/change/", answers(acronym="NEW") | given)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert said in text
    assert 'value="NEW"' in text
    tarsia.refresh_from_db()
    assert tarsia.acronym == "PLT"


def test_countries_are_chosen_by_name_those_of_today_before_those_that_were(
    desk: Client, tarsia: Association
) -> None:
    page = desk.get(f"{LIST}{tarsia.pk}/change/").content.decode()
    assert '<option value="QT" selected>Tarsia (invented)</option>' in page
    assert page.index(">Ukraine<") < page.index(">USSR, Union of Soviet Socialist Republics<")
    assert desk.get(LIST + "?country=QT").context["cl"].result_count == 1
    assert "Tarsia (invented)" in desk.get(LIST).content.decode()


def test_memberships_are_shown_to_read(desk: Client, tarsia: Association) -> None:
    union = Association.objects.get(slug="union")
    for began, ended in ((date(2001, 5, 1), date(2010, 1, 1)), (date(2015, 1, 1), None)):
        record(
            Membership(member=tarsia, umbrella=union, began=began, ended=ended), by=None, now=timezone.now()
        )
    page = " ".join(desk.get(f"{LIST}{tarsia.pk}/change/").content.decode().split())
    assert f'Member of <a href="{LIST}{union.pk}/change/"><bdi>Union</bdi></a>' in page
    assert "from 1 May 2001 to 1 January 2010" in page
    assert "/en/associations/tarsia/" in page
    page = " ".join(desk.get(f"{LIST}{union.pk}/change/").content.decode().split())
    assert f'Has as member <a href="{LIST}{tarsia.pk}/change/">' in page


@pytest.mark.parametrize(
    "typed, found", [("tarsia", 1), ("old league", 1), ("тарсія", 1), ("tarsai", 1), ("zzzz", 0), ("  ", 2)]
)
def test_the_search_takes_any_name(desk: Client, tarsia: Association, typed: str, found: int) -> None:
    assert desk.get(LIST, {"q": typed}).context["cl"].result_count == found


def test_an_auditor_reads_and_cannot_change(tarsia: Association) -> None:
    client = Client()
    client.force_login(holds(person("aud"), tarsia, Role.AUDITOR))
    page: Any = client.get(f"{LIST}{tarsia.pk}/change/")
    assert page.status_code == 200
    assert "other_names-0-text" not in page.content.decode()
    assert client.post(f"{LIST}{tarsia.pk}/change/", answers()).status_code == 403

"""Somebody reads the page of one body."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from associations.directory import panels
from associations.models import Association, Event, Membership
from associations.recording import record
from tests.people import body

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_public_role")]


def read(client: Client, slug: str, query: str = "") -> str:
    answer = client.get(f"/en/associations/{slug}/{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def tarsia() -> Association:
    union = body("union", handles_complaints=True, acronym="UoP")
    made = body("tarsia", "service", country="QT", acronym="PST")
    made.names = {"en": "Prosecution Service of Tarsia", "uk": "Прокуратура Тарсії"}
    made.other_names = [
        {"text": "Procuracy of Tarsia", "language": "en", "kind": "former", "until": "1991-12"},
        {"text": "Royal Procuracy", "language": "", "kind": "former", "until": "1950"},
        {"text": "Imported", "language": "en", "kind": "former", "until": "1999-13"},
        {"text": "The Service", "language": "en", "kind": "short"},
    ]
    made.save()
    sources = [{"title": "Yearbook", "publisher": "The Union", "date": "2019-05"}]
    for began, ended in ((date(2001, 5, 1), date(2010, 12, 31)), (date(2015, 3, 1), None)):
        record(
            Membership(member=made, umbrella=union, began=began, ended=ended, sources=sources),
            by=None,
            now=timezone.now(),
        )
    return made


def test_names_in_languages_and_former_ones_the_latest_first(client: Client, tarsia: Association) -> None:
    text = read(client, "tarsia")
    assert '<dd lang="uk"><bdi>Прокуратура Тарсії</bdi></dd>' in text
    assert "(<bdi>PST</bdi>)" in text
    assert "until December 1991" in text
    assert text.index("Procuracy of Tarsia") < text.index("Royal Procuracy")
    assert "<bdi>Imported</bdi>" in text, "a date that an import got wrong is left out, not the name"
    assert "Short name" in text


def test_memberships_with_periods_and_sources(client: Client, tarsia: Association) -> None:
    text = read(client, "tarsia")
    assert "since 1 March 2015" in text
    assert "from 1 May 2001 to 31 December 2010" in text
    assert text.index("since 1 March 2015") < text.index("from 1 May 2001")
    assert "<bdi>Yearbook</bdi>, <bdi>The Union</bdi>, May 2019" in text


def test_whom_complaints_go_to(client: Client, tarsia: Association) -> None:
    assert "A complaint about this body goes to the umbrella body it belongs to: <a" in read(client, "tarsia")
    body("alone", "association", country="QZ", handles_complaints=True)
    text = read(client, "alone")
    assert "This body belongs to no umbrella body that handles complaints here." in text
    assert "only if the complainant expressly chooses so" in text
    assert "This body handles complaints about those who belong to it." in read(client, "union")
    Association.objects.filter(slug="union").update(handles_complaints=False)
    assert "No body handles complaints here at present." in read(client, "tarsia")


def test_invented_inactive_and_of_a_country_that_is_no_more(client: Client) -> None:
    gone = Association.objects.create(
        slug="gone", kind="service", country="SU", names={"en": "Procuracy"}, active=False
    )
    text = read(client, gone.slug)
    assert "is a country that no longer exists: its code was given up in ISO 3166-1 (30 August 1992)" in text
    assert "no longer active" in text
    assert "invented for demonstration" not in text
    assert "invented for demonstration" in read(client, body("made-up").slug)


def test_nothing_on_record_is_not_a_statement(client: Client) -> None:
    body("alone", "association", country="QZ")
    assert "That is not a statement that there was none." in read(client, "alone")


def test_members_by_name_those_who_left_last(client: Client) -> None:
    union = body("union")
    for name in ("zeta", "alpha", "beta"):
        record(
            Membership(
                member=body(name, "association", country="QM"),
                umbrella=union,
                ended=date(2010, 1, 1) if name == "alpha" else None,
            ),
            by=None,
            now=timezone.now(),
        )
    text = read(client, "union")
    assert "3 memberships on record" in text
    assert text.index("<bdi>Beta") < text.index("<bdi>Zeta") < text.index("<bdi>Alpha")
    assert "former member, until 1 January 2010" in text
    for page in ("?page=x", "?page=-3", "?page=999999999999"):
        assert "<bdi>Beta" in read(client, "union", page)


def test_a_membership_to_come_is_none_that_was(client: Client) -> None:
    union, zeta = body("union"), body("zeta", "association", country="QM")
    record(Membership(member=zeta, umbrella=union, began=date(2201, 5, 1)), by=None, now=timezone.now())
    text = read(client, "zeta")
    assert "From 1 May 2201 it will be a member of" in text
    assert "Was a member of" not in text
    assert "will be a member from 1 May 2201" in read(client, "union")
    assert "from 1 May 2201 (to come)" in read(client, "zeta/timeline")


def test_last_updated_is_the_last_change_on_record(client: Client, tarsia: Association) -> None:
    Association.objects.update(updated_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert "Last updated: 1 January 2020" in read(client, "union")
    at = datetime(2031, 2, 3, tzinfo=UTC)
    event = Event(
        subject=tarsia,
        kind=Event.Kind.RENAMED,
        day=date(2020, 1, 1),
        standing=Event.Standing.FACT,
        text={"en": "Renamed."},
        sources=[{"title": "Text", "publisher": "The Union"}],
    )
    record(event, by=None, now=at)
    assert "Last updated: 3 February 2031" in read(client, "tarsia")


@pytest.mark.parametrize("slug", ["nobody", "a" * 300, "Ўзбек", "x/y", "%00", "..", "1"])
def test_an_unknown_address_is_not_there_in_the_portals_look(client: Client, slug: str) -> None:
    answer = client.get(f"/en/associations/{slug}/")
    assert answer.status_code == 404
    assert "Prosecutor Human Rights Portal" in answer.content.decode()


def test_other_rooms_hand_in_panels(
    client: Client, tarsia: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(request: object, body: object) -> None:
        return None

    def timeline(request: object, body: Association) -> panels.Panel:
        return panels.Panel("Timeline", "portal/components/empty.html", {"title": body.slug})

    monkeypatch.setitem(panels.providers, "timeline", timeline)
    monkeypatch.setitem(panels.providers, "silent", nothing)
    text = read(client, "tarsia")
    assert '<section class="entry" id="timeline"' in text
    assert text.index('id="timeline"') < text.index('id="complaints"')
    assert 'id="silent"' not in text


@pytest.mark.parametrize("slug, number", [("tarsia", 9), ("union", 8)])
def test_queries(
    client: Client, tarsia: Association, slug: str, number: int, django_assert_num_queries: Any
) -> None:
    read(client, slug)
    with django_assert_num_queries(number):
        read(client, slug)


def test_the_page_may_be_kept_for_a_minute(client: Client, tarsia: Association) -> None:
    assert client.get("/en/associations/tarsia/")["Cache-Control"] == "public, max-age=60"


def test_the_way_to_the_timeline(client: Client, tarsia: Association) -> None:
    assert "No event is on record yet." in read(client, "tarsia")
    record(
        Event(
            subject=tarsia,
            kind=Event.Kind.FOUNDED,
            day=date(1999, 5, 1),
            day_precision="month",
            standing=Event.Standing.FACT,
            text={"en": "Founded."},
            sources=[{"title": "Yearbook", "publisher": "The League"}],
        ),
        by=None,
        now=timezone.now(),
    )
    text = read(client, "tarsia")
    assert "1 event is on record. The latest: May 1999, founded." in text
    assert 'href="/en/associations/tarsia/timeline/"' in text

"""Somebody looks at the map: every State the same square, and a table that says the same."""

from datetime import date
from html.parser import HTMLParser
from typing import Any

import pycountry
import pytest
from django.test import Client
from django.utils import timezone

from associations.directory import tiles
from associations.models import Association, Membership
from associations.recording import record
from portal import countries
from tests.people import body

pytestmark = pytest.mark.usefixtures("as_public_role")
MAP = "/en/associations/map/"


def test_every_country_has_a_square_of_its_own() -> None:
    everyone = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    assert set(tiles.WORLD) == everyone
    assert len(set(tiles.WORLD.values())) == len(everyone)
    assert set(tiles.INVENTED) == set(countries.INVENTED)
    rows = {row for _column, row in tiles.INVENTED.values()}
    assert len(rows) == 1
    assert rows.pop() > tiles.ROWS, "a row of their own, with one free above it"
    assert len(set(tiles.INVENTED.values())) == len(tiles.INVENTED)


@pytest.mark.parametrize(
    "west, east",
    [("US", "UA"), ("IE", "PL"), ("BR", "ZA"), ("TR", "JP"), ("MA", "EG"), ("WS", "CL"), ("IN", "FJ")],
)
def test_squares_lie_roughly_where_countries_do(west: str, east: str) -> None:
    assert tiles.WORLD[west][0] < tiles.WORLD[east][0]


class Squares(HTMLParser):
    """Every link inside the picture, and the codes written in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.classes: dict[str, str] = {}
        self.inside = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        self.inside += tag == "svg"
        if self.inside and tag == "a":
            self.links[given["href"]] = given["aria-label"]
            self.classes[given["href"]] = given["class"]

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag == "svg"


@pytest.fixture
def several(db: None) -> None:
    union = body("union")
    for slug, country, ended in (("m", "QM", None), ("m2", "QM", None), ("t", "QT", date(2010, 1, 1))):
        member = body(slug, "association", country=country)
        record(Membership(member=member, umbrella=union, ended=ended), by=None, now=timezone.now())
    body("z", "service", country="QZ")
    Association.objects.create(slug="su", kind="service", country="SU", names={"en": "Procuracy"})


def test_squares_lead_to_the_bodies_of_a_country(client: Client, several: None) -> None:
    squares = Squares(client.get(MAP).content.decode())
    at = "/en/associations/?country="
    assert squares.links == {
        at + "QM": "Meridia (invented): 2 bodies, member of an umbrella body now",
        at + "QT": "Tarsia (invented): 1 body, former member",
        at + "QZ": "Zephyria (invented): 1 body, never on record as a member",
    }
    assert [squares.classes[at + code].split("--")[1] for code in ("QM", "QT", "QZ")] == [
        "member",
        "former",
        "never",
    ]
    assert all(client.get(link).context["found"].count for link in squares.links)


def test_the_table_says_the_same_and_more(client: Client, several: None) -> None:
    page = client.get(MAP)
    text = " ".join(page.content.decode().split())
    assert 'href="/en/associations/?country=QM">Meridia (invented)</a>' in text
    assert "(no longer exists, not on the map)" in text
    told = {row["country"].code: row["country"] for row in page.context["rows"]}
    assert {code: (one.bodies, one.members, one.former) for code, one in told.items()} == {
        "QM": (2, 2, 0),
        "QT": (1, 0, 1),
        "QZ": (1, 0, 0),
        "SU": (1, 0, 0),
    }
    assert "5 bodies of a single country are on record." in text
    assert "1 more body belongs to several countries." in text


def test_without_invented_bodies_their_row_is_not_drawn(client: Client, db: None) -> None:
    Association.objects.create(slug="su", kind="service", country="UA", names={"en": "Office"})
    text = client.get(MAP).content.decode()
    assert ">UA</text>" in text
    assert ">QM</text>" not in text


def test_an_empty_directory_has_a_map(client: Client, db: None) -> None:
    assert "No body of a single country is on record yet" in client.get(MAP).content.decode()


def test_queries(client: Client, several: None, django_assert_num_queries: Any) -> None:
    client.get(MAP)
    with django_assert_num_queries(2):
        answer = client.get(MAP)
    assert answer["Cache-Control"] == "public, max-age=60"


def test_no_body_takes_the_maps_address(db: None) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="Choose another"):
        Association(slug="map", kind="service", country="QM", names={"en": "Map"}, invented=True).full_clean()

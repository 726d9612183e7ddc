"""The public reads which instruments bind which State: the list, one instrument, a provision; and types anything."""

import re
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from protocol.models import Binding, Edition, Instrument

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]
HERE = "/en/protocol/instruments/"


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


def test_the_list(client: Client) -> None:
    html = html_of(client, HERE)
    for each in Instrument.objects.all():
        assert f'href="{HERE}{each.slug}/"' in html
    assert "To be verified" in html
    assert "which does not mean that a State is not bound" in html


def test_a_state_on_a_day(client: Client) -> None:
    html = html_of(client, f"{HERE}?state=RU&day=2022-09-16")
    assert "Russia on" in html
    place = html.index(f'href="{HERE}echr/?state=RU&amp;day=2022-09-16"')
    assert "Did not bind it then" in html[place : place + 900]
    assert "15 September 2022" in html[place : place + 900]


def test_one_instrument(client: Client) -> None:
    html = html_of(client, f"{HERE}echr/?day=2022-09-15")
    assert "47 States are on record as bound" in html
    assert "15 September 2022 is the last day" in html, "the note of the row"
    assert "European Court of Human Rights" in html
    assert "to be verified" in html
    assert "46 States are on record as bound" in html_of(client, f"{HERE}echr/?day=2024-02-01")


def test_a_verified_row_says_when(client: Client) -> None:
    Binding.objects.filter(instrument__code="ECHR", country="FR").update(verified_on=date(2026, 2, 1))
    html = html_of(client, f"{HERE}echr/?state=FR")
    assert "verified on 1 February 2026" in html
    assert "Albania" not in html.partition("<table")[2]


OTHERS = [
    ("uncac/?state=MC", "Nothing is on record about Monaco"),
    ("echr/?state=QM", "This country is invented"),
    ("echr/?state=KZ", "On record as not bound"),
    ("g/", "It binds no State as a treaty does"),
    ("s/", "for its members"),
    ("rec2000-19/", f'<a href="{HERE}coe/">Statute of the Council of Europe</a>'),
    ("?state=QM", "This country is invented"),
]


def test_what_is_said_of_the_others(client: Client) -> None:
    for path, said in OTHERS:
        assert said in html_of(client, HERE + path), path


@pytest.mark.parametrize("path", ["echr/?state=FR", "echr/?state=FR&day=2024-02-01"])
def test_of_two_who_change_at_once_the_slower_is_shown_too(client: Client, path: str) -> None:
    """Whoever began first may be through last: the latest moment stays what it was."""
    slow, fast = (Binding.objects.get(instrument__code="ECHR", country=code) for code in ("FR", "DE"))
    began = slow.changed_at + timedelta(microseconds=1)
    fast.changed_at = began + timedelta(microseconds=1)
    fast.save()
    assert "verified on 1 February" not in html_of(client, HERE + path)
    slow.changed_at, slow.verified_on = began, date(2026, 2, 1)
    slow.save()
    assert "verified on 1 February 2026" in html_of(client, HERE + path)


def test_withdrawn_rows_are_not_shown(client: Client) -> None:
    Binding.objects.filter(instrument__code="UNCAC", country="FR").update(withdrawn=True)
    assert "Nothing is on record about France" in html_of(client, f"{HERE}uncac/?state=FR")


def test_the_instrument_says_where_the_protocol_cites_it(client: Client, edition: Edition) -> None:
    html = html_of(client, f"{HERE}iccpr/")
    assert f'href="/en/protocol/editions/{edition.code}/rule-3.b/">Rule 3(b)</a>' in html


def test_a_provision_lists_its_instruments(client: Client, edition: Edition) -> None:
    address = f"/en/protocol/editions/{edition.code}/rule-3.b/"
    html = html_of(client, address)
    assert f'<a href="{HERE}iccpr/">ICCPR</a>: 14(3)(c)' in html
    html = html_of(client, f"{address}?state=KZ&day=2006-04-23&languages=en,kk")
    assert "Did not bind it then" in html
    assert "since 24 April 2006" in html
    assert 'name="languages" value="en,kk"' in html


def test_a_provision_without_footnotes_says_nothing_of_them(client: Client, edition: Edition) -> None:
    assert "Instruments cited" not in html_of(client, f"/en/protocol/editions/{edition.code}/purpose.terms/")


STATES = ["", "XX", "\0", "ру", "🙂", "R" * 5000, "ru", "' OR 1"]
DAYS = ["", "2022-02-30", "tomorrow", "9999-12-31", "\0", "2022-9-1", "٢٠٢٢-٠١-٠١"]


def test_anything_may_be_typed(client: Client, edition: Edition) -> None:
    for address in (f"{HERE}echr/", f"/en/protocol/editions/{edition.code}/rule-3.b/"):
        for state, day in product(STATES, DAYS):
            assert client.get(address, {"state": state, "day": day}).status_code == 200, (state, day)
    assert "This is not a day." in html_of(client, f"{HERE}?state=FR&day=2022-02-30")
    assert "This day has not come yet." in html_of(client, f"{HERE}?day=9999-12-31")


def test_a_day_as_people_write_it_and_none_in_place_of_a_wrong_one(client: Client, edition: Edition) -> None:
    for typed in ("16.9.2022", "16 September 2022", "16 сентября 2022 г."):
        html = html_of(client, f"{HERE}echr/?state=RU&day={typed}")
        assert "Russia on 16 September 2022</h2>" in html
        assert "Did not bind it then" in html
        assert "bound from 5 May 1998 to 15 September 2022" in html, "a bare period would say the opposite"
    rule = f"/en/protocol/editions/{edition.code}/rule-3.b/"
    for address in (HERE, f"{HERE}echr/", rule):
        html = html_of(client, f"{address}?state=RU&day=16.9")
        assert "This is not a day." in html
        assert "Did not bind it then" not in html, "today's answer would be taken for that of the day"


def test_articles_stand_in_order(client: Client, edition: Edition) -> None:
    assert re.search(
        r"ICCPR</a>: 6\(2\), 6\(5\), 7, 9\(2\).* 14\(1\), 14\(3\)\(a\), 14\(3\)\(c\)",
        html_of(client, f"/en/protocol/editions/{edition.code}/rule-3/"),
    )


def test_what_is_not_there(client: Client) -> None:
    for slug in ("nosuch", "ECHR", "echr-p99", "q" * 300):
        assert client.get(f"{HERE}{slug}/").status_code == 404


COSTS = [("", 1), ("?state=RU", 3), ("iccpr/", 4), ("iccpr/?state=RU", 4)]


def test_what_a_page_costs(client: Client, edition: Edition, django_assert_num_queries: Any) -> None:
    for path, queries in COSTS:
        client.get(HERE + path)
        caches["pages"].clear()
        with django_assert_num_queries(queries + 2):
            response = client.get(HERE + path)
        with django_assert_num_queries(2):
            again = client.get(HERE + path, headers={"If-None-Match": response.headers["ETag"]})
        assert again.status_code == 304

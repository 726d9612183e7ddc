"""Anybody saves the record as tables: streamed, not sent again when nothing changed, with the public web's role."""

from typing import Any

import pytest
from django.test import Client

from associations import open_data
from associations.exchange.kinds import KINDS
from associations.models import Association, check_names
from associations.models.body import check_slug
from tests.associations.record import an_event
from tests.exchange.tables import NOW, Record, exported

pytestmark = pytest.mark.django_db
BASE = "/en/associations/record/"


def read(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def record() -> Record:
    return Record()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_table(record: Record, client: Client, as_public_role: None, kind: str, form: str) -> None:
    answer = client.get(f"{BASE}{kind}.{form}")
    assert answer.status_code == 200
    assert read(answer) == exported(kind, form)
    assert answer["Content-Disposition"] == f'attachment; filename="{kind}.{form}"'
    assert answer["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_known_already_is_not_sent_again(record: Record, client: Client, kind: str) -> None:
    url = f"{BASE}{kind}.csv"
    answer = client.get(url)
    read(answer)
    etag, modified = answer["ETag"], answer["Last-Modified"]
    assert client.get(url, headers={"if-none-match": etag}).status_code == 304
    assert client.get(url, headers={"if-modified-since": modified}).status_code == 304
    again = client.get(url, headers={"if-none-match": etag})
    for name in ("Cache-Control", "Vary", "ETag", "Last-Modified"):
        assert again[name] == answer[name], "a cache takes these for those of what it has kept"
    other = client.get(f"{BASE}{kind}.json")
    assert read(other)
    assert other["ETag"] != etag
    head = client.head(url)
    assert (head.status_code, head["ETag"], head.content) == (200, etag, b"")
    an_event(record.meridia, now=NOW)
    record.meridia.acronym = "MDA"
    record.meridia.save()
    changed = client.get(url, headers={"if-none-match": etag})
    assert read(changed)
    assert changed["ETag"] != etag


def test_two_or_three_queries(record: Record, client: Client, django_assert_num_queries: Any) -> None:
    client.get(BASE)
    answer = client.get(f"{BASE}events.csv")
    read(answer)
    etag = answer["ETag"]
    with django_assert_num_queries(2):
        client.get(f"{BASE}events.csv", headers={"if-none-match": etag})
    with django_assert_num_queries(4):  # the count of the throttle, and the cursor
        read(client.get(f"{BASE}events.csv"))


def test_too_many(record: Record, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_data, "MOST", 2)
    for _time in range(2):
        assert read(client.get(f"{BASE}bodies.csv"))
    refused = client.get(f"{BASE}bodies.csv")
    assert (refused.status_code, refused["Cache-Control"]) == (429, "no-store")


@pytest.mark.parametrize("path", ["people.csv", "bodies.xml", "bodies", "bodies.csv/", "..csv", "%00.csv"])
def test_there_is_nothing_else(client: Client, path: str) -> None:
    assert client.get(BASE + path).status_code == 404


def test_the_page_explains_every_column(record: Record, client: Client) -> None:
    page = client.get(BASE).content.decode()
    for kind in KINDS.values():
        assert f'id="{kind.name}"' in page
        for name in kind.names(1):
            assert f"<code>{name}</code>" in page, name
    for code, _label in Association.Kind.choices:
        assert f"<code>{code}</code>" in page
    assert BASE in client.get("/en/associations/").content.decode()


def test_no_body_takes_the_address() -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        check_slug("record")
    check_names({"en": "Record"})

"""A program reads the Protocol: each address keeps to what is published about it, and says kindly what it cannot do."""

import json
from typing import Any

import pytest
from django.core.cache import caches
from django.db import OperationalError
from django.test import Client
from jsonschema import Draft202012Validator

from protocol.models import Edition, Wording
from protocol.working_text import read as written

pytestmark = pytest.mark.django_db
HERE = "/api/v1/protocol/"
ONE = f"{HERE}editions/current/provisions/rule-3.b"


def get(client: Client, address: str, status: int = 200, **headers: str) -> Any:
    response = client.get(address, headers=headers)
    assert response.status_code == status, (address, response.content[:300])
    media = "application/json" if status == 200 else "application/problem+json"
    assert response.headers["Content-Type"].startswith(media), address
    return response.json()


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = get(client, "/api/v1/openapi.json")
    return found


#: For every address that is published, what a program may ask.
ASKED = {
    "protocol": [""],
    "protocol/editions": [""],
    "protocol/editions/{edition}": ["working-2026", "current"],
    "protocol/editions/{edition}/provisions": ["", "?languages=en,kk", "?under=rule-3&languages=az"],
    "protocol/editions/{edition}/provisions/{provision}": ["", "?state=KZ&day=2006-04-23&languages=ru"],
    "protocol/search": ["?q=torture", "?q=катування&language=uk", "?q=tortura&page=1", "?q=zzzzzz"],
    "protocol/glossary": [""],
    "protocol/instruments": ["", "?state=QM&day=2020-01-01", "?state=RU&day=2022-09-16"],
    "protocol/instruments/{instrument}": ["", "?state=FR"],
    "protocol/categories": [""],
}


@pytest.mark.usefixtures("edition", "record")
def test_every_address_keeps_to_its_schema(client: Client, document: dict[str, Any]) -> None:
    assert {f"/api/v1/{path}" for path in ASKED} == set(document["paths"])
    for path, queries in ASKED.items():
        operation = document["paths"][f"/api/v1/{path}"]["get"]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        for query in queries:
            filled = path.format(edition="current", provision="rule-3.b", instrument="ECHR")
            if path.endswith("{edition}"):
                filled, query = path.format(edition=query), ""
            answer = get(client, f"/api/v1/{filled}{query}")
            closed = {**schema, "components": document["components"]}
            Draft202012Validator(closed).validate(answer)


def test_a_parameter_that_is_not_there_is_not_overlooked(client: Client, edition: Edition) -> None:
    """Who writes ``language`` for ``languages`` would take English for Ukrainian; who writes ``stat``, any State's."""
    whole = f"{HERE}editions/current/provisions"
    answer = get(client, f"{whole}?language=uk", 400)
    assert answer["errors"][0]["parameter"] == "language"
    assert "languages, under" in answer["detail"]
    assert get(client, f"{whole}?languages=en&languages=uk", 400)["errors"][0]["parameter"] == "languages"
    assert get(client, f"{HERE}instruments?stat=UA", 400)["errors"][0]["parameter"] == "stat"
    assert get(client, f"{HERE}editions?limit=9", 400)
    assert get(client, f"{ONE}?state=RU&day=16.9.2022", 400)["errors"][0]["parameter"] == "day"
    assert get(client, f"{HERE}editions/", 404)
    known = client.get(f"{whole}?languages=uk").headers["ETag"]
    assert client.get(f"{whole}?language=uk", headers={"If-None-Match": known}).status_code == 400


def test_a_script_of_another_site_may_revalidate(client: Client) -> None:
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    answer = client.options(f"{HERE}editions", headers=asked)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_the_description_is_whole(document: dict[str, Any], client: Client) -> None:
    assert document["openapi"].startswith("3.1.")
    assert document["info"]["version"] == "1"
    names = [each["get"]["operationId"] for each in document["paths"].values()]
    assert len(set(names)) == len(names)
    for path, operations in document["paths"].items():
        assert set(operations) == {"get"}, "read-only"
        parameters = operations["get"]["parameters"]
        in_path = {each["name"] for each in parameters if each["in"] == "path"}
        assert in_path == {piece[1:-1] for piece in path.split("/") if piece.startswith("{")}
        assert all(each.get("description") for each in parameters if each["in"] == "query"), path
        assert all("description" in each for each in operations["get"]["responses"].values())
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
        assert schema["type"] == "object"
        assert "id" not in schema["properties"], "a database's key is nobody's business"
    text = json.dumps(document)
    for name in {piece.split('"')[0] for piece in text.split("#/components/schemas/")[1:]}:
        assert name in document["components"]["schemas"]
    assert get(client, "/api/v1/")["addresses"] == [*document["paths"]]


def test_each_text_says_what_it_is(client: Client, edition: Edition) -> None:
    answer = get(client, f"{HERE}editions/current/provisions?languages=en,uk")
    parts = {each["code"]: each for each in answer["provisions"]}
    assert answer["provisions"][0]["code"] == "purpose"
    assert parts["rule-3.b"]["parent"] == "rule-3"
    en, uk = parts["rule-3.b"]["wordings"]
    assert en["text"] == written("en")["rule-3.b"]["text"]
    assert (uk["language"], uk["revision"], uk["status"], uk["out_of_date"]) == ("uk", 1, "working", False)
    assert en["notice"] == "Working text, not the official Model Protocol"
    assert uk["notice"] == "Робочий текст, не офіційний Модельний протокол"
    held = [wording for each in answer["provisions"] for wording in each["wordings"]]
    held += [
        wording for each in answer["provisions"] for note in each["notes"] for wording in note["wordings"]
    ]
    assert all(each["notice"] and each["status"] == "working" for each in held)
    assert len(held) == Wording.objects.filter(language__in=["en", "uk"]).count()


@pytest.mark.usefixtures("edition", "record")
def test_one_provision_and_what_bound_a_state(client: Client) -> None:
    answer = get(client, f"{ONE}?state=kz&day=2006-04-23")
    assert [each["language"] for each in answer["wordings"]] == ["en", "az", "kk", "ru", "uk"]
    assert {
        "code": "A16",
        "labels": {"en": "Undue delay", "ru": answer["engaged_by"][0]["labels"]["ru"]},
    } in [*answer["engaged_by"]]
    assert "Rule 3(b)" in answer["citations"]["en"]
    assert answer["asked"] == {"state": "KZ", "state_name": "Kazakhstan", "day": "2006-04-23"}
    iccpr = next(each for each in answer["instruments"] if each["instrument"] == "ICCPR")
    assert iccpr["articles"] == ["14(3)(c)"]
    assert iccpr["applies"]["group"] == "not"
    assert iccpr["applies"]["periods"][0]["began"] == "2006-04-24"
    assert iccpr["applies"]["to_be_verified"] is True
    assert get(client, f"{ONE}.note-1")["code"] == "rule-3.b"
    assert get(client, ONE)["instruments"][0]["applies"] is None


@pytest.mark.usefixtures("edition", "record")
def test_what_applied_to_a_state_on_a_day(client: Client) -> None:
    def groups(query: str) -> dict[str, str]:
        found = get(client, f"{HERE}instruments?{query}")["instruments"]
        return {each["code"]: each["applies"]["group"] for each in found}

    assert groups("state=RU&day=2022-09-15")["ECHR"] == "bound"
    assert groups("state=RU&day=2022-09-16")["ECHR"] == "not"
    invented = groups("state=QM&day=2020-01-01")
    assert invented["ICCPR"] == "unknown"
    assert invented["G"] == "soft"
    one = get(client, f"{HERE}instruments/ECHR?state=RU")
    assert {each["state"] for each in one["periods"]} == {"RU"}
    assert "rule-3.b" in get(client, f"{HERE}instruments/ICCPR")["cited_in"]


@pytest.mark.usefixtures("edition")
def test_search_says_where_the_words_stand(client: Client) -> None:
    answer = get(client, f"{HERE}search?q=torture")
    assert answer["count"] >= len(answer["hits"]) > 0
    hit = next(each for each in answer["hits"] if each["text"]["marks"])
    first, last = hit["text"]["marks"][0]
    assert "tortur" in hit["text"]["text"][first:last].lower()
    assert get(client, f"{HERE}search?q=zzzzzz")["hits"] == []


#: address, parameter that is named, part of the sentence
REFUSED = [
    ("editions/current/provisions?languages=en,tlh", "languages", "tlh"),
    ("editions/current/provisions?languages=,", "languages", "written in"),
    ("editions/current/provisions?under=rule-99", "under", "no provision"),
    ("editions/current/provisions/rule-3?state=KZ&day=2022-02-30", "day", "not a day"),
    ("editions/current/provisions/rule-3?state=KZ&day=9999-12-31", "day", "not come yet"),
    ("editions/current/provisions/rule-3?day=2022-02-03", "state", "Name the State"),
    ("instruments?state=Kazakhstan", "state", "ISO 3166"),
    ("instruments/ECHR?state=%F0%9F%99%82", "state", "ISO 3166"),
    ("search", "q", "needed"),
    ("search?q=a", "q", "two letters"),
    ("search?q=%21%3F", "q", "two letters"),
    ("search?q=" + "a" * 5000, "q", "at most 200"),
    ("search?q=torture&language=es", "language", "written in"),
    ("search?q=torture&page=abc", "page", "whole number"),
    ("search?q=torture&page=-1", "page", "too small"),
    ("search?q=torture&page=999", "page", "last page"),
]


@pytest.mark.usefixtures("edition", "record")
def test_what_cannot_be_answered_names_its_parameter(client: Client) -> None:
    for address, parameter, said in REFUSED:
        answer = get(client, HERE + address, 400)
        assert [each["parameter"] for each in answer["errors"]] == [parameter], address
        assert said in answer["errors"][0]["detail"], address
        assert parameter in answer["detail"]
    russian = get(client, f"{HERE}instruments?state=FR&day=9999-12-31", 400, **{"Accept-Language": "ru"})
    assert russian["errors"][0]["detail"] == "Этот день ещё не наступил."


@pytest.mark.usefixtures("edition")
def test_what_is_not_there(client: Client) -> None:
    for address in (
        "editions/none",
        "editions/",
        "editions/none/provisions",
        "instruments/nosuch",
        "nowhere",
    ):
        assert get(client, HERE + address, 404)["status"] == 404
    for address in (
        "/api/v1/nowhere",
        "/api/v2/",
        "/api/",
        f"{ONE}/%00",
        f"{ONE}/../..",
        f"{HERE}editions/%F0%9F",
    ):
        assert get(client, address, 404)["detail"]
    assert get(client, f"{HERE}search?q={'a' * 9000}", 400)["status"] == 400
    for method in ("post", "put", "delete", "patch", "options", "trace"):
        response = getattr(client, method)(ONE)
        assert response.status_code == 405
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.headers["Allow"] == "GET, HEAD"
        assert "Access-Control-Allow-Origin" not in response.headers


def test_what_breaks_here_is_said_in_json_too(monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = Client(raise_request_exception=False)
    for failure, status in ((RuntimeError("planted"), 500), (OperationalError("planted"), 503)):

        def breaks(failure: Exception = failure) -> None:
            raise failure

        monkeypatch.setattr("protocol.api.asked.in_force", breaks)
        answer = get(visitor, f"{HERE}editions", status)
        assert answer["status"] == status
        assert "planted" not in json.dumps(answer)


@pytest.mark.usefixtures("record")
def test_a_draft_is_in_no_answer(client: Client, edition: Edition) -> None:
    Edition.objects.update(status="draft")
    assert get(client, f"{HERE}editions") == {"in_force": None, "editions": []}
    for address in ("editions/current", f"editions/{edition.code}", f"editions/{edition.code}/provisions"):
        get(client, HERE + address, 404)
    get(client, f"{HERE}search?q=torture&edition={edition.code}", 404)
    get(client, f"{HERE}editions/{edition.code}/provisions/rule-3", 404)
    assert get(client, f"{HERE}instruments/ICCPR")["cited_in"] == []
    assert all(each["provisions"] == [] for each in get(client, f"{HERE}categories")["categories"])


def test_only_what_is_published_is_read(client: Client, edition: Edition) -> None:
    Wording.objects.filter(language="az", provision__code="rule-3.b").update(state="proposed")
    assert "az" not in [each["language"] for each in get(client, ONE)["wordings"]]


#: address, queries for the tag, queries besides
COSTS = [
    ("", 1, 1),
    ("editions", 1, 2),
    ("editions/working-2026", 1, 1),
    ("editions/working-2026/provisions?languages=en,ru,kk", 1, 3),
    ("editions/working-2026/provisions/rule-3?state=KZ", 2, 5),
    ("search?q=torture", 1, 4),
    ("instruments?state=RU", 2, 3),
    ("instruments/ICCPR?state=RU", 2, 5),
    ("categories", 1, 2),
    ("glossary", 0, 0),
]


@pytest.mark.usefixtures("edition", "record")
def test_what_an_answer_costs(client: Client, django_assert_num_queries: Any) -> None:
    for below, tag, queries in COSTS:
        address = (HERE + below).rstrip("/")
        client.get(address)
        caches["pages"].clear()
        with django_assert_num_queries(tag + queries, info=address):
            response = client.get(address)
        with django_assert_num_queries(tag, info=address):
            again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b""), address
        assert again.headers["Access-Control-Allow-Origin"] == "*"
    known = client.get(f"{HERE}editions/current/provisions").headers["ETag"]
    Edition.objects.update(version=99)
    answer = client.get(f"{HERE}editions/current/provisions", headers={"If-None-Match": known})
    assert answer.status_code == 200


def test_an_answer_belongs_to_nobody(client: Client, edition: Edition) -> None:
    client.cookies["language"], client.cookies["session"] = "ru", "x" * 32
    response = client.get(
        f"{ONE}?state=KZ", headers={"Origin": "https://example.org", "Accept-Encoding": "gzip"}
    )
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert response.headers["Content-Language"] == "en", "no cookie is looked at"
    assert response.headers["Content-Encoding"] == "gzip"
    assert not response.cookies
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    head = client.head(ONE)
    assert (head.status_code, head.content) == (200, b"")
    assert "ETag" not in client.get(f"{ONE}?state=nowhere").headers


@pytest.mark.usefixtures("edition")
def test_the_page_for_those_who_write_programs(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        html = client.get("/en/protocol/data/").content.decode()
    for said in (
        "curl ",
        "/api/v1/openapi.json",
        "Working text, not the official Model Protocol",
        "If-None-Match",
    ):
        assert said in html
    assert "/en/protocol/data/" in client.get("/en/protocol/").content.decode()

"""Searching the words of complaints: by POST, within reach, and counted in few queries."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.tasks import fill_index
from tests.complaints_factory import World
from tests.desk.addresses import SEARCH
from tests.desk.test_triage import MOST_QUERIES

pytestmark = pytest.mark.django_db


def found(client: Client, words: str, **more: object) -> list[str]:
    answer = client.post(SEARCH, {"words": words} | more)
    assert answer.status_code == 200
    return [complaint.reference for complaint in answer.context["found"]]


def test_all_words_must_be_there(world: World, olena: Client) -> None:
    quay, other = world.file(), world.file(account="A letter was opened.")
    fill_index()
    assert found(olena, "COURTHOUSE quay") == [quay.complaint.reference]
    assert found(olena, "letter") == [other.complaint.reference]
    assert found(olena, "courthouse letter") == []
    assert found(olena, "—") == []


def test_names_of_complainants_are_never_found(world: World, olena: Client) -> None:
    world.file()
    fill_index()
    assert found(olena, "Zenobia") == []


def test_only_within_reach(world: World, client: Client) -> None:
    ours, theirs = world.file(), world.file(chosen_body=str(world.other.pk))
    fill_index()
    client.force_login(world.bruno)
    assert found(client, "courthouse") == [theirs.complaint.reference]
    client.force_login(world.olena)
    assert found(client, "courthouse") == [ours.complaint.reference]
    client.force_login(world.amina)
    assert client.post(SEARCH, {"words": "courthouse"}).status_code == 403


def test_words_in_the_address_are_not_looked_at(world: World, olena: Client) -> None:
    world.file()
    fill_index()
    answer = olena.get(SEARCH, {"words": "courthouse"})
    assert answer.context["found"] is None
    assert "courthouse" not in answer.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 40, "\0"])
def test_nonsense_is_answered(world: World, olena: Client, page: str) -> None:
    assert olena.post(SEARCH, {"words": "a" * 5000, "page": page}).status_code == 200
    assert olena.post(SEARCH, {"words": "\0\u202e", "page": page}).status_code == 200
    assert olena.post(SEARCH).status_code == 200


def test_few_queries_and_all_pages(world: World, olena: Client) -> None:
    references = {world.file().complaint.reference for _ in range(26)}
    fill_index()
    with CaptureQueriesContext(connection) as asked:
        first = found(olena, "courthouse")
    assert len(asked) <= MOST_QUERIES
    assert {*first, *found(olena, "courthouse", page=2)} == references

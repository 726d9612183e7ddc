"""What waits, and the list: finding, filtering, paging - and nonsense in the address."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from associations.contact.desk.queues import FIRST, queues
from associations.contact.models import Contact
from associations.contact.services import calls, thread, work
from associations.duties import Role
from complaints.models import Interest
from tests.contact.desk import DESK, LIST, at_desk, officer
from tests.contact.prosecutors import World, Written, write
from tests.desk.test_list import NONSENSE

pytestmark = pytest.mark.django_db
DESK_QUERIES, LIST_QUERIES = 10, 9


@pytest.fixture
def noor(world: World) -> Client:
    world.noor.is_staff, world.noor.time_zone = True, "Europe/Paris"
    world.noor.save()
    return at_desk(world.noor)


def shown(client: Client, query: str = "") -> set[str]:
    answer = client.get(LIST + query)
    assert answer.status_code == 200, query
    return {contact.reference for contact in answer.context["cl"].result_list}


def sizes(world: World) -> dict[str, int]:
    user = type(world.noor).objects.get(pk=world.noor.pk)
    return {queue.name: queue.size for queue in queues(user, timezone.now())}


def reference(sent: Written) -> str:
    return sent.contact.reference


def call_today(world: World, sent: Written) -> None:
    """Booked so that it is today whatever the hour is: the time passes while the test runs, if at all."""
    now = timezone.now() - timedelta(days=1)
    calls.book(sent.id, at=timezone.now(), minutes=30, zone="Europe/Kyiv", by=world.noor, now=now)


def test_each_contact_stands_where_it_wants_attention(world: World, noor: Client) -> None:
    now = timezone.now()
    write(now=now)
    late = write(now=now - timedelta(days=9))
    mine = write(now=now)
    work.take(mine.id, by=world.noor, now=now)
    call_today(world, write("call", now=now))
    answered = write(now=now - timedelta(days=9))
    thread.answer(answered.id, "Yes.", by=world.noor, now=now, vault=answered.desk)
    assert sizes(world) | {"due-soon": 0} == {
        "overdue": 2,  # the late answer, and the call whose time has just come
        "calls-today": 1,
        "due-soon": 0,
        "unread": 4,
        "new": 2,
        "mine": 3,
    }
    page = noor.get(DESK).content.decode()
    assert reference(late) in page
    assert "What needs attention" in page
    assert 'href="#contacts-overdue"' in page


def test_due_soon_is_within_a_day(world: World) -> None:
    now = timezone.now()
    for hours in (1, 23, 25):
        sent = write(now=now)
        Contact.objects.filter(pk=sent.id).update(next_due_at=now + timedelta(hours=hours))
    assert sizes(world)["due-soon"] == 2


def test_the_first_page_shows_the_nearest_and_counts_the_rest(world: World, noor: Client) -> None:
    # A week apart: a limit in working days makes those of one weekend due together.
    sent = [write(now=timezone.now() - timedelta(weeks=3 + n)) for n in range(FIRST + 2)]
    overdue = queues(world.noor, timezone.now())[0]
    assert [row.pk for row in overdue.rows] == [one.id for one in reversed(sent)][:FIRST]
    assert (overdue.size, overdue.more) == (FIRST + 2, 2)


def test_others_have_no_such_desk(world: World) -> None:
    write()
    for role in (Role.AUDITOR, Role.PUBLISHER, Role.INTAKE_OFFICER):
        assert "contacts-new" not in at_desk(officer(world.umbrella, role)).get(DESK).content.decode()


def test_who_is_out_of_it_counts_nothing(world: World) -> None:
    write(association=world.service.pk)
    out = officer(world.umbrella)
    Interest.objects.create(user=out, country="QM")
    client = at_desk(out)
    assert {queue.size for queue in queues(out, timezone.now())} == {0}
    assert shown(client) == set()


@pytest.mark.parametrize("spoil", [str.lower, lambda r: r.replace("-", " "), lambda r: f"  {r[4:]} "])
def test_a_reference_is_found_however_it_is_typed(world: World, noor: Client, spoil: Any) -> None:
    sent, _other = write(), write()
    assert shown(noor, f"?q={quote(spoil(reference(sent)))}") == {reference(sent)}


def test_words_are_not_searched_by_address(world: World, noor: Client) -> None:
    write()
    assert shown(noor, "?q=telephone") == set()


def test_filters_narrow(world: World, noor: Client) -> None:
    # At noon it is the same day here and where the officer is.
    now = timezone.now().replace(hour=12)
    first = write("email", purpose="difficulty", language="ru", now=now - timedelta(days=40))
    second = write("call", purpose="support", now=now)
    work.take(second.id, by=world.noor, now=now)
    one, two = reference(first), reference(second)
    day = timezone.localdate(now - timedelta(days=40))
    expected = {
        "": {one, two},
        "state=in-hand": {two},
        "purpose=difficulty": {one},
        "answer_by=call": {two},
        "language=ru": {one},
        "owner=me": {two},
        "owner=nobody": {one},
        f"owner={world.noor.pk}": {two},
        f"received_to={day}": {one},
        f"received_from={day + timedelta(days=1)}": {two},
        "queue=overdue": {one},
        "queue=mine": {two},
        "queue=calls-today": set(),
        "queue=unread&state=new": {one},
    }
    for query, references in expected.items():
        assert shown(noor, f"?{query}") == references, query


def test_pages_hold_all_once(world: World, noor: Client) -> None:
    references = {reference(write()) for _ in range(26)}
    assert shown(noor, "?p=1") | shown(noor, "?p=2") == references
    assert shown(noor, "?p=9") == shown(noor, "?p=2"), "a page beyond the last is the last"


PARAMETERS = [
    "p",
    "o",
    "q",
    "e",
    "all",
    "_facets",
    "queue",
    "state",
    "purpose",
    "answer_by",
    "owner",
    "language",
    "received_from",
    "received_to",
    "country",
    "association__slug",
    "identity__isnull",
    "owner__password__startswith",
    "handled_by",
]


@pytest.mark.parametrize("name", PARAMETERS)
def test_nonsense_in_the_address_is_answered(world: World, noor: Client, name: str) -> None:
    write()
    for value in NONSENSE:
        assert noor.get(f"{LIST}?{name}={value}").status_code in {200, 400}, (name, value)


def test_columns_cannot_be_probed_through_the_address(world: World, noor: Client) -> None:
    sent = write(association=world.service.pk)
    for probe in ("country=QN", "association__slug=nowhere", "identity__isnull=True", "handled_by=1"):
        assert shown(noor, f"?{probe}") == {reference(sent)}, probe


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len([each for each in seen if not re.match("SAVEPOINT|RELEASE", each["sql"])])


def test_desk_and_list_ask_little_however_much_is_stored(world: World, noor: Client) -> None:
    busy = f"{LIST}?queue=new&state=new&purpose=advice&owner=nobody&received_from=2020-01-01&o=-2"

    def fill(number: int) -> None:
        for _ in range(number):
            write(now=timezone.now() - timedelta(days=9))
            work.take(write().id, by=world.noor, now=timezone.now())

    fill(2)
    few = [queries(noor, path) for path in (DESK, LIST, busy)]
    fill(7)
    assert [queries(noor, path) for path in (DESK, LIST, busy)] == few
    assert few[0] <= DESK_QUERIES
    assert max(few[1:]) <= LIST_QUERIES

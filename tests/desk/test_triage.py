"""What needs me now."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints.desk.triage import FIRST, triage
from complaints.models import Complaint
from tests.complaints_factory import World, message_from_complainant
from tests.desk.addresses import DESK
from tests.people import person

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


def sizes(world: World) -> dict[str, int]:
    return {queue.name: queue.size for queue in triage(world.olena, timezone.now())}


def test_each_complaint_stands_where_it_wants_attention(world: World) -> None:
    now = timezone.now()
    today = timezone.localdate()
    world.file(now=now - timedelta(days=5))  # the acknowledgement is late
    world.file(now=now - timedelta(days=2))  # due tomorrow
    urgent = world.file(now=now, urgency="detained", urgent_on=today + timedelta(days=1))
    mine = world.file(now=now)
    mine.step("acknowledge", world.haruto)
    Complaint.objects.filter(pk=mine.pk).update(assigned_to=world.olena)
    message_from_complainant(mine, "Is anybody there?")
    assert sizes(world) == {"urgent": 1, "overdue": 1, "due-soon": 2, "unread": 1, "new": 3, "mine": 1}
    assert triage(world.olena, now)[0].rows == [urgent.complaint]


def test_urgent_ones_come_by_their_date_and_dateless_ones_last(world: World) -> None:
    today = timezone.localdate()
    dates = [today + timedelta(days=9), None, today + timedelta(days=2)]
    cases = [world.file(urgency="hearing", urgent_on=day) for day in dates]
    urgent = triage(world.olena, timezone.now())[0]
    assert urgent.rows == [cases[2].complaint, cases[0].complaint, cases[1].complaint]


def test_a_queue_shows_its_first_rows_and_counts_the_rest(world: World) -> None:
    now = timezone.now()
    cases = [world.file(now=now - timedelta(minutes=n)) for n in range(FIRST + 2)]
    new = next(queue for queue in triage(world.olena, now) if queue.name == "new")
    assert new.rows == [case.complaint for case in reversed(cases)][:FIRST]
    assert (new.size, new.more) == (FIRST + 2, 2)


def test_another_body_counts_nothing_of_ours(world: World) -> None:
    world.file(urgency="danger")
    assert {queue.size for queue in triage(world.bruno, timezone.now())} == {0}


def test_without_a_role_there_is_no_desk(world: World, client: Client) -> None:
    world.file()
    client.force_login(person("newcomer"))
    answer = client.get(DESK)
    assert answer.status_code == 200
    assert b"queue-new" not in answer.content


def queries(client: Client, path: str) -> list[Any]:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return [each["sql"] for each in seen.captured_queries if "SAVEPOINT" not in each["sql"]]


def test_the_desk_asks_little_however_much_is_stored(world: World, olena: Client) -> None:
    def fill(number: int) -> None:
        for n in range(number):
            case = world.file(urgency="danger", now=timezone.now() - timedelta(days=n % 5))
            message_from_complainant(case, "More to tell.")
            Complaint.objects.filter(pk=case.pk).update(assigned_to=world.olena)

    fill(2)
    few = queries(olena, DESK)
    fill(8)
    many = queries(olena, DESK)
    assert len(few) == len(many)
    assert len(many) <= MOST_QUERIES, "\n".join(many)

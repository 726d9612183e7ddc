"""What needs me now."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from associations.roles import Role
from complaints.desk.triage import FIRST, triage
from complaints.desk.welcome import WORDS
from complaints.models import Complaint
from tests.complaints_factory import World, message_from_complainant
from tests.desk.addresses import DESK, LIST
from tests.people import body, holds, person

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
    assert sizes(world) == {
        "urgent": 1,
        "overdue": 1,
        "due-soon": 2,
        "review": 0,
        "unread": 1,
        "new": 3,
        "mine": 1,
    }
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


@pytest.mark.parametrize("role", WORDS)
def test_a_role_without_a_desk_is_told_what_is_its_own(role: Role, client: Client) -> None:
    client.force_login(holds(person("someone"), body("league", "association"), role))
    answer = client.get(DESK).content.decode()
    assert str(WORDS[role][0]) in unescape(answer)
    assert str(WORDS[role][1]) in unescape(answer)
    assert "do not have a role" not in answer
    assert "queue-new" not in answer


def test_each_date_says_what_is_due(world: World, olena: Client) -> None:
    case = world.file(now=timezone.now() - timedelta(days=2))
    owed = Complaint.objects.for_rows().get(pk=case.pk).owed_clocks
    assert owed[0].due_at == Complaint.objects.get(pk=case.pk).next_due_at
    for path in (DESK, LIST):
        assert f'<span class="owed">{owed[0].label}</span>' in olena.get(path).content.decode()


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

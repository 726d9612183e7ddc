"""A declared interest ends when two people say so, with a reason; one administrator reopens no case to anybody."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from associations.roles import Role
from complaints.models import Interest
from complaints.services import interests
from portal.accounts.models import User
from portal.outbox.models import Message as Notice
from tests.complaints_factory import World, officer
from tests.desk.addresses import LIST

pytestmark = pytest.mark.django_db
INTERESTS = "/admin/complaints/interest/"
Enter = Callable[[User], Client]


@pytest.fixture
def enter() -> Enter:
    def entered(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return entered


@pytest.fixture
def interest(world: World) -> Interest:
    """Olena's, in the body that a complaint is about."""
    world.file()
    return Interest.objects.create(user=world.olena, association=world.respondent)


def cases(client: Client) -> int:
    return int(client.get(LIST).context["cl"].result_count)


def act(client: Client, interest: Interest, name: str, reason: str = "") -> int:
    return client.post(f"{INTERESTS}{interest.pk}/{name}/", {"reason": reason}).status_code


def test_two_people_end_it_and_it_stays_on_record(world: World, interest: Interest, enter: Enter) -> None:
    first = enter(world.people[Role.ADMINISTRATOR])
    other = officer("zoe", (world.umbrella, Role.ADMINISTRATOR))
    olena = enter(world.olena)
    assert act(first, interest, "end", "  ") == 200
    assert act(first, interest, "end", "Her cousin left the service.") == 302
    assert cases(olena) == 0, "nothing has changed yet"
    assert act(first, interest, "confirm") == 403
    assert act(olena, interest, "confirm") == 403
    page = enter(other).get(f"{INTERESTS}{interest.pk}/change/").content.decode()
    assert "Her cousin left the service." in page
    assert f"{INTERESTS}{interest.pk}/confirm/" in page
    assert act(enter(other), interest, "confirm") == 302
    assert cases(olena) == 1
    interest.refresh_from_db()
    assert (interest.end_asked_by, interest.end_confirmed_by) == (world.people[Role.ADMINISTRATOR], other)
    assert act(first, interest, "end", "Again.") == 403


def test_the_person_asks_and_a_supervisor_of_the_body_confirms(
    world: World, interest: Interest, enter: Enter
) -> None:
    supervisor = enter(world.people[Role.SUPERVISOR])
    assert act(supervisor, interest, "end", "I think so.") == 404, "not theirs to see before it is asked"
    assert act(enter(world.olena), interest, "end", "It is over.") == 302
    elsewhere = enter(officer("yann", (world.other, Role.SUPERVISOR)))
    assert act(elsewhere, interest, "confirm") == 404
    assert act(supervisor, interest, "confirm") == 302
    assert cases(enter(world.olena)) == 1


def test_nothing_is_deleted(world: World, interest: Interest, enter: Enter) -> None:
    for user in (world.people[Role.ADMINISTRATOR], world.olena):
        assert enter(user).post(f"{INTERESTS}{interest.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Interest.objects.exists()


def test_a_colleague_asks_nothing(world: World, interest: Interest, enter: Enter) -> None:
    assert act(enter(world.haruto), interest, "end", "Why not.") == 404
    with pytest.raises(PermissionDenied):
        interests.ask_end(interest, by=world.haruto, reason="Why not.", now=timezone.now())


def test_the_database_wants_two_as_well(world: World, interest: Interest) -> None:
    now, root = timezone.now(), world.people[Role.ADMINISTRATOR]
    asked = {"end_asked_by": root, "end_asked_at": now, "end_reason": "x"}
    for confirmed in (root, world.olena):
        with pytest.raises(IntegrityError, match="interest_ended_by_two"), transaction.atomic():
            Interest.objects.update(**asked, until=now, end_confirmed_by=confirmed)


def test_an_interest_that_leaves_nobody_calls_the_reviewer(world: World, enter: Enter) -> None:
    case = world.file()
    Interest.objects.create(user=world.haruto, country="QN")
    assert enter(world.olena).post(f"{INTERESTS}add/", {"country": "QM"}).status_code == 302
    assert not Notice.objects.filter(kind="staff.called").exists()
    enter(world.olena).post(f"{INTERESTS}add/", {"country": "QN"})
    assert Notice.objects.get(kind="staff.called").subject_id == case.pk

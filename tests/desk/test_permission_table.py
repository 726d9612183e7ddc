"""``permissions.TABLE`` against the pages, for each role, stage and act. What it allows works, the rest is refused."""

from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from associations.roles import Role
from complaints import clocks
from complaints.desk import views
from complaints.desk.acts import ACTS, CASEWORK, STEPS, Act
from complaints.models import Clock, Complaint, Event
from complaints.permissions import TABLE, Action, allowed
from complaints.states import State
from complaints.workflow import TRANSITIONS, By
from tests.complaints_factory import Case, World
from tests.desk.addresses import LIST, SEARCH, of

pytestmark = pytest.mark.django_db
TYPED = {
    "reason": "because of the facts",
    "message": "What we have to say.",
    "note": "A note.",
    "reason_code": "no-right-engaged",
    "clock": "feedback",
    "assigned_to": "",
    "outcome": "not-taken",
}


def ready(world: World) -> Case:
    """An urgent complaint with a file, an open identity and a limit that can be extended."""
    case = world.file(mode="open", urgency="detained", files=[{}])
    now = timezone.now()
    Clock.objects.create(
        complaint=case.complaint,
        rule="feedback",
        number=3,
        extendable_to=6,
        unit="months",
        owes="staff",
        started_at=now,
        due_at=clocks.add(now, 3, "months"),
    )
    return case


def place(case: Case, state: State) -> None:
    """Put the complaint at a stage without walking there."""
    because = "no-right-engaged" if state == State.INADMISSIBLE else ""
    Complaint.objects.filter(pk=case.pk).update(state=state, inadmissible_because=because)


def may(role: Role, action: str, state: State) -> bool:
    return allowed(action, [role], state)


def allows(act: Act, role: Role, state: State) -> bool:
    return any(may(role, action, state) for action in act.actions)


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_pages_do_what_the_table_says(world: World, client: Client, role: Role) -> None:
    client.force_login(world.people[role])
    case = ready(world)
    for state in State:
        with transaction.atomic():
            place(case, state)
            page = client.get(of(case))
            if not may(role, Action.LIST, state):
                assert page.status_code == 404, (state, "a complaint that is not listed is not there")
                assert_shut(client, case)
            else:
                assert_reading(client, case, role, state, page.content.decode())
                for act in ACTS.values():
                    assert_act(client, case, act, role, state, page.content.decode())
            transaction.set_rollback(True)


def assert_shut(client: Client, case: Case) -> None:
    for name in ("acknowledge", "message", "note"):
        assert client.post(of(case, "act", name), TYPED).status_code == 404
    assert client.get(of(case, "evidence", case.complaint.evidence.get().pk)).status_code == 404
    assert client.get(of(case, "history")).status_code == 404


def assert_reading(client: Client, case: Case, role: Role, state: State, html: str) -> None:
    where = role, state
    assert ("Nobody was told where." in html) == may(role, Action.READ, state), where
    assert ("Heron Lane" in html) == may(role, Action.READ_IDENTITY, state), where
    sees_history = may(role, Action.HISTORY, state) or may(role, Action.READ, state)
    assert ('id="history"' in html) == sees_history, where
    assert client.get(of(case, "history")).status_code == (200 if sees_history else 403), where
    file = client.get(of(case, "evidence", case.complaint.evidence.get().pk))
    assert file.status_code == (200 if may(role, Action.DOWNLOAD, state) else 403), where
    assert (file.status_code == 200) == ("evidence/" in html), "a link only where it leads somewhere"
    assert client.post(SEARCH, {"words": "quay"}).status_code == (
        200 if may(role, Action.SEARCH, state) else 403
    )


def without_page(*_: Any, status: int = 200, **__: Any) -> HttpResponse:
    return HttpResponse(status=status)


def tried(role: Role, state: State, act: Act) -> bool:
    """Whether an act that is refused is also sent: a third of all, in which each role meets each act, each stage meets
    each act, and each role each stage. That none is offered is looked at for all.
    """
    places = list(Role).index(role), list(State).index(state), list(ACTS.values()).index(act)
    return sum(places) % 3 == 0


def assert_act(client: Client, case: Case, act: Act, role: Role, state: State, html: str) -> None:
    where = role, state, act.name
    fine = allows(act, role, state)
    assert (f'id="act-{act.name}"' in html) == fine, where
    if not fine and not tried(role, state, act):
        return
    with transaction.atomic():
        before = Event.objects.filter(complaint_id=case.pk).count()
        with mock.patch.object(views, "show", without_page):  # the page with its refusal is drawn elsewhere
            status = client.post(of(case, "act", act.name), TYPED).status_code
        after = Event.objects.filter(complaint_id=case.pk).count()
        if fine:
            assert status == 302, where
            assert after > before, where
        else:
            assert status in {403, 409, 422}, (*where, status)
            assert after == before, where
            assert Complaint.objects.get(pk=case.pk).state == state, where
        transaction.set_rollback(True)


def test_the_list_is_for_those_who_list(world: World, client: Client) -> None:
    for role, user in world.people.items():
        client.force_login(user)
        expected = 200 if role in TABLE[Action.LIST] else 403
        assert client.get(LIST).status_code == expected, role


def test_a_superuser_flag_opens_nothing(world: World, client: Client) -> None:
    case = world.file()
    root: Any = world.people[Role.ADMINISTRATOR]
    root.is_superuser = True
    root.save()
    client.force_login(root)
    assert client.get(LIST).status_code == 403
    assert client.get(of(case)).status_code == 404


def test_every_step_up_to_admissibility_has_a_page(world: World) -> None:
    pages = {step.name for step in TRANSITIONS if step.page and By.STAFF in step.by}
    assert pages | {"close"} == set(STEPS)
    assert not set(STEPS) & set(CASEWORK)


def test_the_table_can_be_read(world: World, olena: Client) -> None:
    html = olena.get(LIST + "who-may-do-what/").content.decode()
    for role in TABLE[Action.LIST]:
        assert str(role.label).capitalize() in html
    assert html.count('<th scope="row">') == len(TABLE)

"""``permissions.TABLE`` against the pages, for each role, stage and act. What it allows works, the rest is refused."""

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from associations.contact.desk import views
from associations.contact.desk.acts import ACTS, Act
from associations.contact.models import Contact, ContactEvent
from associations.contact.permissions import TABLE, Action, allowed
from associations.contact.states import State
from associations.duties import Role
from associations.models import Association
from portal.accounts.models import User
from tests.contact.desk import LIST, at_desk, do, of, officer
from tests.contact.prosecutors import MESSAGE, World, Written, write

pytestmark = pytest.mark.django_db


def typed(colleague: Any) -> dict[str, Any]:
    tomorrow = timezone.localdate() + timedelta(days=1)
    return {
        "owner": str(colleague.pk),
        "reason": "because of the facts",
        "message": "What we have to say.",
        "note": "A note.",
        "because": "referred",
        "consent": "on",
        "asked_by": "call",
        "outcome": "done",
        "day": tomorrow.isoformat(),
        "clock": "10:00",
        "minutes": "30",
        "zone": "Asia/Almaty",
    }


def home(world: World, role: Role) -> Association:
    """Where such a person works: a liaison is of a member."""
    return world.elsewhere if role == Role.LIAISON else world.umbrella


def without_page(*_: Any, status: int = 200, **__: Any) -> HttpResponse:
    return HttpResponse(status=status)


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_pages_do_what_the_table_says(world: World, role: Role) -> None:
    user = officer(home(world, role), role)
    client = at_desk(user)
    given = typed(officer(world.umbrella))
    for state in State:
        with transaction.atomic():
            sent = write(now=timezone.now())
            world.lead(sent, state, timezone.now())
            page = client.get(of(sent))
            if allowed(Action.LIST, [role], state):
                html = page.content.decode()
                assert (MESSAGE[:20] in html) == allowed(Action.READ, [role], state), (role, state)
                assert ("Grey Heron" in html) == allowed(Action.READ, [role], state), (role, state)
                assert ('id="history"' in html) == allowed(Action.HISTORY, [role], state)
                for act in ACTS.values():
                    assert_act(client, user, sent, act, role, state, html, given)
            else:
                assert page.status_code == 404
                # Whoever may not list finds no case, before anybody asks which act: each act once, at one stage.
                tried = ACTS if state == next(iter(State)) else [next(iter(ACTS))]
                assert {do(client, sent, name, **given).status_code for name in tried} == {404}
            transaction.set_rollback(True)


def assert_act(
    client: Client,
    user: User,
    sent: Written,
    act: Act,
    role: Role,
    state: State,
    html: str,
    given: dict[str, Any],
) -> None:
    where = role, state, act.name
    fine = allowed(act.action, [role], state) and act.fits(sent.contact, user)
    assert (f'id="act-{act.name}"' in html) == fine, where
    with transaction.atomic():
        before = ContactEvent.objects.filter(contact=sent.id).count()
        with mock.patch.object(views, "show", without_page):  # the page with its refusal is drawn elsewhere
            status = do(client, sent, act.name, **given).status_code
        after = ContactEvent.objects.filter(contact=sent.id).count()
        if fine:
            assert (status, after > before) == (302, True), where
        else:
            assert status in {403, 409}, (*where, status)
            assert (after, sent.contact.state) == (before, state), where
        transaction.set_rollback(True)


def test_another_associations_engagement_officer_finds_nothing(world: World) -> None:
    sent = write()
    client = at_desk(officer(world.elsewhere))
    assert client.get(of(sent)).status_code == 404
    assert {do(client, sent, name).status_code for name in ACTS} == {404}
    assert client.get(LIST).context["cl"].result_count == 0


def test_the_list_is_for_those_who_list(world: World) -> None:
    for role in Role:
        client = at_desk(officer(home(world, role), role))
        assert client.get(LIST).status_code == (200 if role in TABLE[Action.LIST] else 403), role


def test_a_superuser_flag_opens_nothing(world: World) -> None:
    sent = write()
    client = at_desk(officer(world.umbrella, Role.ADMINISTRATOR, is_superuser=True))
    assert client.get(LIST).status_code == 403
    assert client.get(of(sent)).status_code == 404
    assert client.get(of(sent, "act", "erase")).status_code == 404


def test_an_auditor_sees_that_and_not_what(world: World) -> None:
    sent = write("call", association=world.service.pk, now=timezone.now())
    world.lead(sent, "call-booked", timezone.now())
    client = at_desk(officer(world.umbrella, Role.AUDITOR))
    page = client.get(of(sent)).content.decode()
    assert sent.contact.reference in page
    assert "call booked" in page
    told = [client.get(LIST).content.decode(), client.get(LIST, {"purpose": "information"}).content.decode()]
    for shown in (page, told[0].partition('id="result_list"')[2]):
        for word in (
            "heron",
            "380",
            "380 44",
            "Harbour",
            "advice on a situation",
            "Service",
            "after seven",
            "Europe/Kyiv",
        ):
            assert word not in shown, word
    assert client.get(LIST, {"purpose": "advice"}).context["cl"].result_count == 0
    assert not ContactEvent.objects.filter(contact=sent.id, kind="read").exists(), "nothing was read"
    assert client.get("/admin/").content.decode().count("contacts-new") == 0


def test_the_table_can_be_read(world: World) -> None:
    html = at_desk(officer(world.umbrella)).get(LIST + "who-may-do-what/").content.decode()
    assert html.count('<th scope="row">') == len(TABLE)
    for role in (Role.ENGAGEMENT, Role.AUDITOR):
        assert str(role.label).capitalize() in html


def test_every_act_of_the_table_has_a_page() -> None:
    assert {act.action for act in ACTS.values()} == set(Action) - {Action.LIST, Action.READ, Action.HISTORY}
    assert Contact._meta.default_permissions == ()

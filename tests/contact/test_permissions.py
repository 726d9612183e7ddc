"""The table in full, and who never finds a contact whatever the table says."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from associations.contact.models import Contact
from associations.contact.permissions import TABLE, Action, allowed, may, states_listed_by
from associations.contact.states import State
from associations.duties import Role
from complaints.models import Interest
from tests.complaints.cases import person
from tests.contact.prosecutors import World, write

#: action -> stages in which an engagement officer may take it. An auditor sees that there is something, never what.
EXPECTED = {
    "list": "new in-hand call-booked answered closed",
    "read": "new in-hand call-booked answered closed",
    "history": "new in-hand call-booked answered closed",
    "take": "new in-hand call-booked answered",
    "assign": "new in-hand call-booked answered",
    "answer": "new in-hand call-booked answered",
    "book": "new in-hand call-booked answered",
    "log-call": "new in-hand call-booked answered",
    "note": "new in-hand call-booked answered closed",
    "close": "new in-hand answered",
    "reopen": "closed",
    "hand-over": "new in-hand answered",
    "erase": "closed",
}


def test_every_action_role_and_stage() -> None:
    assert {action.value for action in Action} == set(EXPECTED)
    for action in Action:
        for role in Role:
            for state in State:
                expected = state.value in EXPECTED[action].split() and (
                    role == Role.ENGAGEMENT
                    or (role == Role.AUDITOR and action in {Action.LIST, Action.HISTORY})
                )
                assert allowed(action, [role], state) == expected, (action, role, state)


def test_no_role_of_complaints_opens_a_contact() -> None:
    assert {role for row in TABLE.values() for role in row} == {Role.ENGAGEMENT, Role.AUDITOR}


def test_only_the_handling_bodys_officers(world: World) -> None:
    contact = write().contact
    other = person(Role.ENGAGEMENT, at=world.elsewhere)
    for user, expected in ((world.noor, True), (other, False), (person(at=world.umbrella), False)):
        assert may(user, Action.READ, contact) == expected
        assert Contact.objects.visible_to(user).exists() == expected


def test_a_deactivated_officer_finds_nothing(world: World) -> None:
    contact = write().contact
    world.noor.is_active = False
    world.noor.save()
    assert not may(world.noor, Action.READ, contact)
    assert states_listed_by(world.noor) == {}
    assert not Contact.objects.visible_to(world.noor).exists()


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ENGAGEMENT, Role.AUDITOR}])
def test_nobody_with_a_role_at_the_writers_own_body(world: World, role: Role) -> None:
    """Whatever the role: also where the matrix would not let both be held, a grant of another time may be there."""
    from django.utils import timezone

    from associations.models import RoleGrant

    officer = person(Role.ENGAGEMENT, at=world.umbrella)
    now = timezone.now()
    RoleGrant.objects.bulk_create(
        [RoleGrant(user=officer, association=world.service, role=role, since=now, confirmed_at=now)]
    )
    own, neighbour = write(association=world.service.pk), write(association=world.association.pk)
    by_country, foreign, unsaid = write(country="QM"), write(association=world.elsewhere.pk), write()
    found = set(Contact.objects.visible_to(officer).values_list("pk", flat=True))
    assert found == {foreign.id, unsaid.id}, (own, neighbour, by_country)
    assert Contact.objects.visible_to(world.noor).count() == 5


@pytest.mark.parametrize("interest", ["body", "country"])
def test_nobody_with_a_declared_interest(world: World, interest: str) -> None:
    kept = write(association=world.elsewhere.pk)
    write(association=world.service.pk)
    write(country="QM")
    if interest == "body":
        Interest.objects.create(user=world.noor, association=world.association)
    else:
        Interest.objects.create(user=world.noor, country="QM")
    assert [contact.pk for contact in Contact.objects.visible_to(world.noor)] == [kept.id]


def test_a_country_that_the_directory_learns_later_counts_too(world: World) -> None:
    world.elsewhere.country = ""
    world.elsewhere.save()
    write(association=world.elsewhere.pk)
    Interest.objects.create(user=world.noor, country="QN")
    assert Contact.objects.visible_to(world.noor).exists()
    world.elsewhere.country = "QN"
    world.elsewhere.save()
    again = type(world.noor).objects.get(pk=world.noor.pk)
    assert not Contact.objects.visible_to(again).exists()


def test_a_contact_one_is_out_of_costs_what_one_that_is_not_there_costs(world: World) -> None:
    hidden = write(association=world.service.pk)
    person_out = person(Role.ENGAGEMENT, at=world.umbrella)
    Interest.objects.create(user=person_out, association=world.service)
    statements = []
    for pk in (hidden.id, uuid4()):
        person_out = type(person_out).objects.get(pk=person_out.pk)
        with CaptureQueriesContext(connection) as caught:
            assert Contact.objects.visible_to(person_out).filter(pk=pk).first() is None
        asked = [query["sql"].replace(str(pk), "?").replace(pk.hex, "?") for query in caught]
        statements.append([re.sub(r"'[\d: .+-]+'::timestamptz", "now", sql) for sql in asked])
    assert statements[0] == statements[1]
    assert len(statements[0]) == 4

"""Each role - and who had one, or has it elsewhere - at each list and form of the staff pages, from the tables that
decide: ``record_permissions``, contacts, complaints and invitations.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.utils import timezone

from associations import record_permissions as records
from associations.contact import permissions as contacts
from associations.duties import Role
from associations.invitations import permissions as invitations
from associations.models import Association, Membership, RoleGrant
from associations.record_permissions import Reach
from associations.recording import correct
from complaints import permissions as complaints
from portal.accounts.models import User
from tests.complaints_factory import World, officer
from tests.desk.addresses import of
from tests.people import holds

pytestmark = pytest.mark.django_db
A, CR = "/admin/associations/", Role
#: role, and whether it is held at an umbrella body -> whether the page opens
Opens = Callable[[Role, bool], bool]


def only(*roles: Role) -> Opens:
    return lambda role, above: role in roles


def by_reach(row: dict[Role, Reach]) -> Opens:
    return lambda role, above: (
        row.get(role) == Reach.EVERYWHERE or (row.get(role) == Reach.UMBRELLA and above)
    )


def listing(row: dict[Any, Any], *more: Role) -> Opens:
    return lambda role, above: role in row or role in more


def everybody(role: Role, above: bool) -> bool:
    """The tables of who may do what hold rules and nothing about anybody: whoever works here may read them."""
    return True


ADMINISTRATORS = only(CR.ADMINISTRATOR)
SEEING = only(CR.ADMINISTRATOR, CR.AUDITOR)
SUPERVISED = only(CR.ADMINISTRATOR, CR.AUDITOR, CR.SUPERVISOR)
_READ, _RECORD = records.TABLE[records.Action.READ], records.TABLE[records.Action.RECORD]
_LIST = complaints.TABLE[complaints.Action.LIST]

PAGES: dict[str, Opens] = {
    "/admin/accounts/user/": SEEING,
    "/admin/accounts/user/add/": ADMINISTRATORS,
    "/admin/accounts/secondfactorreset/": SUPERVISED,
    "/admin/accounts/secondfactorreset/add/": only(),
    f"{A}association/": SEEING,
    f"{A}association/add/": ADMINISTRATORS,
    f"{A}rolegrant/": SUPERVISED,
    f"{A}rolegrant/add/": ADMINISTRATORS,
    f"{A}rolegrant/duties/": SUPERVISED,
    f"{A}membership/": by_reach(_READ),
    f"{A}membership/add/": by_reach(_RECORD),
    f"{A}event/": by_reach(_READ),
    f"{A}event/add/": by_reach(_RECORD),
    "/admin/contact/contact/": listing(contacts.TABLE[contacts.Action.LIST]),
    "/admin/contact/contact/who-may-do-what/": everybody,
    "/admin/invitations/invitation/": listing(invitations.TABLE[invitations.Action.READ]),
    "/admin/invitations/invitation/add/": listing(invitations.TABLE[invitations.Action.INVITE]),
    "/admin/complaints/complaint/": listing(_LIST),
    "/admin/complaints/complaint/search/": listing(complaints.TABLE[complaints.Action.SEARCH]),
    "/admin/complaints/complaint/who-may-do-what/": everybody,
    "/admin/complaints/clockrule/": listing(_LIST, CR.ADMINISTRATOR),
    "/admin/complaints/clockrule/add/": only(),
    "/admin/complaints/interest/": listing(_LIST, CR.ADMINISTRATOR),
    "/admin/complaints/interest/add/": listing(_LIST),
    "/admin/protocol/translating/": lambda role, above: (
        role in {CR.ADMINISTRATOR, CR.AUDITOR} or (above and role in {CR.PUBLISHER, CR.TRANSLATOR})
    ),
    "/admin/outbox/message/": only(),  # the account that set the portal up, by its flag
}


@dataclass
class Persona:
    """Somebody, the role that counts for them - if any - and whether it is held at an umbrella body."""

    user: User
    role: Role | None = None
    above: bool = False


def left(world: World) -> User:
    """The liaison of a body whose membership is over, before any worker has looked."""
    user = officer("left", (world.respondent, Role.LIAISON))
    period = world.respondent.memberships.get()
    yesterday = timezone.now().date() - timedelta(days=1)
    over = Membership(member=period.member, umbrella=period.umbrella, ended=yesterday)
    correct(over, period, by=None, now=timezone.now(), because="It left.")
    return user


def ended(world: World) -> User:
    user = officer("ended", (world.umbrella, Role.CASE_HANDLER), (world.umbrella, Role.SUPERVISOR))
    RoleGrant.objects.filter(user=user).update(until=timezone.now() - timedelta(seconds=1))
    return user


def waiting(world: World) -> User:
    user = officer("waiting")
    RoleGrant.objects.create(user=user, association=world.umbrella, role=Role.ADMINISTRATOR)
    return user


def of_a_closed_body(world: World) -> User:
    user = officer("closed", (world.other, Role.SUPERVISOR))
    Association.objects.filter(pk=world.other.pk).update(active=False)
    return user


#: Who has no role that counts.
NOBODIES: dict[str, Callable[[World], User]] = {
    "without a role": lambda world: officer("plain"),
    "role ended": ended,
    "role waits for the second person": waiting,
    "body is closed": of_a_closed_body,
    "liaison of a body that left": left,
}


def assert_pages(persona: Persona) -> None:
    client = Client()
    client.force_login(persona.user)
    for page, opens in PAGES.items():
        expected = opens is everybody or (persona.role is not None and opens(persona.role, persona.above))
        status = client.get(page).status_code
        assert status in ({200} if expected else {403}), (page, persona.role, persona.above, status)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LIAISON}))
@pytest.mark.parametrize("where", ["umbrella", "other"])
def test_each_role_at_an_umbrella_body_and_at_another_association(
    world: World, role: Role, where: str
) -> None:
    body = getattr(world, where)
    assert_pages(Persona(holds(officer("somebody"), body, role), role, where == "umbrella"))


def test_the_liaison_of_a_body(world: World) -> None:
    assert_pages(Persona(world.people[Role.LIAISON], Role.LIAISON))


@pytest.mark.parametrize("who", NOBODIES)
def test_who_has_no_role_that_counts(world: World, who: str) -> None:
    assert_pages(Persona(NOBODIES[who](world)))


@pytest.mark.parametrize("who", [*NOBODIES, "another association's officer", "a liaison"])
def test_nobody_else_finds_a_complaint(world: World, who: str) -> None:
    case = world.file(files=[{}])
    user = {
        "another association's officer": lambda world: world.bruno,
        "a liaison": lambda world: world.people[Role.LIAISON],
        **NOBODIES,
    }[who](world)
    client = Client()
    client.force_login(user)
    assert client.get(of(case)).status_code == 404
    assert client.get(of(case, "history")).status_code == 404
    assert client.get(of(case, "evidence", case.complaint.evidence.get().pk)).status_code == 404
    assert client.post(of(case, "act", "note"), {"note": "x"}).status_code == 404
    from complaints.models import Complaint

    assert not Complaint.objects.visible_to(user).exists()


def test_every_list_of_these_rooms_is_in_the_table() -> None:
    """A page that is added here wants its line. Other rooms have tables of their own."""
    rooms = {"accounts", "contact", "invitations", "complaints", "outbox"}
    listed = {f"/admin/{m._meta.app_label}/{m._meta.model_name}/" for m in admin.site._registry}
    assert {page for page in listed if page.split("/")[2] in rooms} <= set(PAGES)
    assert set(PAGES) >= {f"{A}{name}/" for name in ("association", "rolegrant", "membership", "event")}


def test_strangers_are_led_to_the_log_in_page(client: Client) -> None:
    for page in PAGES:
        answer = client.get(page)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/"), page

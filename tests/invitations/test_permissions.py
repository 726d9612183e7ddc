"""``permissions.TABLE`` against the pages: each role, at the umbrella body, at another one and at a member."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from associations.duties import Role
from associations.invitations.models import Invitation
from associations.invitations.permissions import TABLE, Action
from associations.models import RoleGrant
from associations.record_permissions import Reach
from tests.invitations.inviters import LIST, WEB_SITE, World, session, text
from tests.people import body, holds, person

pytestmark = pytest.mark.django_db
ACTS = {
    Action.RESEND: ("resend", {}),
    Action.PASS_CODE: ("code", {"channel": "letter", "found_at": WEB_SITE}),
    Action.REVOKE: ("revoke", {"reason": "a reason"}),
}


def reaches(action: Action, role: Role, at: str) -> bool:
    """What the table says of an invitation on behalf of the union."""
    match TABLE[action].get(role):
        case Reach.EVERYWHERE:
            return True
        case Reach.UMBRELLA:
            return at == "union"
    return False


PLACES = [
    (role, at)
    for role in Role
    for at in ("union", "league", "meridia")
    if role != Role.LIAISON
    or at == "meridia"  # a liaison answers for a respondent, never for an umbrella body
]


@pytest.mark.parametrize("role, at", PLACES)
def test_pages_do_what_the_table_says(world: World, role: Role, at: str) -> None:
    places = {"union": world.union, "league": body("league"), "meridia": world.meridia}
    client = session(holds(person("somebody"), places[at], role))
    for act, (name, typed) in ACTS.items():
        invitation = world.invite(email=f"{name}@example.org")
        _assert_page(client, invitation, role, at)
        answer = client.post(f"{LIST}{invitation.pk}/{name}/", typed)
        before = invitation.history.count()
        if reaches(act, role, at):
            assert answer.status_code == 302, act
            assert before == 2, act
        else:
            assert answer.status_code == (403 if reaches(Action.READ, role, at) else 404), act
            assert before == 1, act
        invitation.refresh_from_db()
        changed = invitation.state == "revoked" or invitation.mails == 2 or invitation.code_hash is not None
        assert changed == reaches(act, role, at), act


def _assert_page(client: Client, invitation: Invitation, role: Role, at: str) -> None:
    page = client.get(f"{LIST}{invitation.pk}/change/")
    assert page.status_code == (200 if reaches(Action.READ, role, at) else 404)
    if page.status_code != 200:
        return
    for act, (name, _typed) in ACTS.items():
        assert (f"{invitation.pk}/{name}/" in text(page)) == reaches(act, role, at), act
    assert client.get(f"{LIST}{invitation.pk}/history/").status_code == 200


@pytest.mark.parametrize("role, at", PLACES)
def test_the_list_and_inviting(world: World, role: Role, at: str) -> None:
    places = {"union": world.union, "league": body("league"), "meridia": world.meridia}
    world.invite()
    client = session(holds(person("somebody"), places[at], role))
    listed = client.get(LIST)
    somewhere = role in TABLE[Action.READ]
    assert listed.status_code == (200 if somewhere else 403)
    if somewhere:
        assert listed.context["cl"].result_count == (1 if reaches(Action.READ, role, at) else 0)
    may = reaches(Action.INVITE, role, at)
    typed = {
        "body": "meridia",
        "umbrella": str(world.union.pk),
        "role": "liaison",
        "name": "X",
        "email": "x@example.org",
        "language": "en",
    }
    assert client.get(f"{LIST}add/").status_code == (200 if may else 403)
    assert client.post(f"{LIST}add/", typed).status_code == (302 if may else 403)
    assert Invitation.objects.count() == 1 + may
    assert client.post(f"{LIST}{Invitation.objects.first().pk}/delete/", {"post": "yes"}).status_code in {
        403,
        404,
    }  # type: ignore[union-attr]


def test_a_superuser_flag_administers(world: World) -> None:
    from portal.accounts.models import User

    root = User.objects.create_superuser("root", "x" * 14, email="r@example.org", full_name="Root")
    assert session(root).get(f"{LIST}add/").status_code == 200


def test_a_role_that_ended_reads_nothing(world: World) -> None:
    invitation = world.invite()
    somebody = holds(person("somebody"), world.union, Role.SUPERVISOR)
    client = session(somebody)
    assert client.get(f"{LIST}{invitation.pk}/change/").status_code == 200
    RoleGrant.objects.filter(user=somebody).update(until=timezone.now())
    assert client.get(f"{LIST}{invitation.pk}/change/").status_code == 404
    assert client.get(LIST).status_code == 403


def test_words_that_come_after_the_session_has_ended_are_given_back(world: World) -> None:
    world.invite()
    answer = Client().post(
        f"{LIST}add/", {"name": "Petra Vance of the harbour office", "email": "x@example.org"}
    )
    assert answer.status_code == 403
    assert "Petra Vance of the harbour office" in text(answer)


def test_strangers_are_led_to_the_log_in_page(world: World) -> None:
    invitation = world.invite()
    for path in (LIST, f"{LIST}add/", f"{LIST}{invitation.pk}/change/", f"{LIST}{invitation.pk}/code/shown/"):
        assert Client().get(path).status_code == 302


def test_every_act_of_the_table_has_a_page() -> None:
    assert set(ACTS) == set(Action) - {Action.READ, Action.INVITE}
    expected: Any = set(TABLE)
    assert expected == set(Action)

"""Two at the same moment: two browsers accept, one inviter clicks twice, two people confirm, a revocation races."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections
from django.utils import timezone

from associations import services
from associations.invitations import accepting, inviting
from associations.invitations.accepting import Over, WrongCode
from associations.invitations.models import Invitation
from associations.models import RoleGrant
from portal.accounts.models import User
from portal.outbox.models import Message
from portal.receipts import code as codes
from tests.invitations.inviters import World, newcomer

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], Any]) -> list[str]:
    """Runs each act in a thread of its own, all from one moment; returns "done" or the name of what it raised."""
    results, gate = [""] * len(acts), threading.Barrier(len(acts))

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait(30)
            act()
            results[number] = "done"
        except (ValidationError, PermissionDenied, Over, WrongCode) as refusal:
            results[number] = type(refusal).__name__
        except Exception as error:  # noqa: BLE001 - shown by the assertion
            results[number] = f"{type(error).__name__}: {error}"
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results


def verified(world: World) -> tuple[Invitation, Any]:
    invitation = world.invite()
    now = timezone.now()
    return invitation, accepting.enter_code(invitation.pk, world.second_code(invitation), now=now)


def test_two_browsers_accept(db: None) -> None:
    invitation, proof = verified(World())
    done = together(
        *(
            lambda name=name: accepting.accept(invitation.pk, newcomer(name), proof=proof, now=timezone.now())
            for name in ("petra", "petra2")
        )
    )
    assert sorted(done) == ["Over", "done"]
    assert RoleGrant.objects.filter(role="liaison").count() == 1
    assert User.objects.filter(username__startswith="petra").count() == 1


def test_accepted_and_revoked(db: None) -> None:
    world = World()
    invitation, proof = verified(world)
    now = timezone.now()
    done = together(
        lambda: accepting.accept(invitation.pk, newcomer(), proof=proof, now=now),
        lambda: inviting.revoke(invitation, by=world.bela, reason="x", now=now),
    )
    assert sorted(done) in (["ValidationError", "done"], ["Over", "done"])
    assert RoleGrant.objects.filter(role="liaison").exists() == (done[0] == "done")


def test_the_same_form_twice(db: None) -> None:
    world = World()
    asked = world.asked()
    done = together(*[lambda: inviting.invite(asked, by=world.alma, now=timezone.now())] * 3)
    assert done == ["done"] * 3
    assert Invitation.objects.count() == 1
    assert Message.objects.count() == 1


def test_the_other_click_was_stored_after_we_looked(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the way is this very form: the answer is the invitation, not a refusal."""
    world = World()
    asked = world.asked()
    store, clicks = inviting._store, []

    def click() -> None:
        clicks.append(inviting.invite(asked, by=world.alma, now=timezone.now()))

    def late(*args: Any) -> Invitation:
        monkeypatch.setattr(inviting, "_store", store)
        assert together(click) == ["done"]
        return store(*args)

    monkeypatch.setattr(inviting, "_store", late)
    assert inviting.invite(asked, by=world.alma, now=timezone.now()) == clicks[0]
    assert Invitation.objects.count() == 1


def test_two_forms_for_one_address(db: None) -> None:
    world = World()
    done = together(*[lambda: world.invite()] * 2)
    assert sorted(done) == ["ValidationError", "done"]


def test_guesses_at_once_are_all_counted(db: None) -> None:
    world = World()
    invitation = world.invite()
    right = world.second_code(invitation)
    wrong = next(code for code in iter(codes.new_spoken_code, None) if code != right)
    done = together(*[lambda: accepting.enter_code(invitation.pk, wrong, now=timezone.now())] * 8)
    assert done == ["WrongCode"] * 8
    invitation.refresh_from_db()
    assert (invitation.state, invitation.wrong_codes) == ("blocked", 5)
    assert Message.objects.filter(kind="invitation.blocked").count() == 1


def test_two_people_confirm(db: None) -> None:
    world = World()
    grant = world.accepted()
    done = together(*(lambda by=by: services.confirm_role(grant, by=by) for by in (world.sue, world.bela)))
    assert sorted(done) == ["ValidationError", "done"]
    assert Message.objects.filter(kind="role.confirmed").count() == 1

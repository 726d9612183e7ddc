"""Two administrators at the same moment. Each race is first shown without its lock."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections
from django.utils import timezone

from associations import services
from associations.duties import Role
from associations.models import Association, RoleGrant
from associations.roles import is_administrator
from portal.accounts import services as accounts
from portal.accounts.models import User
from tests.people import body, holds, person

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], Any]) -> list[str]:
    """Runs each act in a thread of its own; returns "done" or the name of what it raised, in order."""
    results = [""] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            act()
            results[number] = "done"
        except (ValidationError, PermissionDenied) as refusal:
            results[number] = type(refusal).__name__
        except Exception as error:  # noqa: BLE001 - shown by the assertion
            results[number] = f"{type(error).__name__}: {error}"
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(240)
    return results


@pytest.fixture
def umbrella() -> Association:
    return body()


def wait_for_each_other(monkeypatch: pytest.MonkeyPatch, where: Any, name: str) -> None:
    """Both threads come to this point before either goes on; one that is held by a lock is not waited for."""
    barrier, original = threading.Barrier(2), getattr(where, name)

    def waiting(*args: Any, **kwargs: Any) -> Any:
        try:
            barrier.wait(1.5)
        except threading.BrokenBarrierError:
            pass  # the other one is behind the lock
        return original(*args, **kwargs)

    monkeypatch.setattr(where, name, waiting)


@pytest.mark.parametrize("locked", [False, True])
def test_two_administrators_end_each_other(
    umbrella: Association, locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    alma, bela = (holds(person(name), umbrella, Role.ADMINISTRATOR) for name in ("alma", "bela"))
    if not locked:
        in_effect = RoleGrant.objects.in_effect
        monkeypatch.setattr(
            services, "_administrators", lambda at: list(in_effect(at).filter(role=Role.ADMINISTRATOR))
        )
    wait_for_each_other(monkeypatch, services, "_keep_an_administrator")
    results = together(
        lambda: services.end_role(bela.grants.get(), by=alma, reason="x"),
        lambda: services.end_role(alma.grants.get(), by=bela, reason="x"),
    )
    left = [user for user in User.objects.all() if is_administrator(user)]
    assert sorted(results) == (["ValidationError", "done"] if locked else ["done", "done"])
    assert len(left) == (1 if locked else 0)


def test_whoever_asked_the_clock_earlier_sees_who_is_left(umbrella: Association) -> None:
    alma, bela = (holds(person(name), umbrella, Role.ADMINISTRATOR) for name in ("alma", "bela"))
    before = timezone.now()
    services.end_role(bela.grants.get(), by=alma, reason="x")
    with pytest.raises(ValidationError, match="last administrator"):
        services.end_role(alma.grants.get(), by=alma, reason="x", at=before)


@pytest.mark.parametrize("locked", [False, True])
def test_two_duties_that_exclude_each_other(
    umbrella: Association, locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    alma, bela = (holds(person(name), umbrella, Role.ADMINISTRATOR) for name in ("alma", "bela"))
    nora = person("nora")
    if not locked:
        monkeypatch.setattr(accounts, "locked", lambda user: User.objects.get(pk=user.pk))
    wait_for_each_other(monkeypatch, services, "forget_roles")  # saved, not committed
    results = together(
        lambda: services.grant_role(nora, umbrella, Role.PUBLISHER, by=alma),
        lambda: services.grant_role(nora, umbrella, Role.CASE_HANDLER, by=bela),
    )
    assert sorted(results) == (["ValidationError", "done"] if locked else ["done", "done"])
    assert nora.grants.count() == (1 if locked else 2)


def test_one_confirms_while_another_ends(umbrella: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    alma, bela = (holds(person(name), umbrella, Role.ADMINISTRATOR) for name in ("alma", "bela"))
    grant = services.grant_role(person("nora"), umbrella, Role.CASE_HANDLER, by=alma)
    wait_for_each_other(monkeypatch, services, "_save")
    results = together(
        lambda: services.confirm_role(grant, by=bela), lambda: services.end_role(grant, by=alma, reason="x")
    )
    grant.refresh_from_db()
    assert results[1] == "done"
    assert grant.until is not None
    assert results[0] in {"done", "ValidationError"}

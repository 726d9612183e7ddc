"""A lost second factor: one person asks, another resets; nobody does either for themselves."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from associations import services
from associations.duties import Role
from associations.models import Association
from associations.roles import roles_of
from portal.accounts import second_factor
from portal.accounts.models import SecondFactorReset, User
from tests.people import PASSWORD, body, holds, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def umbrella() -> Association:
    return body()


@pytest.fixture
def alma(umbrella: Association) -> User:
    return holds(person("alma"), umbrella, Role.ADMINISTRATOR)


@pytest.fixture
def bela(umbrella: Association) -> User:
    return holds(person("bela"), umbrella, Role.ADMINISTRATOR)


@pytest.fixture
def vera(umbrella: Association) -> User:
    vera = holds(person("vera"), umbrella, Role.CASE_HANDLER)
    Authenticator.objects.create(
        user=vera, type="totp", data={"secret": second_factor.seal_secret("JBSWY3DPEHPK3PXP")}
    )
    Authenticator.objects.create(user=vera, type="recovery_codes", data={"seed": "", "used_mask": 0})
    return vera


def test_two_people_reset_it(alma: User, bela: User, vera: User) -> None:
    session = Client()
    session.force_login(vera)
    reset = services.ask_reset(vera, by=alma, reason="phone stolen; called her")
    assert second_factor.has_second_factor(vera)
    services.confirm_reset(reset, by=bela)
    assert not Authenticator.objects.filter(user=vera).exists()
    assert session.get("/admin/").status_code == 302  # sessions ended
    reset.refresh_from_db()
    assert reset.confirmed_by == bela
    assert reset.done_at
    assert vera.history.latest().history_user == bela
    login = session.post("/admin/login/", {"username": "vera", "password": PASSWORD})
    assert login["Location"] == "/admin/"


def test_reading_roles_wait_until_the_new_second_factor_is_there(
    umbrella: Association, alma: User, bela: User, vera: User, settings: Any
) -> None:
    """Else the administrator who asked sets a password, logs in first and reads as the officer."""
    settings.MFA_REQUIRED = True
    services.confirm_reset(services.ask_reset(vera, by=alma, reason="phone stolen"), by=bela)
    grant = vera.grants.get()
    assert grant.is_waiting
    assert roles_of(User.objects.get(pk=vera.pk)) == {}
    with pytest.raises(ValidationError, match="second factor"):
        services.confirm_role(grant, by=bela)
    Authenticator.objects.create(user=vera, type="webauthn", data={})
    services.confirm_role(grant, by=bela)
    assert roles_of(User.objects.get(pk=vera.pk)) == {umbrella.pk: frozenset({Role.CASE_HANDLER})}


def test_who_asked_cannot_confirm(alma: User, vera: User) -> None:
    reset = services.ask_reset(vera, by=alma, reason="x")
    with pytest.raises(PermissionDenied):
        services.confirm_reset(reset, by=alma)
    assert second_factor.has_second_factor(vera)


def test_nobody_does_it_for_themselves(alma: User, bela: User) -> None:
    with pytest.raises(ValidationError, match="own second factor"):
        services.ask_reset(alma, by=alma, reason="x")
    reset = services.ask_reset(alma, by=bela, reason="x")
    with pytest.raises(PermissionDenied):
        services.confirm_reset(reset, by=alma)


def test_a_supervisor_of_the_persons_body_may_be_the_second(
    umbrella: Association, alma: User, vera: User
) -> None:
    foreign = holds(person("foreign"), body("other", kind="service"), Role.SUPERVISOR)
    own = holds(person("own"), umbrella, Role.SUPERVISOR)
    reset = services.ask_reset(vera, by=alma, reason="x")
    with pytest.raises(PermissionDenied):
        services.confirm_reset(reset, by=foreign)
    services.confirm_reset(reset, by=own)


@pytest.mark.parametrize("role", [Role.PUBLISHER, Role.AUDITOR, Role.SUPERVISOR, Role.CASE_HANDLER])
def test_only_an_administrator_asks(umbrella: Association, vera: User, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        services.ask_reset(vera, by=holds(person("somebody"), umbrella, role), reason="x")


def test_one_waits_at_a_time_and_a_dropped_one_is_over(alma: User, bela: User, vera: User) -> None:
    reset = services.ask_reset(vera, by=alma, reason="x")
    with pytest.raises(ValidationError, match="already waiting"):
        services.ask_reset(vera, by=bela, reason="x")
    services.drop_reset(reset, by=bela)
    with pytest.raises(PermissionDenied):
        services.confirm_reset(SecondFactorReset.objects.get(pk=reset.pk), by=bela)
    services.ask_reset(vera, by=bela, reason="again")


def test_a_reason_is_needed(alma: User, vera: User) -> None:
    with pytest.raises(ValidationError):
        services.ask_reset(vera, by=alma, reason=" ")


@pytest.mark.parametrize(
    "change",
    [
        "confirmed_by_id = asked_by_id, done_at = now()",
        "confirmed_by_id = user_id, done_at = now()",
        "asked_by_id = user_id",
        "done_at = now()",
        "confirmed_by_id = '{bela}'",
    ],
)
def test_the_database_keeps_the_rules(alma: User, bela: User, vera: User, change: str) -> None:
    reset = services.ask_reset(vera, by=alma, reason="x")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE accounts_secondfactorreset SET {change.format(bela=bela.pk)} WHERE id = %s",
            [reset.pk],
        )

"""Accounts are closed, never deleted; what people did stays theirs."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models.deletion import ProtectedError
from django.test import Client

from associations.duties import Role
from associations.models import RoleGrant
from portal.accounts import services
from portal.accounts.models import User
from tests.people import PASSWORD, body, holds, person

pytestmark = pytest.mark.django_db


def test_deletion_is_refused_everywhere() -> None:
    vera = holds(person("vera"), body(), Role.PUBLISHER)
    for attempt in (
        vera.delete,
        User.objects.all().delete,
        User.objects.filter(username="vera").delete,
        User.objects.active().delete,
    ):
        with pytest.raises(ProtectedError, match="Deactivate"):
            attempt()
    assert User.objects.count() == 1
    assert RoleGrant.objects.count() == 1


def test_the_database_refuses_it_too() -> None:
    vera = holds(person("vera"), body(), Role.PUBLISHER)
    delete = "SET CONSTRAINTS ALL IMMEDIATE; DELETE FROM accounts_user WHERE id = %s"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(delete, [vera.pk])


def test_deactivating_ends_sessions_and_keeps_the_rest(client: Client) -> None:
    alma, vera = person("alma"), person("vera")
    client.post("/admin/login/", {"username": "vera", "password": PASSWORD})
    services.deactivate(vera, alma, "left")
    assert client.get("/admin/").status_code == 302
    row = vera.history.latest()
    assert (row.history_user, row.history_change_reason, row.is_active) == (alma, "left", False)
    services.reactivate(vera, alma, "came back")
    assert client.get("/admin/").status_code == 302  # the old session stays ended
    assert client.post("/admin/login/", {"username": "vera", "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_reason_is_needed(reason: str) -> None:
    alma, vera = person("alma"), person("vera")
    with pytest.raises(ValidationError, match="reason"):
        services.deactivate(vera, alma, reason)
    assert User.objects.get(pk=vera.pk).is_active


def test_nobody_closes_their_own_account_or_one_twice() -> None:
    alma, vera = person("alma"), person("vera")
    with pytest.raises(ValidationError, match="own account"):
        services.deactivate(alma, alma, "tired")
    services.deactivate(vera, alma, "left")
    with pytest.raises(ValidationError, match="not active"):
        services.deactivate(vera, alma, "left")
    with pytest.raises(ValidationError, match="is active"):
        services.reactivate(alma, vera, "mistake")


def made(name: str) -> User:
    return User.objects.create_user(name, None, full_name="Vera", email="vera@example.org")


@pytest.mark.parametrize("name", ["Vera", "VERA", "vera "])
def test_user_names_know_no_case(name: str) -> None:
    vera = made("Vera")
    assert vera.username == "vera"
    assert User.objects.get(username=name) == vera == User.objects.get_by_natural_key(name)
    with pytest.raises(ValidationError):
        made(name)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(username=name)])


@pytest.mark.parametrize(
    "name", ["", "v", "vera ivanova", "вера", "a" * 65, ".vera", "vera\x00", "vera@example.org"]
)
def test_user_names_are_plain(name: str) -> None:
    with pytest.raises(ValidationError):
        made(name)


def test_the_database_keeps_user_names_plain() -> None:
    vera = person("vera")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET username = 'Vera' WHERE id = %s", [vera.pk])


def test_the_history_holds_no_password() -> None:
    vera = person("vera")
    names = {field.name for field in vera.history.model._meta.get_fields()}
    assert not names & {"password", "session_epoch", "last_login"}

"""Logging in: one answer to every wrong try, waiting that hits the guesser and not the officer, sessions that end."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from portal.accounts import throttling, views
from portal.accounts.models import KnownAddress, User
from tests.people import PASSWORD, person

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
WRONG = "User name and password do not match"


@pytest.fixture
def vera() -> User:
    return person("vera")


def try_password(
    client: Client, username: str, password: str, address: str = "192.0.2.7", **extra: Any
) -> Any:
    return client.post(LOGIN, {"username": username, "password": password, **extra}, REMOTE_ADDR=address)


def test_admin_login_is_this_page() -> None:
    assert reverse("admin:login") == LOGIN
    assert resolve(LOGIN).func is views.login


def test_the_page_has_the_two_fields_and_costs_no_query(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        page = client.get(LOGIN)
    assert page.status_code == 200
    content = page.content.decode()
    assert 'name="username"' in content
    assert 'name="password"' in content
    assert "style=" not in content
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("typed", ["vera", "VERA", " Vera "])
def test_the_right_password_opens_the_desk(client: Client, vera: User, typed: str) -> None:
    answer = try_password(client, typed, PASSWORD)
    assert answer.status_code == 302
    assert answer["Location"] == "/admin/"
    assert client.session["_auth_user_id"] == str(vera.pk)


def test_the_session_gets_another_key(client: Client, vera: User) -> None:
    client.get("/admin/account/second-factor/webauthn/login/", HTTP_ACCEPT="application/json")
    before = client.cookies["session"].value
    try_password(client, "vera", PASSWORD)
    assert client.cookies["session"].value != before


@pytest.mark.parametrize(
    "onward, lands",
    [
        ("/admin/accounts/user/?q=a", "/admin/accounts/user/?q=a"),
        ("https://evil.example/", "/admin/"),
        ("//evil.example/", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
    ],
)
def test_next_stays_here(client: Client, vera: User, onward: str, lands: str) -> None:
    assert try_password(client, "vera", PASSWORD, next=onward)["Location"] == lands


@pytest.mark.parametrize(
    "case", ["wrong password", "nobody", "inactive", "not staff", "inactive, wrong", "strange name"]
)
def test_every_refusal_is_the_same_answer(client: Client, vera: User, case: str, monkeypatch: Any) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *a, **k: hashed.append(1) or encode(*a, **k))
    person("ina", is_active=False)
    person("citizen", is_staff=False)
    hashed.clear()
    username, password = {
        "wrong password": ("vera", "wrong"),
        "nobody": ("nobody", PASSWORD),
        "inactive": ("ina", PASSWORD),
        "not staff": ("citizen", PASSWORD),
        "inactive, wrong": ("ina", "wrong"),
        "strange name": ("в\u200bера'; --", PASSWORD),
    }[case]
    answer = try_password(client, username, password)
    assert answer.status_code == 200
    assert WRONG in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert len(hashed) == 1  # the same work, so that time tells nothing


def test_bad_input_is_answered(client: Client, vera: User) -> None:
    for username, password in [("", ""), ("vera", ""), ("\x00", PASSWORD), ("x" * 5000, PASSWORD)]:
        answer = try_password(client, username, password)
        assert answer.status_code == 200
        assert answer.context["form"].errors
    assert client.put(LOGIN).status_code == 405
    no_token = Client(enforce_csrf_checks=True).post(LOGIN, {"username": "vera", "password": PASSWORD})
    assert no_token.status_code == 403


def test_after_too_many_tries_even_the_right_password_waits_and_then_enters(
    client: Client, vera: User, monkeypatch: Any
) -> None:
    for _ in range(throttling.HERE.limit):
        assert try_password(client, "vera", "wrong").status_code == 200
    answer = try_password(client, "Vera", PASSWORD)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert "Wait 15 minutes" in answer.content.decode()
    later = timezone.now() + timedelta(minutes=31)
    monkeypatch.setattr("portal.web.throttle.timezone.now", lambda: later)
    assert try_password(client, "vera", PASSWORD).status_code == 302


def test_names_that_nobody_has_wait_alike(client: Client) -> None:
    for _ in range(throttling.HERE.limit):
        try_password(client, "nobody", "wrong")
    assert try_password(client, "nobody", "wrong").status_code == 429


def test_a_crowd_behind_one_address_does_not_lock_out_its_officer(client: Client, vera: User) -> None:
    assert try_password(client, "vera", PASSWORD).status_code == 302  # the address is known from now on
    client.post("/admin/logout/")
    for _ in range(throttling.ADDRESS.limit + 1):
        throttling.ADDRESS.wrong("192.0.2.7")
    assert try_password(Client(), "somebody", "wrong").status_code == 429
    assert try_password(Client(), "vera", PASSWORD).status_code == 302


def test_a_stranger_elsewhere_does_not_lock_an_officer_out(client: Client, vera: User) -> None:
    try_password(client, "vera", PASSWORD)
    for number in range(throttling.ANYWHERE.limit):
        throttling.PasswordTries("vera", f"198.51.100.{number}", known=False).wrong()
    assert try_password(Client(), "vera", PASSWORD, address="198.51.100.200").status_code == 429
    assert try_password(Client(), "vera", PASSWORD).status_code == 302


def test_no_address_is_stored_and_old_ones_are_forgotten(client: Client, vera: User) -> None:
    KnownAddress.objects.create(
        address_hash="0" * 64, user=vera, last_used=timezone.now().date() - timedelta(days=61)
    )
    try_password(client, "vera", PASSWORD)
    row = KnownAddress.objects.get()
    assert row.user == vera
    assert "192.0.2.7" not in row.address_hash
    assert len(row.address_hash) == 64


def test_log_out_is_a_post(client: Client, vera: User) -> None:
    try_password(client, "vera", PASSWORD)
    assert client.get("/admin/logout/").status_code == 405
    assert client.get("/admin/account/logout/").status_code == 405
    assert client.post("/admin/logout/").status_code in {200, 302}
    assert client.get("/admin/").status_code == 302


def test_there_is_no_sign_up_and_no_mail_log_in(client: Client) -> None:
    for path in ("signup/", "password/reset/", "login/code/", "email/", "confirm-email/"):
        answer = client.get(f"/admin/account/{path}")
        assert answer.status_code == 404 or answer["Location"].startswith(LOGIN)
    from django.urls import NoReverseMatch

    for name in ("account_signup", "account_reset_password", "account_request_login_code", "account_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_logging_in_leaves_no_history(client: Client, vera: User) -> None:
    before = vera.history.count()
    try_password(client, "vera", PASSWORD)
    vera.refresh_from_db()
    assert vera.last_login is not None
    assert vera.history.count() == before

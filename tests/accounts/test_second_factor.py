"""The second factor: demanded, set up, shown, used once, sealed at rest, kept while it is the last."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from associations.duties import Role
from portal.accounts import second_factor
from portal.accounts.models import User
from portal.sealing.errors import CannotUnseal
from tests.accounts.totp import code
from tests.people import PASSWORD, body, holds, person

pytestmark = pytest.mark.django_db
INDEX = "/admin/account/second-factor/"
SET_UP = INDEX + "totp/activate/"
CODE = INDEX + "authenticate/"
AGAIN = INDEX + "reauthenticate/"


@pytest.fixture
def required(settings: Any) -> None:
    settings.MFA_REQUIRED = True


@pytest.fixture
def vera() -> User:
    return holds(person("vera"), body(), Role.ADMINISTRATOR)


def log_in(client: Client) -> Any:
    return client.post("/admin/login/", {"username": "vera", "password": PASSWORD})


def reauthenticate(client: Client) -> None:
    client.post("/admin/account/reauthenticate/", {"password": PASSWORD})


def set_up(client: Client) -> str:
    """Sets up an authenticator app as a person does; returns its secret."""
    log_in(client)
    reauthenticate(client)
    secret: str = client.get(SET_UP).context["form"].secret
    answer = client.post(SET_UP, {"code": code(secret)})
    assert answer.status_code == 302, answer.context["form"].errors
    return secret


def test_without_one_every_staff_page_leads_to_setting_it_up(
    client: Client, vera: User, required: None
) -> None:
    log_in(client)
    for path in ("/admin/", "/admin/accounts/user/", "/admin/associations/rolegrant/add/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"] == INDEX
    assert client.post("/admin/associations/association/add/", {}).status_code == 302
    assert "Set one up now" in client.get(INDEX).content.decode()
    assert client.post("/admin/logout/").status_code in {200, 302}


def test_in_demonstration_mode_nobody_is_asked(client: Client, vera: User) -> None:
    log_in(client)
    assert client.get("/admin/").status_code == 200


def test_setting_it_up_opens_the_desk_and_gives_recovery_codes(
    client: Client, vera: User, required: None
) -> None:
    log_in(client)
    assert client.get(SET_UP)["Location"].startswith("/admin/account/reauthenticate/")
    reauthenticate(client)
    page = client.get(SET_UP)
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert "style=" not in page.content.decode()
    answer = client.post(SET_UP, {"code": code(page.context["form"].secret)})
    assert answer["Location"] == INDEX + "recovery-codes/"
    shown = client.get(answer["Location"]).content.decode()
    assert shown.count("<code>") == 10
    assert client.get("/admin/").status_code == 200


def test_a_wrong_code_sets_nothing_up(client: Client, vera: User, required: None) -> None:
    log_in(client)
    reauthenticate(client)
    client.get(SET_UP)
    assert client.post(SET_UP, {"code": "000000"}).status_code == 200
    assert not second_factor.has_second_factor(vera)


def test_setting_it_up_ends_the_sessions_opened_with_the_password_alone(vera: User, required: None) -> None:
    thief, client = Client(), Client()
    log_in(thief)
    set_up(client)
    assert "/admin/login/" in thief.get("/admin/")["Location"]
    assert client.get("/admin/").status_code == 200


def test_a_session_that_has_not_shown_it_must(client: Client, vera: User, required: None) -> None:
    set_up(client)
    other = Client()
    other.force_login(User.objects.get(pk=vera.pk))
    assert (
        other.get("/admin/accounts/user/?q=a")["Location"]
        == f"{AGAIN}?next=%2Fadmin%2Faccounts%2Fuser%2F%3Fq%3Da"
    )


def test_the_second_step_of_logging_in(vera: User, required: None) -> None:
    secret = set_up(Client())
    client = Client()
    answer = log_in(client)
    assert answer["Location"] == CODE
    assert "_auth_user_id" not in client.session
    assert "/admin/login/" in client.get("/admin/")["Location"]
    assert client.post(CODE, {"code": "000000"}).status_code == 200
    before = client.cookies["session"].value
    answer = client.post(CODE, {"code": code(secret, steps=1)})
    assert answer["Location"] == "/admin/"
    assert client.cookies["session"].value != before
    assert client.get("/admin/").status_code == 200


def test_where_one_was_going_is_kept_over_the_second_step(vera: User, required: None) -> None:
    secret = set_up(Client())
    client = Client()
    client.post("/admin/login/", {"username": "vera", "password": PASSWORD, "next": "/admin/accounts/user/"})
    assert client.post(CODE, {"code": code(secret, steps=1)})["Location"] == "/admin/accounts/user/"


def test_the_second_step_alone_opens_nothing(client: Client, vera: User, required: None) -> None:
    assert "login" in client.get(CODE)["Location"]
    assert "login" in client.post(CODE, {"code": "123456"})["Location"]


def test_a_code_counts_once(vera: User, required: None) -> None:
    secret = set_up(Client())
    again = code(secret, steps=1)
    for expected in (302, 200):
        client = Client()
        log_in(client)
        answer = client.post(CODE, {"code": again})
        assert answer.status_code == expected
    assert "This code has been used" in answer.content.decode() or "Incorrect code" in answer.content.decode()


def test_a_code_counts_once_in_another_process_too(vera: User, required: None) -> None:
    from django.core.cache import cache

    secret = set_up(Client())
    again = code(secret, steps=1)
    for expected in (302, 200):
        cache.clear()  # another process has an empty cache
        client = Client()
        log_in(client)
        assert client.post(CODE, {"code": again}).status_code == expected


def test_guessing_codes_ends_soon(vera: User, required: None) -> None:
    secret = set_up(Client())
    client = Client()
    log_in(client)
    for _ in range(second_factor.WRONG_HERE.limit):
        client.post(CODE, {"code": "000000"})
    answer = client.post(CODE, {"code": code(secret, steps=1)})
    assert answer.status_code == 200
    assert "Too many tries" in answer.content.decode()


def test_a_recovery_code_enters_once(vera: User, required: None) -> None:
    owner = Client()
    set_up(owner)
    recovery = owner.get(INDEX + "recovery-codes/").context["unused_codes"][0]
    for expected in (302, 200):
        client = Client()
        log_in(client)
        assert client.post(CODE, {"code": recovery}).status_code == expected


def test_the_password_alone_does_not_change_it(vera: User, required: None) -> None:
    secret = set_up(Client())
    client = Client()
    log_in(client)
    client.post(CODE, {"code": code(secret, steps=1)})
    assert client.get("/admin/account/reauthenticate/")["Location"].startswith(AGAIN)
    answer = client.post("/admin/account/reauthenticate/", {"password": PASSWORD})
    assert answer["Location"].startswith(AGAIN)
    assert client.get(INDEX + "totp/deactivate/").status_code == 302


def test_the_last_one_stays(client: Client, vera: User, required: None) -> None:
    set_up(client)
    answer = client.get(INDEX + "totp/deactivate/")
    assert "only second factor" in answer.content.decode()
    client.post(INDEX + "totp/deactivate/")
    assert second_factor.has_second_factor(vera)


def test_secrets_are_sealed_at_rest(client: Client, vera: User, settings: Any) -> None:
    secret = set_up(client)
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    sealed = Authenticator.objects.get(type="totp").data["secret"]
    assert second_factor.open_secret(sealed) == secret
    key = settings.SECRET_KEY
    settings.SECRET_KEY = "another key of at least fifty characters, never used elsewhere"
    with pytest.raises(CannotUnseal):
        second_factor.open_secret(sealed)
    settings.SECRET_KEY_FALLBACKS = [key]
    assert second_factor.open_secret(sealed) == secret
    with pytest.raises(CannotUnseal):
        second_factor.open_secret("not hexadecimal")


def test_the_demand_costs_no_query_once_shown(client: Client, vera: User, required: None) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    set_up(client)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get("/admin/").status_code == 200
    assert not [query for query in queries.captured_queries if "mfa_authenticator" in query["sql"]]


@pytest.mark.parametrize(
    "path",
    ["", "totp/activate/", "webauthn/", "webauthn/add/", "recovery-codes/generate/"],
)
def test_every_page_renders_without_inline_style_or_script(client: Client, vera: User, path: str) -> None:
    log_in(client)
    reauthenticate(client)
    page = client.get(INDEX + path, follow=True)
    content = page.content.decode()
    assert page.status_code == 200
    assert "style=" not in content
    assert all('src="' in tag or 'type="application/json"' in tag for tag in content.split("<script")[1:])
    assert "no-store" in page["Cache-Control"]

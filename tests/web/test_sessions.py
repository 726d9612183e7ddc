"""A visitor's session: works like Django's, and leaves nothing readable in the database."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from portal.web.sessions import SessionStore, row_key

pytestmark = pytest.mark.django_db


def stored(**content: object) -> SessionStore:
    session = SessionStore()
    session.update(content)
    session.save()
    return session


def test_the_project_uses_it() -> None:
    assert import_module(settings.SESSION_ENGINE).SessionStore is SessionStore


def test_what_is_kept_comes_back_with_the_cookie() -> None:
    session = stored(draft="резюме", number=7, nothing=None)
    again = SessionStore(session.session_key)
    assert dict(again.items()) == {"draft": "резюме", "number": 7, "nothing": None}
    assert again.session_key == session.session_key


def test_the_stolen_table_holds_neither_cookie_nor_content() -> None:
    session = stored(word="planted-word")
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key, session_data FROM django_session")
        rows = cursor.fetchall()
    assert len(rows) == 1
    assert session.session_key not in "".join(rows[0])
    assert "planted-word" not in rows[0][1]
    # The thief's only hope: the row's key as a cookie.
    assert SessionStore(rows[0][0]).load() == {}
    assert not SessionStore().exists(rows[0][0])


def test_rows_look_alike_whatever_is_in_them() -> None:
    small, large = stored(a=1), stored(a="x" * 300)
    sizes = {len(row.session_data) for row in Session.objects.all()}
    assert len(sizes) == 1, (small, large)


def test_a_row_moved_under_another_cookie_opens_nothing() -> None:
    mine, other = stored(word="mine"), stored(word="other")
    data = Session.objects.get(pk=row_key(mine.session_key)).session_data
    Session.objects.filter(pk=row_key(other.session_key)).update(session_data=data)
    assert SessionStore(other.session_key).load() == {}


@pytest.mark.parametrize("damage", ["", "not base64!", "AAAA"])
def test_a_damaged_row_is_an_empty_session(damage: str) -> None:
    session = stored(word="mine")
    Session.objects.update(session_data=damage)
    assert SessionStore(session.session_key).load() == {}


def test_another_surface_opens_no_session_of_this_one(settings: Any) -> None:
    """Public and desk share the table and the hash key: what a seized public server writes logs nobody in there."""
    session, own = stored(word="mine"), settings.SECRET_KEY
    settings.SECRET_KEY = "the key of the other surface, which is long enough"
    assert SessionStore(session.session_key).load() == {}
    settings.SECRET_KEY_FALLBACKS = [own]
    assert SessionStore(session.session_key).load() == {"word": "mine"}, "a retired key of this surface"


def test_cycle_key_keeps_the_content_and_ends_the_old_cookie() -> None:
    session = stored(word="kept")
    old = session.session_key
    session.cycle_key()
    assert session.session_key != old
    assert SessionStore(old).load() == {}
    assert SessionStore(session.session_key)["word"] == "kept"
    assert Session.objects.count() == 1


def test_flush_forgets_everything() -> None:
    session = stored(word="gone")
    session.flush()
    assert session.session_key is None
    assert not Session.objects.exists()


def test_exists_and_delete_take_the_cookies_value() -> None:
    session = stored(a=1)
    assert SessionStore().exists(session.session_key)
    SessionStore().delete(session.session_key)
    assert not SessionStore().exists(session.session_key)
    SessionStore().delete(session.session_key)  # a second time is no error
    SessionStore().delete()


def test_a_row_that_vanished_is_not_brought_back() -> None:
    session = stored(a=1)
    Session.objects.all().delete()
    session["a"] = 2
    with pytest.raises(UpdateError):
        session.save()


def test_an_invented_cookie_is_never_adopted() -> None:
    session = SessionStore("chosen-by-somebody-else")
    assert session.load() == {}
    session["a"] = 1
    session.save()
    assert session.session_key != "chosen-by-somebody-else"


def test_expired_sessions_are_empty_and_cleared() -> None:
    session = stored(a=1)
    live = stored(a=2)
    Session.objects.filter(pk=row_key(session.session_key)).update(expire_date=timezone.now() - timedelta(1))
    assert SessionStore(session.session_key).load() == {}
    call_command("clearsessions")
    assert [row.pk for row in Session.objects.all()] == [row_key(live.session_key)]


def test_expiry_is_kept() -> None:
    session = stored(a=1)
    session.set_expiry(1800)
    session.save()
    row = Session.objects.get(pk=row_key(session.session_key))
    assert abs((row.expire_date - timezone.now()).total_seconds() - 1800) < 60
    assert SessionStore(session.session_key).get_expiry_age() == 1800


def test_logging_in_and_out(client: Client) -> None:
    user = get_user_model().objects.create_user(
        username="officer",
        password="a long enough password",
        email="o@example.org",
        full_name="O",
        is_staff=True,
    )
    anonymous = client.session
    anonymous["before"] = "kept"
    anonymous.save()
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.force_login(user)
    after = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert after != before, "a log-in must change the cookie"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session["before"] == "kept"
    client.logout()
    assert not Session.objects.exists()

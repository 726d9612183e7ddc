"""The database role of the public web, in the test database.

``public_role``      its name; made once per run, with the privileges of ``portal.public_role``
``as_public_role``   pages that the test client asks for (but not the staff's) are made with that role
``as_public``        environment for ``start_portal``: the public surface, logged in to the database with that role
"""

import base64
import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import pytest
from django.db import connection
from nacl.public import PrivateKey
from psycopg import sql

PASSWORD = "for the public role of the tests"


@pytest.fixture(scope="session")
def public_role(django_db_setup: list[str], django_db_blocker: Any) -> Iterator[str]:
    from portal.public_role import ROLE, grant

    name = f"{ROLE}_{os.getpid()}"  # roles belong to the whole server, which other test processes share
    with django_db_blocker.unblock():
        grant(PASSWORD, name)
        connection.close()
    yield name
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for statement in ("DROP OWNED BY {}", "DROP ROLE {}"):
            cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))


@pytest.fixture
def as_public_role(public_role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.test import Client

    asked: Callable[..., Any] = Client.request

    def request(client: Client, **environ: Any) -> Any:
        if environ["PATH_INFO"].startswith("/admin/"):
            return asked(client, **environ)
        connection.ensure_connection()
        server = connection.connection  # past Django, so that no test counts these statements
        server.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(public_role)))
        try:
            return asked(client, **environ)
        finally:
            if not server.closed and server.info.transaction_status.name != "INERROR":
                server.execute("RESET ROLE")

    monkeypatch.setattr(Client, "request", request)


@pytest.fixture
def as_public(public_role: str, live_database: None) -> dict[str, str]:
    from django.conf import settings

    from tests.live import live_environment

    parts = urlsplit(live_environment()["DATABASE_URL"])
    host = parts.netloc.rpartition("@")[2]
    return {
        "PORTAL_SURFACE": "public",
        "DATABASE_URL": urlunsplit(parts._replace(netloc=f"{public_role}:{quote(PASSWORD)}@{host}")),
        "PORTAL_SEALING_KEYS": public_half(settings.PORTAL_SEALING_KEYS),
        "PORTAL_INDEX_KEY": "",
        "REDIS_URL": "",
    }


def public_half(keys: str) -> str:
    """The entry of PORTAL_SEALING_KEYS for the public surface, of the newest of these."""
    number, _kind, value = keys.split(",")[-1].split(":")
    public = PrivateKey(base64.urlsafe_b64decode(value)).public_key
    return f"{number}:public:{base64.b64encode(bytes(public)).decode()}"

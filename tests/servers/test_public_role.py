"""The public web's own database role: enough to file and to come back, too little to become staff."""

from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from portal import public_role as declared
from tests.faults.browser import CASE, ENTER, Browser
from tests.live import live_environment
from tests.servers.test_checks import DESK, SURFACE, started

FOLLOW_UP = CASE.removesuffix("complaint/")
FORBIDDEN = [
    "INSERT INTO accounts_user (id, username, password) VALUES (gen_random_uuid(), 'mallory', '')",
    "UPDATE accounts_user SET password = '', is_superuser = true",
    "SELECT username FROM accounts_user",
    "INSERT INTO mfa_authenticator (type, data, user_id) VALUES ('webauthn', '{}', gen_random_uuid())",
    "SELECT data FROM mfa_authenticator",
    "INSERT INTO associations_rolegrant (id, role) VALUES (gen_random_uuid(), 'administrator')",
    "SELECT 1 FROM associations_rolegrant",
    "SELECT 1 FROM complaints_note",
    "SELECT 1 FROM contact_appointment",
    "SELECT 1 FROM contact_calllog",
    "INSERT INTO contact_calllog (id) VALUES (gen_random_uuid())",
    "UPDATE contact_contact SET handled_by_id = NULL",
    "UPDATE contact_contactevent SET detail = ''",
    "UPDATE contact_contactmessage SET body = ''",
    "DELETE FROM complaints_recusal",
    "UPDATE complaints_event SET detail = ''",
    "DELETE FROM complaints_event",
    "TRUNCATE complaints_event",
    "ALTER TABLE complaints_event DISABLE TRIGGER ALL",
    "UPDATE ledger_commitment SET salt = NULL",
    "SELECT 1 FROM outbox_message",
    "UPDATE sealing_datakey SET desk_wrap = ''",
    "SELECT words FROM sealing_indexrow",
    "UPDATE complaints_message SET body = ''",
    "DELETE FROM complaints_complaint",
    "UPDATE associations_association SET handles_complaints = false",
    "SELECT 1 FROM django_admin_log",
    "INSERT INTO auth_group (name) VALUES ('x')",
    "DELETE FROM django_migrations",
    "CREATE TABLE planted (id int)",
    "CREATE ROLE mallory",
    "COPY accounts_user TO PROGRAM 'cat'",
]


@pytest.fixture
def as_role(as_public: dict[str, str]) -> Iterator[Any]:
    """A connection that logged in as the role, as somebody would who holds the public server's secrets."""
    with psycopg.connect(as_public["DATABASE_URL"], autocommit=True) as opened:
        yield opened


def test_every_table_was_decided_on(live_database: None) -> None:
    """A new table fails here: name it in ``portal/public_role.py``, with nothing unless visitors' pages need it."""
    with connection.cursor() as cursor:
        assert set(connection.introspection.table_names(cursor)) == set(declared.TABLES)


def test_staff_and_their_roles_are_closed() -> None:
    for table, privileges in declared.TABLES.items():
        if table.startswith(("accounts_", "accounts_user", "mfa_", "auth_")) or "rolegrant" in table:
            assert privileges == (), table


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_what_it_must_not_is_refused(as_role: Any, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        as_role.execute(statement)


def test_a_complaint_is_filed_and_followed_up_with_it(
    start_portal: Callable[..., str], as_public: dict[str, str], public_role: str
) -> None:
    from complaints.models import Complaint
    from tests.intake.visitor import bodies

    bodies()
    portal = start_portal(**as_public)
    letter = {"go": "addfile", "description": "A letter", "files": {"file": ("letter.txt", b"Dear " * 9000)}}
    secret = Browser(portal).file(evidence=letter)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE usename = %s", [public_role])
        assert cursor.fetchone()[0] > 0, "the portal logged in as the role"
    back = Browser(portal)
    assert back.post(ENTER, {"secret": secret}).leads_to == CASE
    sent = back.post(f"{FOLLOW_UP}message/", {"text": "They called again."}, of=CASE)
    assert (sent.status, sent.leads_to) == (302, CASE), sent.text[:2000]
    later = {"file": ("later.txt", b"Another " * 3000)}
    fields = {"text": "Found later", "may_show_respondent": "no"}
    assert back.post(f"{FOLLOW_UP}file/", fields, later).status == 302
    fresh = back.get(f"{FOLLOW_UP}secret/").secret
    assert back.post(f"{FOLLOW_UP}secret/").leads_to == CASE

    again = Browser(portal)
    assert again.post(ENTER, {"secret": secret}).status != 302
    assert again.post(ENTER, {"secret": fresh}).leads_to == CASE
    assert "They called again." in again.get(CASE).text
    assert again.post(f"{FOLLOW_UP}withdraw/", {"text": "I moved away."}).status == 302
    complaint = Complaint.objects.get()
    assert complaint.state == "withdrawn"
    assert complaint.evidence.count() == 2
    assert complaint.history.count() >= 2
    kinds = set(complaint.events.values_list("kind", flat=True))
    assert kinds >= {"filed", "message-in", "evidence", "secret-replaced", "transition"}
    assert portal_answers(again)


def portal_answers(browser: Browser) -> bool:
    return browser.get("/healthz").status == 200 and browser.get("/readyz").status in {200, 503}


def test_production_starts_with_the_role_and_not_with_the_owner(as_public: dict[str, str]) -> None:
    assert started(SURFACE | {"DATABASE_URL": as_public["DATABASE_URL"]}) == (0, "")
    owner = live_environment()["DATABASE_URL"]
    code, said = started(SURFACE | {"DATABASE_URL": owner})
    assert code == 3
    for told in (
        "DATABASE_URL of the public surface",
        "accounts_user",
        "grant_public_role",
        "PORTAL_PUBLIC_DB_PASSWORD",
    ):
        assert told in said
    assert owner not in said
    assert started(DESK | {"DATABASE_URL": owner}) == (0, ""), "the desk owns the tables"


@pytest.mark.parametrize("privilege", ["INSERT", "UPDATE (password)", "DELETE"])
def test_one_privilege_too_many_is_noticed_and_taken_away(
    as_public: dict[str, str], as_role: Any, public_role: str, privilege: str
) -> None:
    environment = SURFACE | {"DATABASE_URL": as_public["DATABASE_URL"]}
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(f"GRANT {privilege} ON accounts_user TO {{}}").format(sql.Identifier(public_role))
        )
    try:
        code, said = started(environment)
        assert (code, "accounts_user" in said) == (3, True)
    finally:
        declared.grant("", public_role)  # no password given: that of the role stays
    assert started(environment) == (0, "")
    as_role.execute("SELECT 1 FROM complaints_complaint")


def test_a_role_that_is_more_than_a_log_in_is_refused(live_database: None, public_role: str) -> None:
    name = f"{public_role}_more"
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE").format(sql.Identifier(name)))
        try:
            with pytest.raises(declared.CannotGrant, match="more than a log-in"):
                declared.grant("a password", name)
        finally:
            cursor.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def test_the_command_makes_the_role_and_says_what_is_missing(
    live_database: None, public_role: str, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    name = f"{public_role}_new"
    monkeypatch.setattr(declared, "ROLE", name)
    settings.PORTAL_PUBLIC_DB_PASSWORD = ""
    with pytest.raises(CommandError, match="PORTAL_PUBLIC_DB_PASSWORD is missing"):
        call_command("grant_public_role")
    settings.PORTAL_PUBLIC_DB_PASSWORD = "correct horse"
    try:
        for _twice in range(2):
            call_command("grant_public_role", stdout=StringIO())
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolpassword FROM pg_authid WHERE rolname = %s", [name])
            assert cursor.fetchone()[0].startswith("SCRAM-SHA-256$")
    finally:
        with connection.cursor() as cursor:
            for statement in ("DROP OWNED BY {}", "DROP ROLE {}"):
                cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))

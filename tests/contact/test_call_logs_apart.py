"""The log of a call lies where the public web's database role reads nothing, also that of before; it opens as ever."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from psycopg import sql

from associations.contact.models import CallLog, ContactMessage
from associations.contact.services import calls
from tests.contact.prosecutors import NOW, World, Written, write

pytestmark = pytest.mark.django_db
SAID = "Sounded afraid. Will call from the sea front."


@pytest.fixture
def logged(world: World) -> Written:
    sent = write()
    calls.log(sent.id, SAID, took_place=True, by=world.noor, now=NOW, vault=sent.desk)
    return sent


def test_the_public_role_reads_and_writes_none(logged: Written, public_role: str) -> None:
    for statement in (
        "SELECT 1 FROM contact_calllog",
        "DELETE FROM contact_calllog",
        "UPDATE contact_calllog SET body = ''",
    ):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(public_role)))
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(statement)
            cursor.execute("RESET ROLE")
    assert not ContactMessage.objects.exists(), "what it does read holds none"


def test_those_of_before_are_moved_and_open_there(logged: Written) -> None:
    from importlib import import_module

    moved: Any = import_module("associations.contact.migrations.0003_call_logs_apart")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE contact_contactmessage DROP CONSTRAINT contact_message_channel_known")
        cursor.execute(moved.BACK)
        assert ContactMessage.objects.get().channel == "call-log"
        assert not CallLog.objects.exists()
        cursor.execute(moved.MOVE)
    assert not ContactMessage.objects.exists()
    log = CallLog.objects.get()
    assert logged.desk.read(log, "body") == SAID
    assert log.contact_id == logged.id


def test_sent_twice_it_is_logged_once(world: World, logged: Written) -> None:
    number = CallLog.objects.get().pk
    for _twice in range(2):
        calls.log(
            logged.id, SAID, took_place=True, by=world.noor, now=NOW, vault=logged.desk, submission=number
        )
    assert CallLog.objects.count() == 2

"""One form sent twice at the same moment: without the lock the second click fails, with it both find one message."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connections
from django.db.models import QuerySet

from complaints.models import Message
from complaints.services import messages
from tests.complaints.cases import NOW, Case, World, file

pytestmark = pytest.mark.usefixtures("live_database")


@pytest.fixture
def case() -> Case:
    World.make()
    return file()


def two_clicks(case: Case, write: Callable[[Case, UUID], None]) -> list[type[BaseException]]:
    """The errors that the two clicks ended in."""
    form, together, errors = uuid4(), threading.Barrier(2, timeout=20), []

    def click() -> None:
        try:
            together.wait()
            write(case, form)
        except IntegrityError as error:
            errors.append(type(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(240)
    return errors


def write(case: Case, form: UUID) -> None:
    messages.write_from_complainant(case.id, "Once.", now=NOW, vault=case.by_receipt, submission=form)


def test_without_the_lock_one_click_fails(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    both_looked = threading.Barrier(2, timeout=20)
    store = messages.store_message

    def after_both_looked(*given: Any, **named: Any) -> Message:
        both_looked.wait()
        return store(*given, **named)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
    monkeypatch.setattr(messages, "store_message", after_both_looked)
    assert two_clicks(case, write) == [IntegrityError]
    assert not both_looked.broken
    assert Message.objects.count() == 1


def test_with_it_there_is_one_message_and_no_error(case: Case) -> None:
    assert two_clicks(case, write) == []
    assert Message.objects.count() == 1

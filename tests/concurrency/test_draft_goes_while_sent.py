"""A draft is sent while it is given up, or swept: what was filed keeps its receipt and its files."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from complaints.models import Complaint, Draft, DraftFile
from complaints.services import drafts
from complaints.services.filing import file_complaint
from portal.sealing.storage import SealedStorage
from tests.complaints.cases import World, told
from tests.complaints_factory import sealed_file

pytestmark = pytest.mark.usefixtures("live_database")
#: How long the draft of the test is kept: shorter than its receipt is shown.
KEPT = timedelta(minutes=10)
WAITING = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)"


def swept(draft: drafts.OpenDraft) -> None:
    drafts.sweep(timezone.now() + KEPT + timedelta(minutes=1))


def given_up(draft: drafts.OpenDraft) -> None:
    assert not drafts.give_up(draft)


def until_it_waits(thread: threading.Thread) -> None:
    """The other's statement stands at the lock that this transaction holds (or the other has come to its end)."""
    pause = threading.Event()
    with connections["default"].cursor() as cursor:
        for _try in range(400):
            cursor.execute(WAITING)
            if cursor.fetchone()[0] or not thread.is_alive():
                return
            pause.wait(0.05)
    raise AssertionError("the removal neither waits nor ends")


@pytest.mark.parametrize("gone", [swept, given_up])
def test_what_was_sent_meanwhile_is_kept(gone: Callable[[drafts.OpenDraft], None]) -> None:
    world = World.make()
    now = timezone.now()
    draft, sent = drafts.start(now), sealed_file()
    Draft.objects.update(expires_at=now + KEPT)
    drafts.own_file(draft, sent.file_id, sent.storage_name)
    errors: list[BaseException] = []

    def remove() -> None:
        try:
            gone(draft)
        except BaseException as error:  # noqa: BLE001 - told below
            errors.append(error)
        finally:
            connections.close_all()

    def read(payload: Any, draft_id: Any) -> Any:
        thread.start()
        until_it_waits(thread)  # it has found the draft unsent, and its file
        return told(draft_id, about=world.north, evidence=[sent])

    thread = threading.Thread(target=remove)
    with transaction.atomic():
        filed = file_complaint(draft.code, read, now)
    thread.join()
    assert not errors
    assert Complaint.objects.get(reference=filed.reference).evidence.get().storage_name == sent.storage_name
    assert SealedStorage().exists(sent.storage_name)
    again = drafts.find(draft.code)
    assert again is not None
    assert drafts.receipt_of(again, now) == (filed.reference, filed.secret)
    assert not DraftFile.objects.exists()
    assert Draft.objects.get().filed_at == now

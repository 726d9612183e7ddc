"""Erased means erased: no key, no word, no file, no receipt; the skeleton and the proof that something was
erased stay.
"""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from associations.duties import Role
from complaints import tasks
from complaints.models import Complaint, Event
from complaints.services import casework, drafts, erasure, messages
from portal.ledger.models import Commitment
from portal.receipts import look_up
from portal.sealing import CannotUnseal, Vault
from portal.sealing.index import refresh_stale
from portal.sealing.models import DataKey, IndexRow
from tests.complaints.cases import NOW, Case, Staff, file
from tests.complaints.files import add_file

CLOSED_FOR = timedelta(days=1095)


@pytest.fixture
def closed(staff: Staff) -> Case:
    case = file()
    messages.write_from_complainant(case.id, "Please hurry.", now=NOW, vault=case.by_receipt)
    casework.add_note(case.id, "A note.", by=staff[Role.INTAKE_OFFICER], now=NOW, vault=case.desk)
    add_file(case, b"photograph")
    staff.lead(case, "closed")
    return case


def test_nothing_opens_any_more(closed: Case, django_capture_on_commit_callbacks: object) -> None:
    stored = closed.complaint.evidence.get().storage_name
    before = closed.complaint
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        erasure.erase_content(closed.id, NOW)
    assert not default_storage.exists(stored)
    assert not DataKey.objects.filter(owner_id=closed.id).exists()
    assert not IndexRow.objects.filter(owner_id=closed.id).exists()
    assert look_up(closed.secret) is None
    with pytest.raises(CannotUnseal):
        Vault.for_desk(closed.id).read_json(before, "account")
    with pytest.raises(CannotUnseal):
        closed.by_receipt.read_json(before, "account")
    after = closed.complaint
    assert (after.account, after.identity, after.contact, after.sender_hash) == (None, None, None, None)
    assert not after.messages.exists()
    assert not after.evidence.exists()
    assert not Event.objects.filter(complaint=after, reason__isnull=False).exists()
    assert set(
        Commitment.objects.filter(owner_id=closed.id, salt__isnull=False).values_list("kind", flat=True)
    ) == {"erased"}


def test_the_skeleton_stays(closed: Case) -> None:
    erasure.erase_content(closed.id, NOW)
    erasure.erase_content(closed.id, NOW + timedelta(days=1))
    after = closed.complaint
    assert (after.reference, after.state, after.content_erased_at) == (closed.reference, "closed", NOW)
    assert after.respondents.get().country == "QP"
    assert Event.objects.filter(complaint=after, kind="erased").count() == 1


def test_only_when_the_time_is_over(closed: Case) -> None:
    open_case = file()
    assert erasure.erase_due(NOW + CLOSED_FOR - timedelta(seconds=1)) == 0
    assert erasure.erase_due(NOW + CLOSED_FOR) == 1
    assert closed.complaint.content_erased_at
    assert open_case.complaint.content_erased_at is None
    assert erasure.erase_due(NOW + CLOSED_FOR) == 0


@pytest.mark.parametrize("state", ["withdrawn", "discontinued"])
def test_what_ended_without_a_decision_is_erased_too(staff: Staff, state: str) -> None:
    case = file()
    staff.lead(case, state)
    staff.take(case, "close", NOW + timedelta(days=400))
    assert erasure.erase_due(NOW + CLOSED_FOR - timedelta(seconds=1)) == 0
    assert erasure.erase_due(NOW + CLOSED_FOR) == 1, "closing it later keeps it no longer"


def test_a_draft_that_completes_it_goes_too(closed: Case) -> None:
    draft = drafts.start(NOW, {"narrative": "more"}, completes=closed.complaint)
    erasure.erase_content(closed.id, NOW)
    assert drafts.find(draft.code) is None


def test_the_index_forgets_and_does_not_come_back(closed: Case) -> None:
    refresh_stale(tasks.text_of)
    assert IndexRow.objects.get(owner_id=closed.id).words
    erasure.erase_content(closed.id, NOW)
    assert tasks.text_of(closed.id) is None
    refresh_stale(tasks.text_of)
    assert not IndexRow.objects.filter(owner_id=closed.id).exists()


def test_the_index_never_holds_who_files(staff: Staff) -> None:
    case = file()
    text = tasks.text_of(case.id)
    assert text
    assert "lantern" in text
    assert "Amira" not in text
    assert "amira@example.org" not in text


def test_forgetting_runs(closed: Case) -> None:
    tasks.forget()
    assert Complaint.objects.get(pk=closed.id).content_erased_at is None

"""One draft becomes one complaint, sealed, with everything that belongs to it."""

from datetime import timedelta

import pytest

from complaints.filing import Contact
from complaints.models import Allegation, Complaint, Draft, Event
from complaints.services import drafts
from complaints.services.filing import AlreadyConfirmed, file_complaint
from portal.ledger.models import Commitment
from portal.outbox.models import Message as Notice
from portal.receipts import code as codes
from portal.receipts import find
from portal.sealing.models import DataKey, IndexRow
from tests.complaints.cases import NARRATIVE, NOW, World, file, told


def test_everything_stands_after_filing(world: World) -> None:
    case = file(about=world.north)
    complaint = case.complaint
    assert complaint.handled_by == world.umbrella
    assert complaint.state == "received"
    assert complaint.next_due_at == NOW + timedelta(days=3)
    assert {clock.rule for clock in complaint.clocks.all()} == {
        "acknowledge",
        "inform-supervisor",
        "assess",
        "tell-unsuitable",
    }
    assert case.desk.read_json(complaint, "account")["narrative"] == NARRATIVE
    assert case.by_receipt.read_json(complaint, "identity") == {"name": "Amira Velasco"}
    assert DataKey.objects.filter(owner_id=complaint.pk).count() == 3
    assert [a.category for a in Allegation.objects.filter(complaint=complaint)] == ["A01", "A05"]
    assert IndexRow.objects.get(owner_id=complaint.pk).stale
    assert {n.kind for n in Notice.objects.filter(subject_id=complaint.pk)} == {
        "complaint.received",
        "staff.filed",
    }
    assert Event.objects.get(complaint=complaint).kind == "filed"
    assert Commitment.objects.filter(owner_id=complaint.pk, kind="filed").count() == 1
    history = complaint.history.get()
    assert (history.history_type, history.history_user) == ("+", None)
    receipt = find(case.secret)
    assert receipt is not None
    assert receipt.owner_id == complaint.pk


def test_urgent_starts_more_clocks_and_tells_the_supervisor(world: World) -> None:
    case = file(urgency="detained")
    due = {clock.rule: clock.due_at - NOW for clock in case.complaint.clocks.all()}
    assert due["inform-supervisor"] == timedelta(days=1)
    assert due["interim-measure"] == timedelta(days=14)
    assert Notice.objects.filter(subject_id=case.id, kind="staff.urgent").exists()


def test_no_address_no_notice(world: World) -> None:
    case = file(contact=Contact())
    assert not case.complaint.has_address
    assert not Notice.objects.filter(subject_id=case.id, kind__startswith="complaint.").exists()


def test_the_same_draft_twice_is_one_complaint_and_the_same_receipt(world: World) -> None:
    draft = drafts.start(NOW)
    first = file_complaint(draft.code, lambda p, i: told(i), NOW)
    again = file_complaint(draft.code, lambda p, i: told(i), NOW + timedelta(minutes=5))
    assert (again.reference, again.secret, again.again) == (first.reference, first.secret, True)
    assert Complaint.objects.count() == 1
    with pytest.raises(AlreadyConfirmed):
        file_complaint(draft.code, lambda p, i: told(i), NOW + timedelta(minutes=31))


def test_a_receipt_shown_long_enough_is_swept(world: World) -> None:
    draft = drafts.start(NOW)
    file_complaint(draft.code, lambda p, i: told(i), NOW)
    assert drafts.sweep(NOW + timedelta(minutes=29)) == 0
    assert drafts.sweep(NOW + timedelta(minutes=31)) == 1
    assert not Draft.objects.exists()


def test_same_sender_same_hash_whatever_the_spelling(world: World) -> None:
    one = file(contact=Contact(email="amira@example.org")).complaint
    two = file(contact=Contact(email=" Amira@Example.org ")).complaint
    assert bytes(one.sender_hash) == bytes(two.sender_hash)


def test_a_filing_that_cannot_be_read_leaves_nothing(world: World) -> None:
    def read(payload: object, draft_id: object) -> None:
        raise ValueError("half filled in")

    with pytest.raises(ValueError, match="half"):
        file(read=read)
    assert not Complaint.objects.exists()


def test_a_reference_that_is_taken_is_drawn_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = file().reference
    drawn = iter([taken, taken, "PHR-2026-0000001-1"])
    monkeypatch.setattr(codes, "new_reference", lambda year: next(drawn))
    assert file().reference == "PHR-2026-0000001-1"

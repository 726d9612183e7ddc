"""A letter becomes one contact, sealed, with a date, at a body that is not the writer's."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from associations.contact.letter import Identity, Reach
from associations.contact.models import Contact
from associations.contact.routing import NoHandlingBody
from associations.contact.services import writing
from associations.models import Association
from portal.ledger.models import Commitment
from portal.outbox.models import Message as Notice
from portal.receipts import code as codes
from portal.receipts import find
from portal.sealing import CannotUnseal, Vault
from portal.sealing.models import DataKey
from tests.complaints.cases import body
from tests.contact.prosecutors import MESSAGE, NOW, World, letter, write
from tests.leaks import tables


def test_everything_said_can_be_read_again_and_only_by_those_with_the_key(world: World) -> None:
    sent = write("call", association=world.service.pk)
    contact, vault = sent.contact, sent.desk
    assert vault.read(contact, "content") == MESSAGE
    assert Identity.from_json(vault.read_json(contact, "identity")).office == "Harbour district"
    reach = Reach.from_json(vault.read_json(contact, "contact"))
    assert (reach.phone, reach.zone, reach.code_word) == ("+380441234567", "Europe/Kyiv", "heron")
    for planted in (b"+380441234567", b"Grey Heron", b"dictated the charge", b"heron"):
        assert not [where for where, content in tables() if planted in content], planted


def test_the_reference_has_its_own_letters_and_cannot_be_counted(world: World) -> None:
    one, other = write().contact.reference, write().contact.reference
    assert codes.check_reference(one.lower(), "PCR") == one
    assert one[:9] == other[:9] == "PCR-2026-"
    assert one != other
    with pytest.raises(codes.Mistyped):
        codes.check_reference(one)


@pytest.mark.parametrize(
    "day,due",
    [("2026-03-02", "2026-03-04"), ("2026-03-05", "2026-03-09"), ("2026-03-07", "2026-03-10")],
    ids=["monday", "thursday", "saturday"],
)
def test_the_answer_is_due_in_two_working_days(world: World, day: str, due: str) -> None:
    now = datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=UTC)
    contact = write(now=now).contact
    assert contact.answer_due_at.date().isoformat() == due
    assert contact.next_due_at == contact.answer_due_at


def test_the_body_that_answers_is_never_the_one_the_writer_named(world: World) -> None:
    assert write(association=world.service.pk).contact.handled_by == world.umbrella
    other = body("another-umbrella", "umbrella")
    assert write(association=world.umbrella.pk).contact.handled_by == other
    # A body that only stands in the directory answers nobody.
    body("a-listed-umbrella", "umbrella", handles_complaints=False)
    assert write().contact.handled_by == other
    below = body("below", member_of=world.umbrella)
    assert write(association=below.pk).contact.handled_by == world.umbrella


def test_a_portal_without_an_umbrella_says_so(world: World) -> None:
    Association.objects.filter(pk=world.umbrella.pk).update(active=False)
    with pytest.raises(NoHandlingBody):
        write()
    assert not Contact.objects.exists()


def test_the_writers_country_is_that_of_the_body_or_the_one_given(world: World) -> None:
    assert write(association=world.service.pk, country="QZ").contact.country == "QM"
    assert write(country="QZ").contact.country == "QZ"


def test_a_mailbox_opens_with_its_secret_and_nobody_elses(world: World) -> None:
    sent, other = write(), write()
    receipt = find(sent.secret)
    assert receipt is not None
    assert receipt.owner_id == sent.id
    assert sent.by_secret.read(sent.contact, "content") == MESSAGE
    with pytest.raises(CannotUnseal):
        Vault.for_receipt(sent.id, codes.key_pair(other.secret)[0]).read(sent.contact, "content")


def test_without_a_mailbox_there_is_no_receipt(world: World) -> None:
    sent = write("email")
    assert not sent.contact.has_mailbox
    assert list(DataKey.objects.filter(owner_id=sent.id).values_list("receipt_wrap", flat=True)) == [None] * 3


def test_a_mail_without_content_needs_a_mailbox_to_read_in(world: World) -> None:
    sent = write("email", reach=Reach(email="halina@example.org", content_light=True))
    assert sent.contact.has_mailbox
    with pytest.raises(ValueError, match="secret"):
        writing.write(letter("mailbox"), now=NOW)


def test_the_same_form_twice_makes_one_contact(world: World) -> None:
    sent = letter("call", submission=uuid4())
    first = writing.write(sent, now=NOW)
    second = writing.write(sent, now=NOW + timedelta(seconds=1))
    assert (first.again, second.again) == (False, True)
    assert first.contact == second.contact
    assert Contact.objects.count() == 1
    assert Notice.objects.count() == 1


def test_filing_is_committed_and_told(world: World) -> None:
    sent = write("email")
    assert Commitment.objects.get(owner_id=sent.id).kind == "contact-filed"
    told: dict[str, Any] = dict(Notice.objects.values_list("kind", "params"))
    assert told == {
        "contact.received": {"due": "2026-03-04"},
        "contact.staff-new": {"due": "2026-03-04"},
    }
    [event] = sent.contact.events.all()
    assert (event.kind, event.actor_kind, event.actor) == ("filed", "prosecutor", None)

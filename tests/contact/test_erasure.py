"""A published number of days after closing nothing opens any more; the skeleton for the figures stays."""

from datetime import timedelta

import pytest

from associations.contact.models import Contact
from associations.contact.services import closing, erasure, thread
from associations.contact.services.change import Refused
from associations.contact.states import KEPT_DAYS
from portal.ledger.models import Commitment
from portal.receipts import look_up
from portal.sealing.models import DataKey
from tests.contact.prosecutors import NOW, World, write

OVER = NOW + timedelta(days=KEPT_DAYS)


def test_only_what_has_been_closed_long_enough(world: World) -> None:
    closed, answered = write(association=world.service.pk), write()
    thread.write_from_prosecutor(closed.id, "More.", now=NOW, vault=closed.by_secret)
    world.lead(closed, "closed")
    world.lead(answered, "answered")
    assert erasure.erase_due(OVER - timedelta(seconds=1)) == 0
    assert erasure.erase_due(OVER) == 1
    contact = closed.contact
    assert contact.content_erased_at == OVER
    assert (contact.identity, contact.contact, contact.content, contact.association) == (None,) * 4
    assert (contact.country, contact.purpose, contact.closed_because) == ("QM", "advice", "referred")
    assert not contact.messages.exists()
    assert not DataKey.objects.filter(owner_id=closed.id).exists()
    assert look_up(closed.secret) is None
    assert set(contact.events.values_list("reason", flat=True)) == {None}
    assert contact.events.filter(kind="erased", actor_kind="system").count() == 1
    salts = dict(Commitment.objects.filter(owner_id=closed.id).values_list("kind", "salt"))
    assert {kind for kind, salt in salts.items() if salt} == {"contact-erased"}
    assert erasure.erase_due(OVER) == 0
    assert answered.contact.content is not None


def test_what_was_opened_again_begins_its_days_anew(world: World) -> None:
    sent = write()
    world.lead(sent, "closed")
    thread.write_from_prosecutor(sent.id, "Again.", now=OVER - timedelta(days=1), vault=sent.by_secret)
    assert erasure.erase_due(OVER) == 0


def test_an_erased_contact_is_not_opened_again(world: World) -> None:
    sent = write()
    world.lead(sent, "closed")
    erasure.erase_now(sent.id, "call", by=world.noor, now=NOW)
    with pytest.raises(Refused, match="erased"):
        closing.reopen(sent.id, by=world.noor, now=NOW, vault=sent.desk, reason="x")
    assert Contact.objects.get().events.get(kind="erased").actor == world.noor

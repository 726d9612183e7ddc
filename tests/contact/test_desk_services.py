"""What officers do with a contact: take, give, answer, call, close, hand over. Success, refusal, another's officer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from associations.contact.models import Contact, ContactEvent
from associations.contact.permissions import Action, allowed
from associations.contact.services import calls, closing, erasure, thread, work
from associations.contact.services.change import Refused
from associations.contact.states import State
from associations.duties import Role
from complaints.models import Interest
from portal.ledger.models import Commitment
from portal.outbox.models import Message as Notice
from tests.complaints.cases import person
from tests.contact.prosecutors import NOW, World, Written, write

LATER = NOW + timedelta(days=1)
ACTS: dict[Action, Callable[[Written, Any], Any]] = {
    Action.TAKE: lambda w, by: work.take(w.id, by=by, now=LATER),
    Action.ASSIGN: lambda w, by: work.assign(
        w.id, person(Role.ENGAGEMENT, at=w.contact.handled_by), by=by, now=LATER, vault=w.desk, reason="leave"
    ),
    Action.ANSWER: lambda w, by: thread.answer(w.id, "Yes.", by=by, now=LATER, vault=w.desk),
    Action.BOOK: lambda w, by: calls.book(
        w.id, at=LATER + timedelta(hours=2), minutes=30, zone="Asia/Almaty", by=by, now=LATER
    ),
    Action.LOG_CALL: lambda w, by: calls.log(
        w.id, "We spoke.", took_place=True, by=by, now=LATER, vault=w.desk
    ),
    Action.CLOSE: lambda w, by: closing.close(
        w.id, "referred", by=by, now=LATER, vault=w.desk, reason="to the council"
    ),
    Action.REOPEN: lambda w, by: closing.reopen(w.id, by=by, now=LATER, vault=w.desk, reason="she called"),
    Action.HAND_OVER: lambda w, by: closing.hand_over(
        w.id,
        by=by,
        now=LATER,
        vault=w.desk,
        consent=True,
        reason="in the call of today",
        message="So it goes.",
    ),
    Action.NOTE: lambda w, by: work.add_note(w.id, "Knows us.", by=by, now=LATER, vault=w.desk),
    Action.ERASE: lambda w, by: erasure.erase_now(w.id, "call", by=by, now=LATER),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", ACTS)
def test_services_do_what_the_table_says(world: World, action: Action, state: State) -> None:
    sent = write()
    world.lead(sent, state)
    assert sent.contact.state == state
    lines = sent.contact.events.count()
    stranger = person(Role.ENGAGEMENT, at=world.elsewhere)
    with pytest.raises(Refused):
        ACTS[action](sent, stranger)
    if not allowed(action, [Role.ENGAGEMENT], state):
        with pytest.raises(Refused):
            ACTS[action](sent, world.noor)
        assert sent.contact.state == state
        assert sent.contact.events.count() == lines
        return
    ACTS[action](sent, world.noor)
    grown = sent.contact.events.count() - lines
    assert grown >= 1 or (action == Action.TAKE and state != State.NEW)


def test_who_is_out_of_it_is_refused_in_the_words_of_everybody_else(world: World) -> None:
    sent = write(association=world.service.pk)
    out = person(Role.ENGAGEMENT, at=world.umbrella)
    Interest.objects.create(user=out, country="QM")
    said = set()
    for user in (out, person(Role.ENGAGEMENT, at=world.elsewhere)):
        with pytest.raises(Refused) as refused:
            work.take(sent.id, by=user, now=NOW)
        said.add(refused.value.message)
    with pytest.raises(Refused) as refused:
        work.assign(sent.id, out, by=world.noor, now=NOW, vault=sent.desk, reason="leave")
    assert len(said) == 1
    assert refused.value.field == "owner"


def test_taking_is_noted_once(world: World) -> None:
    sent = write()
    for _twice in range(2):
        work.take(sent.id, by=world.noor, now=NOW)
    contact = sent.contact
    assert (contact.owner, contact.state) == (world.noor, "in-hand")
    assert contact.events.filter(kind="taken").count() == 1
    assert contact.events.get(kind="taken").to_state == "in-hand"


def test_giving_to_another_tells_that_person(world: World) -> None:
    sent, other = write(), person(Role.ENGAGEMENT, at=world.umbrella)
    with pytest.raises(Refused, match="reason"):
        work.assign(sent.id, other, by=world.noor, now=NOW, vault=sent.desk)
    work.assign(sent.id, other, by=world.noor, now=NOW, vault=sent.desk, reason="speaks the language")
    assert sent.contact.owner == other
    assert Notice.objects.get(kind="contact.staff-assigned").user == other
    event = sent.contact.events.get(kind="assigned")
    assert sent.desk.read(event, "reason") == "speaks the language"


def test_an_answer_in_the_mailbox(world: World) -> None:
    sent = write()
    form = uuid4()
    for _twice in range(2):
        thread.answer(sent.id, "Write it down.", by=world.noor, now=LATER, vault=sent.desk, submission=form)
    contact = sent.contact
    assert (contact.state, contact.answered_at, contact.next_due_at) == ("answered", LATER, None)
    assert not contact.has_unread
    assert contact.owner == world.noor
    [message] = contact.messages.all()
    assert (message.channel, sent.by_secret.read(message, "body")) == ("mailbox", "Write it down.")
    assert not Notice.objects.filter(kind="contact.waiting").exists(), "no address was left"


def test_an_answer_by_mail_and_where_it_cannot_go(world: World) -> None:
    sent = write("email")
    thread.answer(sent.id, "Write it down.", by=world.noor, now=LATER, vault=sent.desk)
    message = sent.contact.messages.get()
    assert message.channel == "mail"
    assert Notice.objects.get(kind="contact.answer").params == {"message": str(message.pk)}
    called = write("call")
    with pytest.raises(Refused, match="call"):
        thread.answer(called.id, "Write it down.", by=world.noor, now=LATER, vault=called.desk)


@pytest.mark.parametrize("text", ["", " \n ", "x" * 20_001])
def test_an_answer_needs_words_and_not_too_many(world: World, text: str) -> None:
    sent = write()
    with pytest.raises(Refused):
        thread.answer(sent.id, text, by=world.noor, now=LATER, vault=sent.desk)
    assert sent.contact.state == "new"


def test_writing_again_runs_a_new_date_and_opens_what_was_closed(world: World) -> None:
    sent = write()
    world.lead(sent, "closed", LATER)
    vault, form = sent.by_secret, uuid4()
    for _twice in range(2):
        thread.write_from_prosecutor(
            sent.id, "It happened again.", now=LATER + timedelta(days=7), vault=vault, submission=form
        )
    contact = sent.contact
    assert (contact.state, contact.closed_because, contact.has_unread) == ("new", "", True)
    assert contact.answer_due_at > LATER + timedelta(days=7)
    assert contact.messages.count() == 1
    assert Notice.objects.filter(kind="contact.staff-written").count() == 1


def test_a_date_that_runs_is_not_put_off_by_a_second_letter(world: World) -> None:
    sent = write()
    due = sent.contact.answer_due_at
    thread.write_from_prosecutor(sent.id, "One thing more.", now=LATER, vault=sent.by_secret)
    assert sent.contact.answer_due_at == due


def test_a_call_is_booked_moved_and_logged(world: World) -> None:
    sent = write("call")
    first = ACTS[Action.BOOK](sent, world.noor)
    contact = sent.contact
    assert (contact.state, contact.next_due_at, contact.owner) == ("call-booked", first.at, world.noor)
    second = calls.book(
        sent.id, at=first.at + timedelta(days=1), minutes=15, zone="Europe/Kyiv", by=world.noor, now=LATER
    )
    assert [call.state for call in sent.contact.appointments.all()] == ["cancelled", "booked"]
    with pytest.raises(Refused, match="still to come"):
        calls.log(sent.id, "Nobody.", took_place=False, by=world.noor, now=LATER, vault=sent.desk)
    after = second.at + timedelta(minutes=5)
    calls.log(sent.id, "Nobody answered.", took_place=False, by=world.noor, now=after, vault=sent.desk)
    contact = sent.contact
    assert (contact.state, contact.next_due_at, contact.answered_at) == (
        "in-hand",
        contact.answer_due_at,
        None,
    )
    calls.log(sent.id, "We spoke for an hour.", took_place=True, by=world.noor, now=after, vault=sent.desk)
    assert (sent.contact.state, sent.contact.answered_at) == ("answered", after)
    second.refresh_from_db()
    assert (second.state, sent.desk.read(second, "outcome")) == ("missed", "Nobody answered.")


@pytest.mark.parametrize(
    "wrong,field",
    [
        ({"at": NOW}, "at"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"minutes": 4}, "minutes"),
        ({"minutes": 241}, "minutes"),
    ],
)
def test_a_call_that_cannot_be(world: World, wrong: dict[str, Any], field: str) -> None:
    sent = write("call")
    right = {"at": LATER, "minutes": 30, "zone": "Europe/Kyiv"}
    with pytest.raises(Refused) as refused:
        calls.book(sent.id, **(right | wrong), by=world.noor, now=NOW)
    assert refused.value.field == field
    assert sent.contact.state == "new"


def test_a_cancelled_call_leaves_an_answer_owed(world: World) -> None:
    sent = write("call")
    ACTS[Action.BOOK](sent, world.noor)
    with pytest.raises(Refused, match="reason"):
        calls.cancel(sent.id, by=world.noor, now=LATER, vault=sent.desk, reason=" ")
    calls.cancel(sent.id, by=world.noor, now=LATER, vault=sent.desk, reason="line is watched")
    contact = sent.contact
    assert (contact.state, contact.next_due_at) == ("in-hand", contact.answer_due_at)
    with pytest.raises(Refused, match="No call"):
        calls.cancel(sent.id, by=world.noor, now=LATER, vault=sent.desk, reason="again")


def test_closing_says_why(world: World) -> None:
    sent = write()
    for because, reason in (("nonsense", "x"), ("complaint", "x"), ("answered", "x"), ("referred", " ")):
        with pytest.raises(Refused):
            closing.close(sent.id, because, by=world.noor, now=LATER, vault=sent.desk, reason=reason)
    world.lead(sent, "answered")
    closing.close(sent.id, "answered", by=world.noor, now=LATER, vault=sent.desk)
    assert (sent.contact.state, sent.contact.closed_because) == ("closed", "answered")
    assert Commitment.objects.filter(owner_id=sent.id, kind="contact-closed").exists()


def test_handing_over_needs_consent_and_stays_closed(world: World) -> None:
    sent = write()
    given = {"by": world.noor, "now": LATER, "vault": sent.desk}
    for refused, wrong in (
        ("consent", {"consent": False, "reason": "asked", "message": "Press the button."}),
        ("reason", {"consent": True, "reason": " ", "message": "Press the button."}),
        ("message", {"consent": True, "reason": "said so", "message": ""}),
    ):
        with pytest.raises(Refused) as refusal:
            closing.hand_over(sent.id, **wrong, **given)
        assert refusal.value.field == refused
        assert sent.contact.state == "new"
    said = "said so in the call"
    closing.hand_over(sent.id, consent=True, reason=said, message="Press the button.", **given)
    contact = sent.contact
    assert (contact.handed_over_at, contact.answered_at, contact.closed_because) == (
        LATER,
        LATER,
        "complaint",
    )
    assert sent.by_secret.read(contact.messages.get(), "body") == "Press the button."
    assert sent.desk.read(contact.events.get(kind="handed-over"), "reason") == said
    with pytest.raises(Refused, match="handed over"):
        closing.reopen(sent.id, reason="mistake", **given)


def test_reading_is_noted_once_a_day(world: World) -> None:
    contact = write().contact
    for hours in (0, 1, 24):
        work.note_reading(contact, world.noor, NOW + timedelta(hours=hours))
    assert contact.events.filter(kind="read", actor=world.noor).count() == 2


def test_what_came_in_meanwhile_stays_unread(world: World) -> None:
    sent = write()
    thread.write_from_prosecutor(sent.id, "One.", now=NOW, vault=sent.by_secret)
    seen = set(sent.contact.messages.values_list("pk", flat=True))
    thread.write_from_prosecutor(sent.id, "Two.", now=NOW, vault=sent.by_secret)
    thread.mark_read_by_staff(sent.contact, LATER, seen)
    assert sent.contact.has_unread
    thread.mark_read_by_staff(sent.contact, LATER)
    assert not sent.contact.has_unread


def test_the_history_cannot_be_changed(world: World) -> None:
    from django.db import IntegrityError, transaction

    event = write().contact.events.get()
    for act in (
        lambda: ContactEvent.objects.filter(pk=event.pk).update(detail="x"),
        lambda: ContactEvent.objects.filter(pk=event.pk).delete(),
        lambda: Contact.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()

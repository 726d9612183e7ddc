"""What is done from the page of a contact: it happens once, it is in the history, and nothing typed is lost."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from associations.contact.letter import Reach
from associations.contact.models import Contact, ContactEvent
from associations.contact.services import calls, closing, reminders, thread, work
from complaints.models import Interest
from portal.outbox.models import Message as Notice
from tests.contact.desk import LIST, ZONE, at_desk, do, night_of_change, of, officer
from tests.contact.prosecutors import MESSAGE, World, Written, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def noor(world: World) -> Client:
    world.noor.is_staff, world.noor.time_zone = True, ZONE
    world.noor.save()
    return at_desk(world.noor)


def booking(**changes: Any) -> dict[str, Any]:
    tomorrow = timezone.localdate() + timedelta(days=1)
    given = {"day": tomorrow.isoformat(), "clock": "10:00", "minutes": "30", "zone": "Asia/Almaty"}
    return given | changes


def text_of(answer: Any) -> str:
    return unescape(answer.content.decode())


# --- reading ------------------------------------------------------------------------------------------------


def test_the_page_says_how_to_answer(world: World, noor: Client) -> None:
    reach = Reach(
        phone="+380441234567",
        zone="Europe/Kyiv",
        safe_hours="after seven",
        code_word="heron",
        do_not_leave_message=True,
    )
    sent = write("call", reach=reach, association=world.service.pk)
    html = text_of(noor.get(of(sent)))
    for said in (MESSAGE[:20], "Grey Heron", "+380 44 123 4567", "heron", "after seven", "Europe/Kyiv", ZONE):
        assert said in html, said
    assert 'id="no-message"' in html
    assert "Only a call reaches this person." in html
    assert 'id="act-answer"' not in html
    without = write("call", reach=Reach(phone="+380441234567", zone="Europe/Kyiv"))
    assert 'id="no-message"' not in text_of(noor.get(of(without)))


def test_reading_is_noted_whatever_leads_to_it(world: World, noor: Client) -> None:
    for way in (of, lambda sent: of(sent, "act", "note")):
        sent = write()
        assert MESSAGE[:20] in text_of(noor.get(way(sent)))
        assert ContactEvent.objects.filter(contact=sent.id, kind="read").count() == 1
        noor.get(way(sent))
        assert ContactEvent.objects.filter(contact=sent.id, kind="read").count() == 1


def test_opening_it_reads_what_is_unread(world: World, noor: Client) -> None:
    sent = write()
    thread.write_from_prosecutor(sent.id, "One thing more.", now=timezone.now(), vault=sent.by_secret)
    assert "One thing more." in text_of(noor.get(of(sent)))
    assert not sent.contact.has_unread
    other = write()
    at_desk(officer(world.elsewhere)).get(of(other))
    assert other.contact.has_unread


def test_who_is_out_of_it_gets_the_page_of_what_is_not_there(world: World) -> None:
    sent = write(association=world.service.pk)
    out = officer(world.umbrella)
    Interest.objects.create(user=out, association=world.service)
    client = at_desk(out)
    nothing = Written(uuid4())
    for address in (of(sent), of(sent, "act", "answer")):
        pages = [
            re.sub(
                r'nonce="[^"]+"|value="[^"]{30,}"',
                "",
                text_of(client.get(address.replace(str(sent.id), str(pk)))),
            )
            for pk in (sent.id, nothing.id)
        ]
        assert pages[0].replace(str(sent.id), "") == pages[1].replace(str(nothing.id), "")
    assert client.get(of(sent)).status_code == 404
    assert do(client, sent, "take").status_code == 404
    assert sent.contact.owner is None


def test_what_was_damaged_does_not_hide_the_rest(world: World, noor: Client) -> None:
    sent = write()
    Contact.objects.filter(pk=sent.id).update(identity=b"torn")
    html = text_of(noor.get(of(sent)))
    assert "Something sealed could not be opened" in html
    assert MESSAGE[:20] in html


def test_the_page_asks_little_however_long_the_thread(
    world: World, noor: Client, django_assert_max_num_queries: Any
) -> None:
    sent = write()
    for number in range(8):
        thread.answer(sent.id, f"Answer {number}.", by=world.noor, now=timezone.now(), vault=sent.desk)
        work.add_note(sent.id, f"Note {number}.", by=world.noor, now=timezone.now(), vault=sent.desk)
    noor.get(of(sent))
    with django_assert_max_num_queries(15):
        noor.get(of(sent))


# --- hands ----------------------------------------------------------------------------------------------------


def test_taking_and_giving(world: World, noor: Client) -> None:
    sent, colleague = write(), officer(world.umbrella)
    assert do(noor, sent, "take").headers["Location"] == of(sent) + "#hands"
    assert (sent.contact.owner, sent.contact.state) == (world.noor, "in-hand")
    assert do(noor, sent, "assign", owner=str(colleague.pk), reason="").status_code == 422
    do(noor, sent, "assign", owner=str(colleague.pk), reason="speaks Polish")
    assert sent.contact.owner == colleague
    assert Notice.objects.get(kind="contact.staff-assigned").user == colleague
    assert "speaks Polish" in text_of(noor.get(of(sent)))


def test_giving_to_one_who_is_out_of_it_says_nothing_about_the_writer(world: World, noor: Client) -> None:
    sent, out = write(association=world.service.pk), officer(world.umbrella)
    Interest.objects.create(user=out, country="QM")
    answer = do(noor, sent, "assign", owner=str(out.pk), reason="leave")
    assert answer.status_code == 409
    assert "This person cannot take the contact." in text_of(answer)
    stranger = officer(world.elsewhere)
    assert do(noor, sent, "assign", owner=str(stranger.pk), reason="leave").status_code == 422
    assert sent.contact.owner is None


def test_a_booked_call_goes_along_with_the_contact(world: World, noor: Client) -> None:
    sent, colleague, now = write("call"), officer(world.umbrella), timezone.now()
    call = calls.book(
        sent.id, at=now + timedelta(hours=5), minutes=30, zone="Asia/Almaty", by=world.noor, now=now
    )
    assert reminders.plan_due(now) == 1
    do(noor, sent, "assign", owner=str(colleague.pk), reason="leave")
    call.refresh_from_db()
    assert call.by == colleague
    reminders.plan_due(now)
    assert [
        each.user for each in Notice.objects.filter(kind="contact.staff-call-close").order_by("pk")
    ].count(colleague) == 1


# --- answering ------------------------------------------------------------------------------------------------


def test_an_answer_in_the_mailbox_once(world: World, noor: Client) -> None:
    sent = write(reach=Reach(email="halina@example.org"))
    typed = {"message": "Ask for it in writing. Питання 1 🕊 \u200f\x00 نعم", "submission": str(uuid4())}
    for _twice in range(2):
        assert do(noor, sent, "answer", **typed).status_code == 302
    [message] = sent.contact.messages.all()
    assert sent.by_secret.read(message, "body") == typed["message"].replace("\x00", "")
    assert sent.contact.owner == world.noor
    assert Notice.objects.filter(kind="contact.waiting").count() == 1
    assert not Notice.objects.filter(kind="contact.answer").exists(), "content-light: only that there is one"


def test_an_answer_by_mail_is_in_the_outbox_without_its_words(world: World, noor: Client) -> None:
    sent = write("email")
    do(noor, sent, "answer", message="Ask for it in writing.")
    notice = Notice.objects.get(kind="contact.answer")
    assert notice.params == {"message": str(sent.contact.messages.get().pk)}


@pytest.mark.parametrize("text", ["", " \n", "\u200b\u200d", "x" * 20_001])
def test_words_that_cannot_be_sent_stay_on_the_page(world: World, noor: Client, text: str) -> None:
    sent = write()
    answer = do(noor, sent, "answer", message=text)
    assert answer.status_code == 422
    assert 'id="act-answer" open' in text_of(answer)
    assert text.strip()[:50] in text_of(answer)
    assert not sent.contact.messages.exists()


def test_an_act_that_came_too_late_gives_its_words_back(world: World, noor: Client) -> None:
    sent = write()
    world.lead(sent, "closed", timezone.now())
    answer = do(noor, sent, "answer", message="Words that took an hour.")
    assert answer.status_code == 409
    assert "moved on meanwhile" in text_of(answer)
    assert "Words that took an hour." in text_of(answer)


def test_an_expired_form_keeps_words_and_takes_no_step(world: World) -> None:
    sent = write()
    world.noor.is_staff = True
    world.noor.save()
    strict = at_desk(world.noor, enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    answer = do(strict, sent, "answer", message="Words that took an hour.")
    assert (answer.status_code, 'id="act-answer" open' in text_of(answer)) == (403, True)
    assert "Words that took an hour." in text_of(answer)
    closing_words = do(strict, sent, "close", because="referred", reason="to the council of judges")
    assert closing_words.status_code == 403
    assert "to the council of judges" in text_of(closing_words)
    assert 'id="act-close"' not in text_of(closing_words)
    assert sent.contact.state == "new"


# --- calls ----------------------------------------------------------------------------------------------------


def test_a_call_is_booked_on_the_officers_clock_and_shown_on_both(world: World, noor: Client) -> None:
    sent = write("call")
    day = night_of_change(forward=True) + timedelta(days=1)
    assert do(noor, sent, "book", **booking(day=day.isoformat(), clock="09:30")).status_code == 302
    call = sent.contact.appointments.get()
    assert (call.by, call.zone, f"{call.at:%H:%M}") == (world.noor, "Asia/Almaty", "07:30")
    html = text_of(noor.get(of(sent)))
    assert "09:30" in html
    assert "12:30" in html
    assert "UTC+5" in html


def test_the_zone_the_prosecutor_gave_stands_in_the_form(world: World, noor: Client) -> None:
    html = text_of(noor.get(of(write("call"))))
    assert '<option value="Europe/Kyiv" selected>' in html


def test_a_time_that_the_clocks_skip_is_refused(world: World, noor: Client) -> None:
    sent = write("call")
    night = night_of_change(forward=True).isoformat()
    answer = do(noor, sent, "book", **booking(day=night, clock="02:30"))
    assert answer.status_code == 422
    assert "There is no such time" in text_of(answer)
    assert "Choose 03:30" in text_of(answer)
    assert not sent.contact.appointments.exists()


def test_a_time_that_comes_twice_is_asked_about(world: World, noor: Client) -> None:
    sent = write("call")
    night = night_of_change(forward=False).isoformat()
    asked = do(noor, sent, "book", **booking(day=night, clock="02:30"))
    assert asked.status_code == 422
    html = text_of(asked)
    assert "this time comes twice" in html
    assert "02:30 UTC+2" in html
    assert "02:30 UTC+1" in html
    assert not sent.contact.appointments.exists()
    assert do(noor, sent, "book", **booking(day=night, clock="02:30", which="neither")).status_code == 422
    assert do(noor, sent, "book", **booking(day=night, clock="02:30", which="second")).status_code == 302
    assert f"{sent.contact.appointments.get().at:%H:%M}" == "01:30"
    assert do(noor, sent, "move", **booking(day=night, clock="02:30", which="first")).status_code == 302
    assert f"{sent.contact.appointments.get(state='booked').at:%H:%M}" == "00:30"


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": "2026-02-30"},
        {"day": "0001-01-01"},
        {"day": "9999-12-31"},
        {"day": (timezone.localdate() - timedelta(days=1)).isoformat()},
        {"day": "٢٠٢٦-١٢-١٠"},
        {"day": "\x00"},
        {"clock": "25:00"},
        {"clock": ""},
        {"clock": "half past nine"},
        {"minutes": "4"},
        {"minutes": "9" * 5000},
        {"minutes": "-30"},
        {"zone": "Mars/Olympus"},
        {"zone": ""},
        {"zone": "../../etc/passwd"},
    ],
    ids=str,
)
def test_a_call_that_cannot_be(world: World, noor: Client, wrong: dict[str, str]) -> None:
    sent = write("call")
    assert do(noor, sent, "book", **booking(**wrong)).status_code == 422
    assert not sent.contact.appointments.exists()


def test_a_time_that_has_passed_today_is_refused(world: World, noor: Client) -> None:
    sent = write("call")
    with timezone.override(ZONE):
        now = timezone.localtime() - timedelta(minutes=2)
    answer = do(noor, sent, "book", **booking(day=now.date().isoformat(), clock=f"{now:%H:%M}"))
    assert answer.status_code in {409, 422}
    assert not sent.contact.appointments.exists()


def test_a_call_is_moved_logged_and_reminded_of(world: World, noor: Client) -> None:
    sent = write("call")
    do(noor, sent, "book", **booking())
    first = sent.contact.appointments.get()
    day = (timezone.localdate() + timedelta(days=2)).isoformat()
    do(noor, sent, "move", **booking(day=day))
    second = sent.contact.appointments.get(state="booked")
    assert second.at - first.at == timedelta(days=1)
    near = second.at - timedelta(minutes=30)
    reminders.plan_due(near)
    told = [each.params["call"] for each in Notice.objects.filter(kind="contact.staff-call-close")]
    assert told == [str(second.pk)], "the call of before is not spoken of"
    assert do(noor, sent, "log", outcome="missed", message="Nobody.").status_code == 409
    do(noor, sent, "log", outcome="done", message="We spoke for an hour.")
    contact = sent.contact
    assert (contact.state, contact.next_due_at) == ("answered", None)
    assert reminders.plan_due(second.at + timedelta(hours=2)) == 0
    assert "We spoke for an hour." in text_of(noor.get(of(sent)))


def test_a_call_moved_back_to_its_time_is_reminded_of_again(world: World, noor: Client) -> None:
    sent = write("call")
    now = timezone.now()
    at = now + timedelta(minutes=50)
    for moved in (at, at + timedelta(hours=9), at):
        calls.book(sent.id, at=moved, minutes=30, zone="Asia/Almaty", by=world.noor, now=now)
        reminders.plan_due(now)
    booked = sent.contact.appointments.get(state="booked")
    told = Notice.objects.filter(kind="contact.staff-call-close").values_list("params__call", flat=True)
    assert str(booked.pk) in set(told)


def test_a_cancelled_call_leaves_an_answer_owed(world: World, noor: Client) -> None:
    sent = write("call", now=timezone.now())
    do(noor, sent, "book", **booking())
    assert do(noor, sent, "cancel", reason=" ").status_code == 422
    assert do(noor, sent, "close", because="referred", reason="x").status_code == 409, "a call is booked"
    do(noor, sent, "cancel", reason="the line is watched")
    contact = sent.contact
    assert (contact.state, contact.next_due_at) == ("in-hand", contact.answer_due_at)
    assert "the line is watched" in text_of(noor.get(of(sent)))


# --- notes and the end ----------------------------------------------------------------------------------------


def test_a_note_is_for_colleagues_alone(world: World, noor: Client) -> None:
    sent = write()
    typed = {"note": "Knows the deputy.", "submission": str(uuid4())}
    for _twice in range(2):
        assert do(noor, sent, "note", **typed).status_code == 302
    assert sent.contact.notes.count() == 1
    assert "Knows the deputy." in text_of(noor.get(of(sent)))
    assert sent.contact.state == "new"


def test_closing_and_opening_again(world: World, noor: Client) -> None:
    sent = write()
    for wrong in ({"because": ""}, {"because": "complaint", "reason": "x"}, {"because": "answered"}):
        assert do(noor, sent, "close", **wrong).status_code == 422
    assert do(noor, sent, "close", because="referred").status_code == 409, "it takes words"
    do(noor, sent, "close", because="referred", reason="to their council")
    assert (sent.contact.state, sent.contact.closed_because) == ("closed", "referred")
    assert "to their council" in text_of(noor.get(of(sent)))
    do(noor, sent, "reopen", reason="she called")
    assert sent.contact.state == "in-hand" if sent.contact.owner else "new"


def test_erasing_at_the_writers_wish(world: World, noor: Client) -> None:
    sent = write()
    work.add_note(sent.id, "Knows us.", by=world.noor, now=timezone.now(), vault=sent.desk)
    assert do(noor, sent, "erase", asked_by="mail").status_code == 409, "an open one is closed first"
    closing.close(sent.id, "withdrawn", by=world.noor, now=timezone.now(), vault=sent.desk, reason="asked")
    assert do(noor, sent, "erase").status_code == 422
    do(noor, sent, "erase", asked_by="mail")
    contact = sent.contact
    assert (contact.content_erased_at is not None, contact.content) == (True, None)
    assert not contact.notes.exists()
    html = text_of(noor.get(of(sent)))
    assert "The content was erased" in html
    assert 'id="act-' not in html
    assert "by e-mail" in html
    assert do(noor, sent, "note", note="More.").status_code == 409
    assert sent.contact.reference in text_of(noor.get(LIST))


@pytest.mark.parametrize("name", ["nothing", "read", "list", "take"])
def test_acts_that_are_none(world: World, noor: Client, name: str) -> None:
    sent = write()
    assert noor.get(of(sent, "act", name)).status_code == (200 if name == "take" else 404)
    assert noor.put(of(sent, "act", "take")).status_code == 405

"""The complaint's page: where it stands, the dates, who owes whom."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from complaints.filing import Account, Contact, RespondentInput
from complaints.follow_up.stages import MEANING, SAID, stage_line
from complaints.services import messages
from complaints.states import State
from tests.complaints.cases import NARRATIVE, Case, Staff, World, file
from tests.complaints.files import add_file
from tests.follow_up.pages import CASE, ENTER, TOLD, text_of
from tests.named_rules import TORTURE, an_edition


@pytest.mark.parametrize("state", list(State))
def test_every_stage_has_a_page(visitor: Client, case: Case, staff: Staff, state: State) -> None:
    staff.lead(case, state)
    response = visitor.get(CASE)
    page = text_of(response)
    assert case.reference in page
    assert str(state.label) in page
    assert page.count('aria-current="step"') == 1


def test_every_stage_is_explained() -> None:
    assert set(MEANING) == set(State)


def lines(case: Case) -> list[tuple[str, str]]:
    complaint = case.complaint
    return [(str(each["label"]), each["state"]) for each in stage_line(complaint, complaint.events.all())]


def test_the_line_of_stages(case: Case, staff: Staff) -> None:
    assert lines(case)[:2] == [("Received", "now"), ("Acknowledged", "next")]
    staff.take(case, "ask-particulars")
    assert lines(case)[:4] == [
        ("Received", "done"),
        ("Acknowledged", "skipped"),
        ("Particulars asked for", "now"),
        ("Put to the body complained about", "next"),
    ]


def test_aside_of_the_way_nothing_more_is_promised(case: Case, staff: Staff) -> None:
    staff.lead(case, "inadmissible")
    assert lines(case) == [
        ("Received", "done"),
        ("Acknowledged", "done"),
        ("Assessed for admissibility", "done"),
        ("Inadmissible", "now"),
    ]


def test_the_reason_code_is_said_in_words(visitor: Client, case: Case, staff: Staff) -> None:
    staff.lead(case, "inadmissible")
    assert "The conduct is not that of a prosecutor or prosecution service" in text_of(visitor.get(CASE))


def test_what_cannot_be_done_yet_is_not_promised(visitor: Client, case: Case, staff: Staff) -> None:
    staff.lead(case, "under-assessment")
    assert "no pages for that yet" not in text_of(visitor.get(CASE))
    staff.take(case, "find-admissible")
    assert "no pages for that yet" in text_of(visitor.get(CASE))


def test_a_question_has_a_date(visitor: Client, case: Case, staff: Staff) -> None:
    staff.take(case, "ask-particulars", timezone.now())
    page = text_of(visitor.get(CASE))
    assert "30 days left" in page
    assert "until then nothing is decided without your answer" in page


def test_late_is_said(client: Client, world: object) -> None:
    case = file(timezone.now() - timedelta(days=5))
    client.post(ENTER, {"secret": case.secret})
    assert "late by 2 days" in text_of(client.get(CASE))


def test_what_was_kept_and_what_was_missed_stays_visible(client: Client, world: World) -> None:
    now = timezone.now()
    kept, missed = file(now - timedelta(days=20)), file(now - timedelta(days=20))
    staff = Staff(world.umbrella)
    staff.take(kept, "acknowledge", now - timedelta(days=19))
    staff.take(missed, "acknowledge", now - timedelta(days=15))
    staff.take(missed, "begin-assessment", now - timedelta(days=15))
    staff.take(missed, "ask-particulars", now - timedelta(days=8))
    staff.take(missed, "receive-particulars", now, vault=missed.by_receipt)
    client.post(ENTER, {"secret": kept.secret})
    assert "</span>done</span>" in text_of(client.get(CASE))
    client.post(ENTER, {"secret": missed.secret})
    page = text_of(client.get(CASE))
    assert "Limits that are over" in page
    assert "done late" in page, "acknowledged after five days"
    assert "</span>missed</span>" in page, "asked after the assessment was due"


def test_no_internal_date_is_shown(visitor: Client, case: Case) -> None:
    assert "inform-supervisor" not in SAID
    assert "supervisor" not in text_of(visitor.get(CASE)).lower()


def test_nobody_of_the_staff_is_named(visitor: Client, case: Case, staff: Staff) -> None:
    staff.lead(case, "particulars-asked")
    page = text_of(visitor.get(CASE)).lower()
    assert "umbrella" in page
    for person in staff._people.values():
        assert person.full_name.lower() not in page
        assert person.email not in page


def test_told(visitor: Client, case: Case) -> None:
    page = text_of(visitor.get(TOLD))
    for word in (
        NARRATIVE,
        "Toma Velasco",
        "Amira Velasco",
        "North",
        "Politically motivated charge",
        "January 2026",
    ):
        assert word in page


def test_the_rules_that_were_named_are_told(client: Client, world: World) -> None:
    an_edition("small-1")
    case = file(
        timezone.now(), about=world.north, account=Account(narrative="x", rules=[f"small-1/{TORTURE}"])
    )
    client.post(ENTER, {"secret": case.secret})
    html = client.get(TOLD).content.decode()
    assert "Rules you named" in html
    assert "Rule 4. Evidence obtained by torture" in html


def test_told_of_several_is_told_apart(client: Client, world: World) -> None:
    """A heading for each body, allegations one by one, no code of a country."""
    about = [
        RespondentInput(unlisted_name="Harbour office", country="UA", categories=["A01", "A05"]),
        RespondentInput(unlisted_name="River office", country="QQ", persons="Counsel Reed"),
    ]
    case = file(timezone.now(), respondents=about, contact=Contact(safe_times="At noon", other="A neighbour"))
    client.post(ENTER, {"secret": case.secret})
    page = text_of(client.get(TOLD))
    first, second = page.index(">Complained about 1</h2>"), page.index(">Complained about 2</h2>")
    assert first < page.index("Harbour office") < second < page.index("River office")
    assert page[first:second].count("<li>") == 2
    assert "Ukraine" in page
    assert ">QQ<" not in page
    assert page.count(">Body</dt>") == 2
    assert "How else and when to reach you" in page


def test_what_the_short_form_did_not_ask_is_not_told(client: Client, world: World) -> None:
    for is_short in (True, False):
        case = file(timezone.now(), is_short=is_short, remedies=[])
        client.post(ENTER, {"secret": case.secret})
        page = text_of(client.get(TOLD))
        for question in ("Publish an anonymised summary", "Reprisals feared", "May be put to the body"):
            assert (question in page) is not is_short


def test_what_was_damaged_does_not_close_the_page(visitor: Client, case: Case) -> None:
    messages.write_from_complainant(case.id, "One.", now=case.complaint.filed_at, vault=case.by_receipt)
    case.complaint.messages.update(body=b"\x01damaged")
    page = text_of(visitor.get(CASE))
    assert "it was damaged" in page


def test_queries_do_not_grow(visitor: Client, case: Case) -> None:
    def count() -> int:
        visitor.get(CASE)
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(CASE).status_code == 200
        return len(queries)

    def add(number: int) -> None:
        messages.write_from_complainant(
            case.id, f"Message {number}", now=case.complaint.filed_at, vault=case.by_receipt
        )
        add_file(case, b"%d" % number)

    add(0)
    few = count()
    for number in range(1, 5):
        add(number)
    assert count() == few
    assert few <= 10


def test_strange_query_parameters(visitor: Client, case: Case) -> None:
    for query in ("?page=-1", "?%00=1", "?next=//evil.example", "?" + "x" * 5000):
        assert visitor.get(CASE + query).status_code == 200


@pytest.mark.parametrize(
    "urgency, in_days, pressed",
    [("hearing", 2, True), ("hearing", 0, True), ("hearing", -1, False), ("detained", None, False)],
)
def test_who_named_a_day_is_not_told_to_take_time(
    client: Client, world: World, staff: Staff, urgency: str, in_days: int | None, pressed: bool
) -> None:
    now = timezone.now()
    day = None if in_days is None else now.date() + timedelta(days=in_days)
    case = file(now, urgency=urgency, urgent_on=day)
    staff.lead(case, State.PARTICULARS_ASKED)
    client.post(ENTER, {"secret": case.secret})
    page = text_of(client.get(CASE))
    assert "take your time" not in page
    assert "You have until " in page
    assert (": answer as soon as you can." in page) is pressed
    assert (day is not None and date_format(day) in page) or not pressed

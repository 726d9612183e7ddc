"""A flood through one receipt: slowed with everything kept, and of a long conversation one page is shown."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from complaints.models import Message
from complaints.services.messages import write_from_complainant, write_to_complainant
from portal.web import slowing, threads
from portal.web.models import Tally
from tests.complaints.cases import Case, Staff
from tests.follow_up.pages import CASE, ENTER, FILE, MESSAGE, REPORT, text_of


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slowing, "MOST", 2)


def write(client: Client, text: str, address: str = MESSAGE, form: str = "") -> Any:
    return client.post(address, {"text": text, "submission": form or str(uuid.uuid4())})


@pytest.mark.parametrize("address", [MESSAGE, REPORT])
def test_too_much_waits_and_stays_on_the_page(visitor: Client, case: Case, address: str) -> None:
    for number in range(2):
        assert write(visitor, f"Message {number}", address).status_code == 302
    form = str(uuid.uuid4())
    response = write(visitor, "The third one.", address, form)
    assert response.status_code == 429
    page = text_of(response)
    assert "Send this in" in page
    assert "The third one.</textarea>" in page
    assert f'value="{form}"' in page
    assert case.complaint.messages.count() == 2
    Tally.objects.all().delete()  # an hour later
    assert write(visitor, "The third one.", address, form).status_code == 302
    assert case.complaint.messages.count() == 3


def test_a_flood_of_messages_holds_up_no_report_of_a_reprisal(visitor: Client, case: Case) -> None:
    for number in range(4):
        write(visitor, f"Message {number}")
    assert write(visitor, "They came to my door.", REPORT).status_code == 302


def test_the_second_of_two_clicks_waits_for_nothing(visitor: Client, case: Case) -> None:
    write(visitor, "One")
    form = str(uuid.uuid4())
    for _click in range(2):
        assert write(visitor, "Two", form=form).status_code == 302
    assert case.complaint.messages.count() == 2


def test_others_of_the_same_network_are_not_held_up(visitor: Client, case: Case, world: Any) -> None:
    from tests.complaints.cases import file

    for number in range(4):
        write(visitor, f"Message {number}")
    other = file(timezone.now(), about=world.north)
    neighbour = Client()
    neighbour.post(ENTER, {"secret": other.secret})
    assert write(neighbour, "Mine").status_code == 302


def test_files_are_slowed_alike_and_the_description_stays(visitor: Client, case: Case) -> None:
    def add(number: int) -> Any:
        upload = SimpleUploadedFile("gate.jpg", b"%d" % number)
        return visitor.post(
            FILE, {"file": upload, "text": f"At the gate {number}", "may_show_respondent": "no"}
        )

    assert [add(number).status_code for number in range(3)] == [302, 302, 429]
    page = text_of(add(4))
    assert "At the gate 4" in page
    assert "Choose the file again then." in page
    assert case.complaint.evidence.count() == 2


# --- a long conversation ---------------------------------------------------------------------------------------


@pytest.fixture
def long(case: Case) -> Case:
    """Forty-five messages: of pages there are three."""
    start = timezone.now() - timedelta(hours=20)
    for number in range(45):
        write_from_complainant(
            case.id, f"Message {number:03}.", now=start + timedelta(minutes=number), vault=case.desk
        )
    return case


def shown(client: Client, query: str = "") -> list[str]:
    page = text_of(client.get(CASE + query))
    return [f"{number:03}" for number in range(45) if f"Message {number:03}." in page]


def test_the_last_page_comes_first_and_the_others_are_a_link_away(visitor: Client, long: Case) -> None:
    assert shown(visitor) == ["040", "041", "042", "043", "044"]
    page = text_of(visitor.get(CASE))
    assert 'href="?messages=2#talk"' in page
    assert shown(visitor, "?messages=2") == [f"{number:03}" for number in range(20, 40)]
    assert shown(visitor, "?messages=1")[0] == "000"


@pytest.mark.parametrize("query", ["x", "-1", "0", "99999999999999999", "%00", "²", "1e9", ""])
def test_pages_that_are_none(visitor: Client, long: Case, query: str) -> None:
    assert visitor.get(f"{CASE}?messages={query}").status_code == 200


def test_only_what_was_shown_counts_as_read(visitor: Client, case: Case, staff: Staff) -> None:
    for number in range(threads.PER_PAGE + 1):
        write_to_complainant(
            case.id,
            f"Reply {number}",
            actor=staff.actor_for("acknowledge"),
            now=timezone.now(),
            vault=case.desk,
        )
    unread = Message.objects.filter(read_at=None)
    visitor.get(f"{CASE}?messages=2")
    assert unread.count() == threads.PER_PAGE
    visitor.get(f"{CASE}?messages=1")
    assert unread.count() == 0


def test_queries_do_not_grow(visitor: Client, long: Case, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(10):
        visitor.get(CASE)

"""Coming back: the secret alone, typed as people type; kind answers; no lock-out; the end after half an hour."""

import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from complaints.services import drafts
from complaints.services.erasure import erase_content
from portal import receipts
from portal.receipts import code as codes
from tests.complaints.cases import NOW, Case, file
from tests.follow_up.pages import (
    CASE,
    COMPLETE,
    ENTER,
    FILE,
    LEAVE,
    MESSAGE,
    OF_A_CASE,
    REPORT,
    REVIEW,
    SECRET,
    WITHDRAW,
    text_of,
)

pytestmark = pytest.mark.django_db


def enter(client: Client, secret: str, **more: str) -> object:
    return client.post(ENTER, {"secret": secret} | more)


def spellings(secret: str) -> list[str]:
    grouped = codes.group(secret)
    return [
        secret,
        grouped,
        grouped.lower(),
        f"  {grouped.replace('-', ' ')}\t",
        grouped.replace("-", "–"),
        secret.replace("0", "O").replace("1", "l"),
        secret.replace("B", "В").replace("A", "А").replace("H", "Н"),  # Cyrillic look-alikes
        "\u200b" + "\u202e".join(grouped) + "\ufeff",
        secret.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ]


def test_however_it_is_typed(client: Client, case: Case) -> None:
    for typed in spellings(case.secret):
        client.session.flush()
        response = Client().post(ENTER, {"secret": typed}, follow=True)
        assert response.redirect_chain[-1][0] == CASE, repr(typed)
        assert case.reference in text_of(response)


def wrong_symbol(secret: str) -> str:
    return ("7" if secret[3] != "7" else "8").join([secret[:3], secret[4:]])


@pytest.mark.parametrize(
    "typed,said",
    [
        ("", "Enter the secret"),
        ("   ", "Enter the secret"),
        ("\0\0", "Enter the"),
        ("\u202e\u200f", "Enter the"),
        ("ABCD", "too short"),
        ("A" * 60, "too long"),
        ("x" * 200_000, "too long"),
        ("UUUU-UUUU-UUUU-UUUU-UUUU-U", "U"),
        ("<script>alert(1)</script>", ""),
        ("PHR-2026-4XQ7K2M-C", "This is the complaint’s number"),
        ("2026-4xq7k2m-f", "This is the complaint’s number"),
        ("phr 2026 4XQ", "This is the complaint’s number"),
        ("PHR", "too short"),
    ],
)
def test_wrong_secrets_are_answered(client: Client, case: Case, typed: str, said: str) -> None:
    response = enter(client, typed)
    assert response.status_code == 422
    assert said in text_of(response)
    assert "<script>alert" not in text_of(response)
    assert "no-store" in response.headers["Cache-Control"]


def test_one_wrong_symbol_is_noticed(client: Client, case: Case) -> None:
    assert "One character seems to be wrong" in text_of(enter(client, wrong_symbol(case.secret)))


def test_unknown_mistyped_and_erased_tell_nothing_else(client: Client, case: Case) -> None:
    unknown = text_of(enter(client, codes.new_code()))
    assert "No complaint opens with this secret" in unknown
    assert "If it is the resume code of a draft" in unknown
    erase_content(case.id, NOW)
    erased = enter(client, case.secret)
    assert "No complaint opens with this secret" in text_of(erased)
    assert case.reference not in text_of(erased)


def test_a_secret_is_looked_up_by_its_hash_alone(client: Client, case: Case) -> None:
    """One index lookup of a keyed hash whether the secret exists or not: neither time nor log tells."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    unknown = codes.new_code()
    for secret in (unknown, case.secret):
        with CaptureQueriesContext(connection) as queries:
            enter(Client(), secret)
        first = next(query["sql"] for query in queries if "receipts_receipt" in query["sql"])
        assert '"code_hash" =' in first
        assert not [query for query in queries if secret in query["sql"]]


def test_replaced_and_frozen_are_said_plainly(client: Client, case: Case) -> None:
    receipt = receipts.find(case.secret)
    assert receipt
    fresh = codes.new_code()
    renewed = receipts.replace(receipt, case.receipt_private, fresh)
    assert "replaced by a new one" in text_of(enter(client, case.secret))
    receipts.freeze(renewed)
    page = text_of(enter(client, fresh))
    assert "frozen" in page
    assert case.reference not in page


def test_the_code_of_a_draft_leads_to_the_draft(client: Client, case: Case) -> None:
    draft = drafts.start(NOW, {"answers": {}})
    response = enter(client, codes.group(draft.code))
    assert response.status_code == 302
    assert "/en/complaints/new/" in response.headers["Location"]


def test_a_right_secret_always_enters(case: Case) -> None:
    """Sixty wrong ones from this address; then a neighbour comes with a right one."""
    neighbour = Client()
    statuses = [enter(Client(), codes.new_code()).status_code for _each in range(62)]
    assert statuses[0] == 422
    assert statuses[-1] == 429
    assert "The right secret always opens" in text_of(enter(Client(), codes.new_code()))
    assert enter(neighbour, case.secret).status_code == 302
    assert case.reference in text_of(neighbour.get(CASE))


def test_mistyped_ones_are_not_counted(case: Case) -> None:
    for _each in range(70):
        assert enter(Client(), wrong_symbol(case.secret)).status_code == 422


def test_a_new_session_key_on_entry(client: Client, case: Case) -> None:
    enter(client, codes.new_code())
    client.get(ENTER)
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies["session"] = session.session_key
    before = client.cookies["session"].value
    enter(client, case.secret)
    assert client.cookies["session"].value != before
    thief = Client()
    thief.cookies["session"] = before
    assert thief.get(CASE).status_code == 302


def test_the_session_row_holds_nothing_readable(client: Client, case: Case) -> None:
    enter(client, case.secret)
    rows = list(Session.objects.values_list("session_key", "session_data"))
    assert rows
    for key, data in rows:
        assert client.cookies["session"].value not in (key, data)
        assert str(case.id) not in data
        assert "follow_up" not in data


def test_half_an_hour_without_use(visitor: Client, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    start = time.time()

    def at(minutes: float) -> None:
        monkeypatch.setattr("portal.receipts.opened.time.time", lambda: start + minutes * 60)

    at(29)
    assert visitor.get(CASE).status_code == 200
    at(58)
    assert visitor.get(CASE).status_code == 200
    at(89)
    response = visitor.get(CASE, follow=True)
    assert response.redirect_chain[-1][0] == ENTER
    assert "closed in this browser" in text_of(response)
    at(59)
    assert visitor.get(CASE).status_code == 302


def test_leaving(visitor: Client, case: Case) -> None:
    cookie = visitor.cookies["session"].value
    assert visitor.get(LEAVE).status_code == 405
    response = visitor.post(LEAVE, follow=True)
    assert "Only the secret opens it again" in text_of(response)
    for address in OF_A_CASE:
        assert visitor.get(address).status_code == 302
    old = Client()
    old.cookies["session"] = cookie
    assert old.get(CASE).status_code == 302


def test_without_the_secret_nothing_opens(client: Client, case: Case) -> None:
    for address in OF_A_CASE:
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, ENTER)
    for address in (MESSAGE, FILE, REPORT, REVIEW, WITHDRAW, SECRET, COMPLETE):
        assert client.post(address, {"text": "x"}).status_code == 403
    assert case.complaint.state == "received"


def test_never_cached(visitor: Client, case: Case) -> None:
    for address in (*OF_A_CASE, ENTER):
        assert visitor.get(address).headers["Cache-Control"] == "no-store", address


def test_two_complaints_one_browser(visitor: Client, case: Case) -> None:
    other = file()
    enter(visitor, other.secret)
    page = text_of(visitor.get(CASE))
    assert other.reference in page
    assert case.reference not in page

"""The editors' pages of an import: who sees them, what they show, what they take and refuse."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from associations.duties import Role
from associations.exchange import jobs
from associations.exchange.kinds import KINDS
from associations.exchange.models import Import, State
from associations.models import Association, Event
from portal.accounts.models import User
from tests.associations.record import session
from tests.exchange.files import upload
from tests.exchange.tables import BODY, EVENT, Record, exported, table
from tests.people import body, holds, person

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/admin/exchange/import/"


@pytest.fixture
def union(db: None) -> Association:
    body("meridia", "association", country="QM")
    return body("union")


@pytest.fixture
def alma(union: Association) -> User:
    return holds(person("alma"), union, Role.ADMINISTRATOR)


def send(client: Client, kind: str, data: bytes, name: str = "table.csv") -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post(f"{LIST}add/", {"kind": kind, "file": SimpleUploadedFile(name, data)})


def page(row: Import, name: str = "change", *more: str) -> str:
    return reverse(f"admin:exchange_import_{name}", args=[row.pk, *more])


def html(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def test_the_whole_way(alma: User) -> None:
    client = session(alma)
    data = table(EVENT, EVENT | {"date": "2020", "text:en": "Второе"}, separator=";", encoding="cp1251")
    answer = send(client, "events", data, "Список.csv")
    row = Import.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page(row))
    shown = client.get(page(row))
    for words in ("Список.csv", "Windows-1251", "semicolon", "Второе", "Check the file"):
        assert words in html(shown), words
    assert client.post(page(row, "check")).status_code == 302
    waiting = client.get(page(row))
    assert "Refresh" not in waiting, "nothing is loaded anew by itself"
    assert "<title>Waiting to be checked – Import: Events" in html(waiting)
    assert f'href="{page(row)}" id="progress-link"' in html(waiting)
    told = client.get(page(row, "progress")).json()
    assert told == {"standing": "Waiting to be checked", "lines": "", "done": 0, "over": False}
    assert f'<progress id="progress-bar" value="0" max="{len(data)}"' in html(waiting)
    jobs.run_next("worker")
    row.refresh_from_db()
    checked = client.get(page(row))
    assert "<title>Checked, nothing written: 2 new – Import: Events" in html(checked)
    told = client.get(page(row, "progress")).json()
    assert (told["standing"], told["over"]) == ("Checked, nothing written: 2 new", True)
    confirm = {"shown": bytes(row.outcome or b"").hex()}
    assert client.post(page(row, "confirm"), confirm)["Location"] == page(row)
    assert client.post(page(row, "confirm"), confirm)["Location"] == page(row), "sent twice it counts once"
    jobs.run_next("worker")
    assert "2 new lines are on record" in html(client.get(page(row)))
    assert Event.objects.current().count() == 2
    assert "2 new" in html(client.get(LIST))


def test_errors_by_line_and_column_and_as_a_table(alma: User) -> None:
    client = session(alma)
    send(
        client,
        "bodies",
        table(BODY | {"slug": "x"}, BODY | {"slug": "y", "country": "=Atlantis", "kind": "club"}),
    )
    row = Import.objects.get()
    client.post(page(row, "check"))
    jobs.run_next("worker")
    text = html(client.get(page(row)))
    for words in (
        "2 errors",
        "<code>country</code>",
        "=Atlantis",
        "two letters of ISO 3166",
        "<code>kind</code>",
    ):
        assert words in text, words
    assert 'action="' + page(row, "confirm") not in text, "what has errors cannot be confirmed"
    refused = client.post(page(row, "confirm"), {"shown": bytes(Import.objects.get().outcome or b"").hex()})
    assert refused.status_code == 422
    listed = b"".join(client.get(page(row, "found", "csv")).streaming_content).decode()
    assert listed.startswith("\ufeffLine,Column,What,Value,Before,What to do\r\n")
    assert "3,country,error,'=Atlantis,," in listed
    answer = client.get(page(row, "found", "semicolons"))
    assert 'filename="found-semicolons.csv"' in answer["Content-Disposition"]
    assert "\ufeffLine;Column;What;" in b"".join(answer.streaming_content).decode()
    assert client.get(page(row, "found", "json")).status_code == 404
    assert Import.objects.get().state == State.CHECKED


def test_new_lines_are_shown_as_they_were_understood(alma: User) -> None:
    client = session(alma)
    rows = [BODY | {"slug": f"x{number}", "country": "Казахстан", "active": "да"} for number in range(30)]
    send(client, "bodies", table(*(row | {"name:en": f"Service {row['slug']}"} for row in rows)))
    row = Import.objects.get()
    client.post(page(row, "check"))
    jobs.run_next("worker")
    text = html(client.get(page(row)))
    assert "New lines, as they were understood" in text
    assert "country: Kazakhstan (KZ)" in text
    assert "active: yes" in text
    assert text.count("country: Kazakhstan (KZ)") == 20
    assert "These are the first 20" in text
    listed = b"".join(client.get(page(row, "found", "csv")).streaming_content).decode()
    assert listed.count("country: Kazakhstan (KZ)") == 30


def test_a_file_without_lines_says_so(alma: User) -> None:
    client = session(alma)
    send(client, "bodies", b"slug,kind,name:en\r\n")
    row = Import.objects.get()
    client.post(page(row, "check"))
    jobs.run_next("worker")
    text = html(client.get(page(row)))
    assert "The file has no lines besides the names of the columns" in text
    assert "the record says all of it already" not in text
    refused = client.post(page(row, "confirm"), {"shown": bytes(Import.objects.get().outcome or b"").hex()})
    assert "has no lines" in html(refused)


@pytest.mark.parametrize("path", ["", "columns/", "add/"])
def test_what_spreadsheets_make_of_dates_is_said_before_typing(alma: User, path: str) -> None:
    assert "before typing" in html(session(alma).get(LIST + path))


def test_read_in_another_encoding(alma: User) -> None:
    client = session(alma)
    send(client, "bodies", table(BODY | {"slug": "x", "name:ru": "Прокуратура"}, encoding="koi8_r"))
    row = Import.objects.get()
    form = {"format": "csv", "encoding": "cp1251", "separator": ","}
    client.post(page(row, "read_as"), form)
    assert "оПНЙСПЮРСПЮ" in html(client.get(page(row))) or "рТПЛХТБФХТБ" in html(client.get(page(row)))
    client.post(page(row, "read_as"), form | {"encoding": "koi8_r"})
    assert "Прокуратура" in html(client.get(page(row)))
    for wrong in ({"encoding": "rot13"}, {"separator": "\\"}, {"format": "exe"}):
        assert client.post(page(row, "read_as"), form | wrong).status_code == 422


def test_what_is_unusual_is_asked_about(alma: User) -> None:
    client = session(alma)
    send(client, "bodies", table(BODY | {"slug": "x", "country": "YU"}))
    row = Import.objects.get()
    client.post(page(row, "check"))
    jobs.run_next("worker")
    shown = {"shown": bytes(Import.objects.get().outcome or b"").hex()}
    refused = client.post(page(row, "confirm"), shown)
    assert refused.status_code == 422
    assert "Confirm what is unusual" in html(refused)
    assert client.post(page(row, "confirm"), shown | {"accepted": "gone"}).status_code == 302


def test_cancel(alma: User) -> None:
    client = session(alma)
    send(client, "bodies", table(BODY | {"slug": "x"}))
    row = Import.objects.get()
    client.post(page(row, "check"))
    client.post(page(row, "cancel"))
    assert not jobs.run_next("worker")
    assert "Nothing was written." in html(client.get(page(row)))
    again = client.post(page(row, "check"), follow=True)
    assert "cannot be checked any more" in html(again)


@pytest.mark.parametrize(
    "data, words",
    [(b"", "empty"), (b"PK\x03\x04" + bytes(300), "no CSV or JSON"), (None, "Choose a file")],
)
def test_a_file_that_cannot_be_taken(alma: User, data: bytes | None, words: str) -> None:
    client = session(alma)
    answer = (
        send(client, "bodies", data) if data is not None else client.post(f"{LIST}add/", {"kind": "bodies"})
    )
    assert answer.status_code == 422
    assert words in html(answer)
    assert not Import.objects.exists()


def test_a_file_too_big(alma: User, settings: Any) -> None:
    settings.PORTAL_MAX_FILE_BYTES = 1000
    answer = send(session(alma), "bodies", b"x" * 3000)
    assert answer.status_code == 422
    assert "100\u00a0MB" in html(answer) or "100 MB" in html(answer)


def row_of(by: User) -> Import:
    from associations.exchange import services
    from tests.exchange.tables import NOW

    return services.receive(upload(table(EVENT)), KINDS["events"], by=by, now=NOW)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.LIAISON])
def test_who_may_import(union: Association, role: Role) -> None:
    client = session(holds(person("somebody"), union, role))
    reads = role in {Role.ADMINISTRATOR, Role.AUDITOR, Role.PUBLISHER}
    writes = role in {Role.ADMINISTRATOR, Role.PUBLISHER}
    assert client.get(LIST).status_code == (200 if reads else 403)
    assert client.get(f"{LIST}columns/").status_code == (200 if reads else 403)
    assert client.get(f"{LIST}add/").status_code == (200 if writes else 403)
    assert client.get(f"{LIST}empty/events.csv").status_code == (200 if writes else 403)
    if writes:
        bodies = send(client, "bodies", table(BODY | {"slug": "x"})).status_code
        assert bodies == (302 if role == Role.ADMINISTRATOR else 422), "only administrators keep bodies"
        assert send(client, "events", table(EVENT)).status_code == 302


def test_an_import_of_somebody_else(alma: User, union: Association) -> None:
    row = row_of(alma)
    publisher = session(holds(person("mirela"), union, Role.PUBLISHER))
    auditor = session(holds(person("otto"), union, Role.AUDITOR))
    assert publisher.get(page(row)).status_code == 404
    assert page(row) not in html(publisher.get(LIST))
    for name in ("read_as", "check", "confirm", "cancel"):
        assert publisher.post(page(row, name)).status_code in {404, 422}
        assert auditor.post(page(row, name)).status_code in {403, 422}
        assert session(alma).get(page(row, name)).status_code == 405
    assert publisher.get(page(row, "progress")).status_code == 404
    read = auditor.get(page(row))
    assert read.status_code == 200
    assert "Check the file" not in html(read)
    assert Import.objects.get().state == State.LOOKED_AT
    other = session(holds(person("bela"), union, Role.ADMINISTRATOR))
    other.post(page(row, "cancel"))
    assert Import.objects.get().state == State.CANCELLED, "another administrator may stop it"


def test_export_for_editors(db: None) -> None:
    record = Record()
    client = session(holds(person("alma"), record.union, Role.ADMINISTRATOR))
    for kind in KINDS:
        for form in ("csv", "semicolons", "json"):
            answer = client.get(f"{LIST}export/{kind}.{form}")
            assert b"".join(answer.streaming_content) == exported(kind, form)
    assert client.get(f"{LIST}export/people.csv").status_code == 404
    head = b"".join(client.get(f"{LIST}empty/memberships.csv").streaming_content).decode()
    assert head.startswith("\ufeffentry,member,umbrella,kind,began,ended,source-1:title")
    assert head.count("\r\n") == 1
    answer = client.get(f"{LIST}empty/memberships.semicolons")
    assert 'filename="memberships-semicolons.csv"' in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content).decode() == head.replace(",", ";")
    assert client.get(f"{LIST}empty/memberships.json").status_code == 404


def test_the_list_asks_little(alma: User, django_assert_max_num_queries: Any) -> None:
    client = session(alma)
    for _time in range(5):
        row_of(alma)
    client.get(LIST)
    with django_assert_max_num_queries(7):
        client.get(LIST)
    row = Import.objects.first()
    assert row is not None
    with django_assert_max_num_queries(9):
        client.get(page(row))


@pytest.mark.parametrize("path", ["x/change/", "00000000-0000-0000-0000-000000000000/change/", "export/x.y"])
def test_odd_addresses(alma: User, path: str) -> None:
    assert session(alma).get(LIST + path).status_code in {302, 404}

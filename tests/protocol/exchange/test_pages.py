"""The publishers' pages of an import: who sees them, what they show, what they take and refuse."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from associations.duties import Role
from portal.accounts.models import User
from protocol.exchange import services
from protocol.exchange.desk.showing import CHANGES
from protocol.files import as_docx, as_json
from protocol.files.content import content
from protocol.models import Edition, Import, Wording
from protocol.translating.table import services as table
from tests.associations.record import session
from tests.people import body, holds, person
from tests.protocol.exchange.handmade import CODES, document, page
from tests.protocol.exchange.test_import import changed

pytestmark = pytest.mark.django_db
LIST = "/admin/protocol/import/"


@pytest.fixture
def vera(db: None) -> User:
    return holds(person("vera"), body("union"), Role.PUBLISHER)


def send(client: Client, data: bytes, into: object, name: str = "Протокол.docx", **more: str) -> Any:
    form = {"file": SimpleUploadedFile(name, data), "language": "uk", "into": str(into)}
    return client.post(f"{LIST}add/", form | more)


def address(row: Import, name: str = "change") -> str:
    return reverse(f"admin:protocol_import_{name}", args=[row.pk])


def html(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def shown(client: Client, row: Import) -> str:
    return html(client.get(address(row))).split('name="shown" value="')[1].split('"')[0]


def test_the_whole_way(vera: User, edition: Edition) -> None:
    client = session(vera)
    assert "Import a text" in html(client.get(LIST))
    assert client.get(f"{LIST}add/").status_code == 200
    answer = send(client, changed(edition, "uk", ("людську гідність", "гідність людини")).data, edition.pk)
    row = Import.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address(row))
    tried = html(client.get(address(row)))
    assert re.search(r'<del><span [^>]*lang="en">\[taken out: </span>людську <', tried), "heard, too"
    assert re.search(r'<ins><span [^>]*lang="en">\[added: </span>людини <', tried)
    assert "<code>rule-1</code>" in tried
    assert not Wording.objects.filter(revision=2).exists(), "nothing is written before it is confirmed"
    digest = shown(client, row)
    assert client.post(address(row, "confirm"), {"shown": digest}).status_code == 302
    assert client.post(address(row, "confirm"), {"shown": digest}).status_code == 302, (
        "sent twice it counts once"
    )
    made = Wording.objects.get(revision=2)
    assert (made.state, made.written_by) == ("proposed", vera)
    row.refresh_from_db()
    assert (row.state, row.content, row.wordings) == ("written", None, 1)
    assert "1 text was written" in html(client.get(address(row)))


def test_a_new_edition(vera: User) -> None:
    client = session(vera)
    answer = send(
        client, page("uk"), "new", "p.html", code="official-1", kind="official", title="Model Protocol"
    )
    assert answer.status_code == 302
    row = Import.objects.get()
    client.post(address(row, "confirm"), {"shown": shown(client, row)})
    edition = Edition.objects.get(code="official-1")
    assert (edition.status, edition.provisions.count()) == ("draft", len(CODES))


def test_doubts_are_asked_about_and_stay_ticked(vera: User) -> None:
    client = session(vera)
    data = page("uk").replace("Правило 3".encode(), "Правило 4".encode())
    send(client, data, "new", "p.html", code="x", kind="working", title="T")
    row = Import.objects.get()
    text = html(client.get(address(row)))
    assert "Rule 3 is missing." in text
    digest = shown(client, row)
    refused = client.post(address(row, "confirm"), {"shown": digest})
    assert refused.status_code == 422
    assert "Confirm everything that is doubtful" in html(refused)
    assert client.post(address(row, "confirm"), {"shown": digest, "accepted": ["gap"]}).status_code == 302


def test_errors_leave_nothing_to_confirm(vera: User) -> None:
    client = session(vera)
    send(client, page("ru"), "new", "p.html", code="x", kind="working", title="T")
    row = Import.objects.get()
    text = html(client.get(address(row)))
    assert "in Russian, not in Ukrainian" in text
    assert 'name="shown"' not in text
    assert client.post(address(row, "confirm"), {"shown": "x"}).status_code == 422


def test_what_changed_meanwhile_is_looked_at_again(vera: User, edition: Edition) -> None:
    client = session(vera)
    send(client, changed(edition, "uk", ("людську гідність", "гідність людини")).data, edition.pk)
    row = Import.objects.get()
    digest = shown(client, row)
    Edition.objects.update(version=7)
    refused = client.post(address(row, "confirm"), {"shown": digest})
    assert refused.status_code == 422
    assert "Something changed since you looked" in html(refused)
    assert client.post(address(row, "confirm"), {"shown": shown(client, row)}).status_code == 302


@pytest.mark.parametrize(
    "more, words",
    [
        ({"into": ""}, "Choose an edition"),
        ({"into": "new"}, "under which address"),
        ({"into": "new", "code": "x"}, "official text or a working text"),
        ({"into": "new", "code": "not an address", "kind": "working"}, "valid"),
        ({"into": "new", "code": "x", "kind": "official", "adopted_on": "soon"}, "valid date"),
        ({"language": "xx"}, "valid choice"),
        ({"language": ""}, "in which language"),
    ],
)
def test_what_the_form_refuses(vera: User, edition: Edition, more: dict[str, str], words: str) -> None:
    form = {"file": SimpleUploadedFile("x.docx", document("uk")), "language": "uk", "into": str(edition.pk)}
    answer = session(vera).post(f"{LIST}add/", form | more)
    assert answer.status_code == 422
    assert words in html(answer)
    assert not Import.objects.exists()


@pytest.mark.parametrize("data", [b"%PDF-1.7 x", b"PK\x03\x04 x", b"{", b" ", b"\xd0\xcf\x11\xe0"])
def test_what_cannot_be_read_is_refused_on_the_form(vera: User, edition: Edition, data: bytes) -> None:
    assert send(session(vera), data, edition.pk, "x\0🕊️.docx").status_code == 422
    assert session(vera).post(f"{LIST}add/").status_code == 422


def test_a_translators_table_is_sent_to_its_own_page(vera: User, edition: Edition) -> None:
    """Read as a text it would overwrite half of the edition with instructions and codes."""
    answer = send(session(vera), table.send(edition, "uk", everything=True), edition.pk)
    assert answer.status_code == 422
    assert "This is a translator’s table." in html(answer)
    assert not Import.objects.exists()


def test_who_may(vera: User, edition: Edition) -> None:
    send(session(vera), document("uk"), edition.pk)
    row = Import.objects.get()
    umbrella = body("other-union")
    national = body("meridia", "association", country="QM")
    look = {
        "auditor": holds(person("auditor"), umbrella, Role.AUDITOR),
        "admin": holds(person("admin"), umbrella, Role.ADMINISTRATOR),
    }
    none = {
        "officer": holds(person("officer"), umbrella, Role.INTAKE_OFFICER),
        "elsewhere": holds(person("elsewhere"), national, Role.PUBLISHER),
        "nobody": person("nobody"),
    }
    for user in look.values():
        client = session(user)
        assert client.get(LIST).status_code == 200
        assert client.get(address(row)).status_code == 200
        assert client.get(f"{LIST}add/").status_code == 403
        assert client.post(address(row, "confirm"), {"shown": "x"}).status_code == 403
        assert client.post(address(row, "cancel")).status_code == 403
    for user in none.values():
        client = session(user)
        assert client.get(LIST).status_code == 403
        assert client.get(address(row)).status_code == 404
        assert client.get(f"{LIST}add/").status_code == 403
        assert client.post(address(row, "confirm"), {"shown": "x"}).status_code == 404
    another = session(holds(person("another"), umbrella, Role.PUBLISHER))
    assert another.get(address(row)).status_code == 200
    assert another.post(address(row, "confirm"), {"shown": "x"}).status_code == 403
    assert Client().get(address(row)).status_code == 302


def test_cancelled_and_forgotten(vera: User, edition: Edition) -> None:
    client = session(vera)
    send(client, as_docx.build(content(edition, ["uk"])), edition.pk)
    send(client, as_docx.build(content(edition, ["uk"])), edition.pk)
    first, second = Import.objects.order_by("uploaded_at")
    assert "There is nothing to write" in html(client.get(address(first)))
    assert client.post(address(first, "cancel")).status_code == 302
    assert client.get(address(first, "cancel")).status_code == 405
    first.refresh_from_db()
    assert (first.state, first.content) == ("cancelled", None)
    assert client.post(address(first, "confirm"), {"shown": "x"}).status_code == 422
    assert services.forget(timezone.now()) == 0
    assert services.forget(timezone.now() + timedelta(days=15)) == 1
    second.refresh_from_db()
    assert (second.state, second.content) == ("cancelled", None)


def test_what_the_list_costs(vera: User, edition: Edition, django_assert_max_num_queries: Any) -> None:
    client = session(vera)
    for _ in range(3):
        send(client, document("uk"), edition.pk)
    client.get(LIST)
    with django_assert_max_num_queries(8):
        assert client.get(LIST).status_code == 200


def test_whoever_confirms_can_see_all_of_it(vera: User, edition: Edition) -> None:
    client, data = session(vera), as_json.build(content(edition, ["uk"]))
    answer = send(client, data, "new", "p.json", code="working-2", kind="working", title="Model Protocol")
    assert answer.status_code == 302
    html = client.get(address(Import.objects.get())).content.decode()
    for code in edition.provisions.values_list("code", flat=True):
        assert f"<code>{code}</code>" in html, code
    assert f"And {edition.provisions.count() - CHANGES} more." in html

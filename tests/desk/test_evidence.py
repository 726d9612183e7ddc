"""Downloading a file: as it came, to be saved, never to be shown - or not at all."""

from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import Client

from associations.roles import Role
from complaints.models import Event, Evidence
from complaints.states import State
from portal.sealing import CannotUnseal
from tests.complaints_factory import World, kinds, sealed_upload
from tests.desk.addresses import of

pytestmark = pytest.mark.django_db
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def only_file(case: object) -> Evidence:
    return case.complaint.evidence.get()  # type: ignore[attr-defined, no-any-return]


def test_it_comes_as_it_was_sent(world: World, olena: Client) -> None:
    content = bytes(range(256)) * 1000
    case = world.file(files=[{"name": "photo.jpg", "content": content}])
    answer = olena.get(of(case, "evidence", only_file(case).pk))
    assert b"".join(answer.streaming_content) == content
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="photo.jpg"'
    assert answer.headers["Content-Length"] == str(len(content))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "лист прокурору.pdf", 'a"b\r\nSet-Cookie: x=1.html', "\u202egpj.exe", ""]
)
def test_names_of_strangers_do_no_harm(world: World, olena: Client, name: str) -> None:
    case = world.file(files=[{"name": name, "content": EICAR}])
    header = olena.get(of(case, "evidence", only_file(case).pk)).headers["Content-Disposition"]
    assert header.startswith("attachment;")
    assert not set("\r\n/\u202e") & set(unquote(header.split("''")[-1]))
    page = olena.get(of(case)).content.decode()
    assert "not scanned" in page


def test_every_download_is_in_the_history(world: World, olena: Client) -> None:
    case = world.file(files=[{"name": "letter.pdf"}])
    for _ in range(2):
        olena.get(of(case, "evidence", only_file(case).pk))
    events = Event.objects.filter(complaint_id=case.pk, kind=Event.Kind.DOWNLOADED)
    assert [(event.actor, event.detail) for event in events] == [(world.olena, str(only_file(case).pk))] * 2


def test_a_file_that_was_cut_breaks_the_connection(world: World, olena: Client) -> None:
    case = world.file(files=[{"content": b"x" * 200_000}])
    file = only_file(case)
    with (Path(settings.PORTAL_DATA_DIR) / "sealed" / file.storage_name).open("r+b") as stored:
        stored.truncate(150_000)
    answer = olena.get(of(case, "evidence", file.pk))
    with pytest.raises(CannotUnseal):
        b"".join(answer.streaming_content)


def test_a_file_that_is_gone_is_said_to_be_so(world: World, olena: Client) -> None:
    case = world.file(files=[{}])
    default_storage.delete(only_file(case).storage_name)
    answer = olena.get(of(case, "evidence", only_file(case).pk), follow=True)
    assert "This file cannot be opened" in answer.content.decode()
    assert Event.Kind.DOWNLOADED not in kinds(case)


def test_a_file_swapped_for_another_does_not_open(world: World, olena: Client) -> None:
    case = world.file(files=[{}])
    other = sealed_upload("other.pdf", b"%PDF-1.7 something else").keep()
    Evidence.objects.filter(pk=only_file(case).pk).update(storage_name=other)
    assert olena.get(of(case, "evidence", only_file(case).pk)).status_code == 302


def test_a_file_of_another_complaint_is_not_there(world: World, olena: Client) -> None:
    ours, theirs = world.file(files=[{}]), world.file(files=[{}], chosen_body=str(world.other.pk))
    assert olena.get(of(ours, "evidence", only_file(theirs).pk)).status_code == 404


def test_a_name_that_promises_something_else_is_marked(world: World, olena: Client) -> None:
    case = world.file(files=[{"name": "photo.jpg", "content": b"MZ", "looks_like": "exe"}])
    assert "By its first bytes this is a .exe file" in olena.get(of(case)).content.decode()


def test_a_supervisor_sees_neither_names_nor_descriptions(world: World, client: Client) -> None:
    case = world.file(files=[{"name": "medical report.pdf", "description": "Names of the witnesses."}])
    client.force_login(world.olena)
    client.get(of(case, "evidence", only_file(case).pk))
    client.force_login(world.people[Role.SUPERVISOR])
    for page in ("change", "history"):
        html = client.get(of(case, page)).content.decode()
        assert "File downloaded" in html
        assert "medical report" not in html
        assert "Names of the witnesses" not in html
    assert "not open to your role" in client.get(of(case)).content.decode()


def test_an_auditor_downloads_nothing(world: World, client: Client) -> None:
    case = world.file(files=[{}])
    client.force_login(world.amina)
    assert client.get(of(case, "evidence", only_file(case).pk)).status_code == 403
    assert case.fresh().state == State.RECEIVED

"""Public and desk as two processes: after all that can happen to a complaint, no word lies readable, and the public
process cannot open what it has just sealed.
"""

import base64
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from nacl.public import PrivateKey

from complaints.models import Complaint
from portal.outbox.models import Message, State
from portal.receipts import code as codes
from tests.complaints_factory import officer
from tests.desk.addresses import of
from tests.faults.browser import CASE, ENTER, RECEIPT, Browser
from tests.leaks import found, planted
from tests.live import ROOT, Process, Sink, eventually, live_environment
from tests.people import PASSWORD

#: Tries, with the program's own code and the public process's own environment, to open the one complaint there is.
OPEN_IT = """
import django
django.setup()
from django.conf import settings
from complaints.models import Complaint
from complaints.tasks import text_of
from portal.sealing import CannotUnseal, Vault
from portal.sealing.index import refresh_stale
from portal.sealing.keyring import keyring

assert settings.PORTAL_SURFACE == "public"
complaint = Complaint.objects.get()
vault = Vault.for_desk(complaint.pk)
rows = [(complaint, "identity"), (complaint, "contact"), (complaint, "account")]
for relation, field in (
    ("victims", "particulars"), ("respondents", "particulars"), ("messages", "body"),
    ("evidence", "particulars"), ("evidence", "file_key"),
):
    rows += [(row, field) for row in getattr(complaint, relation).all()]
for row, field in rows:
    try:
        vault.read_bytes(row, field)
    except CannotUnseal:
        print("closed", field)
    else:
        print("OPEN", field)
for attempt in (lambda: text_of(complaint.pk), lambda: refresh_stale(text_of)):
    try:
        attempt()
    except CannotUnseal:
        print("closed", "index")
print("secrets", keyring().holds_secrets, bool(settings.PORTAL_INDEX_KEY))
"""


def public_half(keys: str) -> str:
    number, _kind, value = keys.split(",")[-1].split(":")
    public = PrivateKey(base64.urlsafe_b64decode(value)).public_key
    return f"{number}:public:{base64.b64encode(bytes(public)).decode()}"


PUBLIC_ENVIRONMENT = {"PORTAL_SURFACE": "public", "PORTAL_INDEX_KEY": "", "REDIS_URL": ""}


@pytest.fixture
def public(start_portal: Callable[..., str], umbrella: Any) -> str:
    keys = public_half(settings.PORTAL_SEALING_KEYS)
    return start_portal(**PUBLIC_ENVIRONMENT, PORTAL_SEALING_KEYS=keys)


@pytest.fixture
def desk(start_portal: Callable[..., str], umbrella: Any) -> Browser:
    from associations.roles import Role

    olena = officer("olena", (umbrella, Role.INTAKE_OFFICER))
    olena.set_password(PASSWORD)
    olena.save()
    browser = Browser(start_portal(PORTAL_SURFACE="desk"))
    assert browser.post("/admin/login/", {"username": "olena", "password": PASSWORD}).status == 302
    return browser


def secret_halves() -> list[bytes]:
    """The desk's keys in every form in which they could stand somewhere."""
    value = settings.PORTAL_SEALING_KEYS.split(",")[-1].split(":")[2]
    raw = base64.urlsafe_b64decode(value)
    return [
        value.encode(),
        base64.b64encode(raw),
        raw,
        raw.hex().encode(),
        settings.PORTAL_INDEX_KEY.encode(),
    ]


def test_nothing_in_the_clear_and_nothing_opened_by_the_public_process(
    public: str,
    desk: Browser,
    start_worker: Callable[..., list[Process]],
    smtp_sink: Sink,
    process_at: Callable[[str], Process],
) -> None:
    start_worker(EMAIL_URL=smtp_sink.url)
    words = {name: planted(name) for name in WORDS}
    visitor = Browser(public)
    secret, resume_code = file(visitor, words)

    # The complainant comes back, writes and adds a file; the officer reads, takes a step and answers.
    back = Browser(public)
    assert back.post(ENTER, {"secret": secret}).leads_to == CASE
    follow_up = CASE.removesuffix("complaint/")
    assert back.post(f"{follow_up}message/", {"text": words["message"]}, of=CASE).status == 302
    added = back.post(
        f"{follow_up}file/",
        {"text": words["later"], "may_show_respondent": "no"},
        {"file": (f"{words['filename2']}.pdf", words["content2"].encode() * 3_000)},
    )
    assert added.status == 302, added.text[:3000]
    complaint = Complaint.objects.get()
    for act, fields in (
        ("acknowledge", {}),
        ("note", {"note": words["note"]}),
        ("message", {"message": words["reply"]}),
        ("begin-assessment", {"reason": words["reason"], "message": words["reply"]}),
    ):
        page = of(complaint)
        answer = desk.post(
            of(complaint, "act", act), {"reason": words["reason"]} | fields, of=of(complaint, "act", act)
        )
        assert answer.status == 302, f"{act}: {answer.text[:4000]}"
    shown = desk.get(page).text
    for name in ("narrative", "message", "note", "filename", "filename2", "reply"):
        assert words[name] in shown, f"the counter-check: the desk opens {name}"
    assert words["reply"] in back.get(CASE).text

    eventually(
        lambda: not Message.objects.filter(state__in=[State.PENDING, State.CLAIMED]).exists(), within=120
    )
    assert f"{words['mailbox']}@post.example" in {str(mail["To"]) for mail in smtp_sink.messages}
    eventually(lambda: not index_is_stale(), within=60)
    assert complaint.history.count() >= 3
    searched = [*words.values(), secret, codes.normalise(secret), resume_code, codes.normalise(resume_code)]
    assert found(searched, postgres=True) == []
    everything_sent = b"".join(mail.as_bytes() for mail in smtp_sink.messages)
    assert [
        word for name, word in words.items() if name != "mailbox" and word.encode() in everything_sent
    ] == []

    public_cannot_open(process_at(public))


WORDS = (
    "name", "address", "mailbox", "victim", "details", "office", "persons", "narrative", "places", "cases", "tried",
    "reprisals", "remedy", "filename", "description", "content", "message", "later", "filename2", "content2", "note",
    "reply", "reason",
)  # fmt: skip


def file(visitor: Browser, words: dict[str, str]) -> tuple[str, str]:
    evidence = {
        "go": "addfile",
        "description": words["description"],
        "files": {"file": (f"{words['filename']}.txt", words["content"].encode() * 5_000)},
    }
    secret = visitor.file(
        contact={
            "identity_name": words["name"],
            "address": words["address"],
            "identity_address": words["address"],
            "email": f"{words['mailbox']}@post.example",
        },
        concerned={
            "victims__0__name": words["victim"],
            "victims__0__details": words["details"],
            "respondents__0__office": words["office"],
            "respondents__0__persons": words["persons"],
        },
        happened={"narrative": words["narrative"], "places": words["places"]},
        alleged={"case_numbers": words["cases"]},
        tried={"tried": words["tried"]},
        evidence=evidence,
        remedy={"reprisals": words["reprisals"], "remedy": words["remedy"]},
    )
    resume_code = RESUME.search(visitor.pages)
    assert resume_code, "no resume code was seen"
    assert visitor.get(RECEIPT).secret == secret
    return secret, resume_code[1]


RESUME = re.compile(r'data-resume-code="([^"]+)"')


def index_is_stale() -> bool:
    from portal.sealing.models import IndexRow

    return IndexRow.objects.filter(stale=True).exists()


def public_cannot_open(process: Process) -> None:
    for pid in [process.popen.pid, *children(process.popen.pid)]:
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        assert b"PORTAL_SURFACE=public" in environment
        assert not [half for half in secret_halves() if half in environment], (
            "a key that opens is where visitors are"
        )
    keys = public_half(settings.PORTAL_SEALING_KEYS)
    environment = live_environment(**PUBLIC_ENVIRONMENT, PORTAL_SEALING_KEYS=keys)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", OPEN_IT],
        capture_output=True, text=True, timeout=120, check=False, env=environment, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[-1] == "secrets False False"
    assert "OPEN" not in done.stdout
    tried = {"identity", "contact", "account", "particulars", "body", "file_key", "index"}
    assert {line.split()[1] for line in lines[:-1]} == tried


def children(pid: int) -> list[int]:
    import psutil

    return [child.pid for child in psutil.Process(pid).children(recursive=True)]

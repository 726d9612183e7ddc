"""An import in the hands of the worker: claimed once, all of it or nothing, taken again after a death."""

import os
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections, transaction
from django.db.models import F
from django.utils import timezone

from associations.duties import Role
from associations.editing import WRITING
from associations.exchange import jobs, passing, services
from associations.exchange.kinds import KINDS
from associations.exchange.models import Finding, Import, State
from associations.models import Association, Event, Membership
from portal.accounts.models import User
from portal.ledger.models import Commitment
from portal.sealing.models import DataKey
from portal.tables.detecting import Form
from tests.exchange.files import upload
from tests.exchange.tables import BODY, EVENT, NOW, Heard, table, task, tried
from tests.live import Process, eventually
from tests.people import body, holds, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor(db: None) -> User:
    body("meridia", "association", country="QM")
    return holds(person("alma"), body("union"), Role.ADMINISTRATOR)


def received(by: User, kind: str, data: bytes) -> Import:
    return services.receive(upload(data), KINDS[kind], by=by, now=NOW)


def checked(by: User, kind: str, data: bytes) -> Import:
    row = received(by, kind, data)
    services.ask_check(row.pk, by=by, now=NOW)
    assert jobs.run_next("worker")
    row.refresh_from_db()
    return row


def confirm(row: Import, **more: Any) -> Import:
    values = {"shown": bytes(row.outcome or b"").hex(), "because": "Checked against the yearbook."} | more
    return services.confirm(row.pk, by=row.by, now=NOW, **values)


def test_from_the_file_to_the_record(editor: User) -> None:
    data = table(EVENT, EVENT | {"date": "2020"}, separator=";", encoding="cp1251")
    row = checked(editor, "events", data)
    assert (row.state, row.new, row.errors, row.lines_done) == (State.CHECKED, 2, 0, 2)
    assert row.bytes_done == row.size == len(data)
    assert not Event.objects.exists(), "the dry run leaves nothing"
    assert not Commitment.objects.exists()
    confirm(row)
    assert jobs.run_next("worker")
    row.refresh_from_db()
    assert (row.state, row.claimed_by, row.errors) == (State.WRITTEN, "", 0)
    events = Event.objects.current()
    assert {each.recorded_by for each in events} == {editor}
    assert Commitment.objects.filter(kind="record.event").count() == 2
    assert not jobs.run_next("worker"), "nothing waits any more"
    again = checked(editor, "events", data)
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    with pytest.raises(ValidationError, match="nothing to write"):
        confirm(again)


def test_errors_and_changes_are_kept_to_be_read(editor: User) -> None:
    first = checked(editor, "bodies", table(BODY | {"slug": "x"}))
    confirm(first)
    jobs.run_next("worker")
    row = checked(
        editor, "bodies", table(BODY | {"slug": "x", "name:en": "Y"}, BODY | {"slug": "y", "country": "U\0A"})
    )
    found = [(one.line, one.level, one.column, one.was, one.value) for one in row.findings.all()]
    assert found == [
        (2, "change", "name:en", "Prosecution Service", "Y"),
        (3, "error", "country", "", "U\u2400A"),
    ]
    assert (row.changed, row.wrong, row.errors) == (1, 1, 1)
    with pytest.raises(ValidationError, match="Errors are left"):
        confirm(row)
    services.ask_check(row.pk, by=editor, now=NOW)
    jobs.run_next("worker")
    assert row.findings.count() == 2, "a second check tells it once"


def test_a_correction_needs_a_reason_and_carries_it(editor: User) -> None:
    confirm(checked(editor, "events", table(EVENT)))
    jobs.run_next("worker")
    entry = str(Event.objects.current().get().entry)
    row = checked(editor, "events", table(EVENT | {"entry": entry, "date": "2018"}))
    assert row.changed == 1
    with pytest.raises(ValidationError, match="Say why"):
        confirm(row, because=" ")
    confirm(row)
    jobs.run_next("worker")
    now = Event.objects.current().get()
    assert (str(now.entry), now.day.year, now.because) == (entry, 2018, "Checked against the yearbook.")
    assert Event.objects.count() == 2


def test_what_is_unusual_is_confirmed_by_its_kind(editor: User) -> None:
    body("league")
    rows = ({"member": "meridia", "umbrella": slug, "began": "2001"} for slug in ("union", "league"))
    row = checked(editor, "memberships", table(*rows))
    assert row.doubts == {"two": 1}
    with pytest.raises(ValidationError, match="unusual"):
        confirm(row)
    confirm(row, accepted=frozenset({"two"}))
    jobs.run_next("worker")
    assert Membership.objects.current().count() == 2


def test_only_what_was_shown_is_written(editor: User) -> None:
    row = checked(editor, "bodies", table(BODY | {"slug": "x"}))
    with pytest.raises(ValidationError, match="checked again"):
        confirm(row, shown="00" * 32)
    confirm(row)
    Association.objects.create(slug="x", kind="service", names={"en": "X"}, country="UA")
    jobs.run_next("worker")
    row.refresh_from_db()
    assert (row.state, row.changed_since) == (State.TO_CHECK, True)
    jobs.run_next("worker")
    row.refresh_from_db()
    assert (row.state, row.new, row.changed) == (State.CHECKED, 0, 1)
    assert Association.objects.get(slug="x").names == {"en": "X"}, "nothing was written"


def test_rights_that_ended_before_the_write(editor: User) -> None:
    row = checked(editor, "bodies", table(BODY | {"slug": "x"}))
    confirm(row)
    editor.grants.update(until=F("since") + timedelta(seconds=1))
    jobs.run_next("worker")
    jobs.run_next("worker")
    row.refresh_from_db()
    assert (row.state, row.errors) == (State.CHECKED, 1)
    assert not Association.objects.filter(slug="x").exists()


def test_one_import_at_a_time_and_the_others_in_order(editor: User) -> None:
    rows = [received(editor, "bodies", table(BODY | {"slug": f"x{number}"})) for number in range(3)]
    for number, row in enumerate(reversed(rows)):
        services.ask_check(row.pk, by=editor, now=NOW + timedelta(seconds=number))
    done = []
    for _row in rows:
        mine = jobs.claim("one", NOW)
        assert mine is not None
        assert jobs.claim("two", NOW) is None, "one is at work: the other threads stay free"
        jobs._end(mine, NOW, state=State.CANCELLED)
        done.append(mine.pk)
    assert done == [row.pk for row in reversed(rows)], "who asked first comes first"


def test_two_workers_that_claim_at_once(editor: User) -> None:
    """The second looks while the first has not yet said that it is at work."""
    for number in range(2):
        row = received(editor, "bodies", table(BODY | {"slug": f"x{number}"}))
        services.ask_check(row.pk, by=editor, now=NOW)
    claimed: list[Import | None] = []

    def other() -> None:
        try:
            claimed.append(jobs.claim("two", NOW))
        finally:
            connections.close_all()

    with transaction.atomic():
        assert jobs.claim("one", NOW) is not None
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(30)
    assert claimed == [None]


def test_two_editors_import_the_same_at_once(editor: User) -> None:
    other = holds(person("bela"), Association.objects.get(slug="union"), Role.ADMINISTRATOR)
    data = table(*(EVENT | {"date": str(1990 + number)} for number in range(30)))
    rows = [checked(each, "events", data) for each in (editor, other)]
    for row in rows:
        assert row.new == 30
        confirm(row)
    barrier = threading.Barrier(2)

    def work(name: str) -> None:
        barrier.wait(10)
        try:
            jobs.run_next(name)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Import.objects.filter(state=State.WRITTEN).count() == 1, "one at a time"
    jobs.run_next("worker")
    states = sorted(Import.objects.values_list("state", flat=True))
    assert states == [State.TO_CHECK, State.WRITTEN], "the second is asked again"
    assert Event.objects.count() == 30
    jobs.run_next("worker")
    assert Import.objects.get(state=State.CHECKED).same == 30


def test_editors_wait_for_the_end_of_a_write(editor: User) -> None:
    data = table(EVENT)
    free: list[bool] = []

    def asked(_outcome: Any = None) -> None:
        with jobs.beside() as other, other._opened.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [WRITING])
            free.append(cursor.fetchone()[0])

    outcome, _heard = tried("events", data)
    passing.write(task("events", data), [data], Heard(), shown=outcome.digest, last=asked)
    asked()
    assert free == [False, True]


def test_a_cancelled_write_leaves_nothing(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "BATCH", 5)
    row = checked(editor, "events", table(*(EVENT | {"date": str(1990 + number)} for number in range(30))))
    confirm(row)
    store = passing._store

    def asked_meanwhile(*args: Any, **more: Any) -> None:
        store(*args, **more)
        done = threading.Thread(target=_cancel, args=(row,))
        done.start()
        done.join(20)

    monkeypatch.setattr(passing, "_store", asked_meanwhile)
    jobs.run_next("worker")
    row.refresh_from_db()
    assert (row.state, row.lines_done) == (State.CANCELLED, 5)
    assert not Event.objects.exists()
    with pytest.raises(ValidationError, match="cannot be written"):
        confirm(row)


def _cancel(row: Import) -> None:
    try:
        services.cancel(row.pk, by=row.by, now=NOW)
    finally:
        connections.close_all()


@pytest.mark.parametrize("noticed", ["on the way", "at the end"])
def test_a_worker_whose_claim_ran_out_writes_nothing(
    editor: User, noticed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if noticed == "at the end":
        monkeypatch.setattr(jobs._Teller, "progress", lambda *_: None)
    row = checked(editor, "events", table(EVENT))
    confirm(row)
    mine = jobs.claim("slow", NOW)
    assert mine is not None
    later = NOW + jobs.LEASE + timedelta(seconds=1)
    assert jobs.recover_stuck(later) == 1
    with jobs.beside() as out, pytest.raises(jobs.Lost):
        jobs._do(mine, out, lambda: later)
    assert not Event.objects.exists()
    monkeypatch.undo()
    assert jobs.run_next("quick")
    assert Event.objects.count() == 1


def test_a_file_that_ends_its_worker_each_time_is_given_up(editor: User) -> None:
    row = received(editor, "events", table(EVENT))
    services.ask_check(row.pk, by=editor, now=NOW)
    now = NOW
    for _time in range(jobs.TOO_OFTEN_STUCK + 1):
        assert jobs.claim("unlucky", now) is not None
        now += jobs.LEASE + timedelta(seconds=1)
        jobs.recover_stuck(now)
    row.refresh_from_db()
    assert (row.state, row.error_kind) == (State.FAILED, "worker-died")


def test_a_file_exchanged_in_the_storage_is_not_imported(editor: User) -> None:
    row = received(editor, "events", table(EVENT))
    other = received(editor, "events", table(EVENT | {"date": "1990"}))
    Import.objects.filter(pk=row.pk).update(storage_name=other.storage_name)
    services.ask_check(row.pk, by=editor, now=NOW)
    jobs.run_next("worker")
    row.refresh_from_db()
    assert (row.state, row.error_kind) == (State.FAILED, "file")
    Import.objects.filter(pk=other.pk).update(content_hash=b"x" * 32)
    services.ask_check(other.pk, by=editor, now=NOW)
    jobs.run_next("worker")
    other.refresh_from_db()
    assert (other.state, other.error_kind) == (State.FAILED, "file")


def test_somebody_elses_import(editor: User) -> None:
    row = checked(editor, "events", table(EVENT))
    other = holds(person("bela"), Association.objects.get(slug="union"), Role.PUBLISHER)
    values: dict[str, Any] = {"by": other, "now": NOW}
    for act in (
        lambda: services.ask_check(row.pk, **values),
        lambda: services.read_as(row.pk, Form(), **values),
        lambda: services.confirm(row.pk, shown=bytes(row.outcome or b"").hex(), **values),
        lambda: services.cancel(row.pk, **values),
    ):
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(PermissionDenied):
        received(other, "bodies", table(BODY | {"slug": "x"}))


def test_a_publisher_imports_within_their_umbrella_body(editor: User) -> None:
    union, league = Association.objects.get(slug="union"), body("league")
    vesperia = body("vesperia", "service", country="QV")
    publisher = holds(person("mirela"), union, Role.PUBLISHER)
    periods = table(
        {"member": "meridia", "umbrella": "union", "began": "2001"},
        {"member": "vesperia", "umbrella": "league", "began": "2001"},
    )
    row = checked(publisher, "memberships", periods)
    wrong = row.findings.exclude(level="new")
    assert list(wrong.values_list("line", "level", "column")) == [(3, "error", "umbrella")]
    Membership(member=Association.objects.get(slug="meridia"), umbrella=union, recorded_at=NOW).save()
    Membership(member=vesperia, umbrella=league, recorded_at=NOW).save()
    events = table(
        EVENT,
        EVENT | {"subject": "vesperia"},
        EVENT | {"subject": "vesperia", "other": "union"},
        EVENT | {"subject": "meridia", "other": "league"},
        EVENT | {"subject": "union"},
    )
    row = checked(publisher, "events", events)
    wrong = row.findings.exclude(level="new")
    assert list(wrong.values_list("line", "column")) == [(3, "subject"), (5, "subject")]


def test_files_are_forgotten_and_the_account_stays(editor: User) -> None:
    from django.core.files.storage import default_storage

    row = checked(editor, "events", table(EVENT | {"kind": "party"}))
    assert row.findings.exists()
    assert services.forget(NOW + timedelta(days=13)) == 0
    Import.objects.filter(pk=row.pk).update(state_since=NOW)
    assert services.forget(NOW + services.KEPT) == 1
    row.refresh_from_db()
    assert (row.state, row.by, row.errors) == (State.CANCELLED, editor, 1)
    assert row.forgotten_at is not None
    assert not default_storage.exists(row.storage_name)
    assert not DataKey.objects.filter(owner_id=row.pk).exists()
    assert not Finding.objects.exists()
    assert services.forget(NOW + timedelta(days=99)) == 0


def test_files_that_cannot_be_taken(editor: User) -> None:
    with pytest.raises(ValidationError, match="empty"):
        received(editor, "events", b"")
    big = upload(table(EVENT))
    big.failed_reason, big.size = "too_big", 300 * 2**20
    with pytest.raises(ValidationError, match="100"):
        services.receive(big, KINDS["events"], by=editor, now=NOW)
    with pytest.raises(ValidationError, match="no CSV or JSON"):
        received(editor, "events", b"PK\x03\x04" + bytes(200))
    assert not Import.objects.exists()


def test_a_worker_killed_while_it_writes_leaves_nothing_and_the_import_is_taken_again(
    live_database: None, start_worker: Callable[..., list[Process]]
) -> None:
    holder = holds(person("alma"), body("union"), Role.ADMINISTRATOR)
    body("meridia", "association", country="QM")
    rows = (
        EVENT | {"date": f"19{number % 90 + 10}-01", "text:en": f"No. {number}"} for number in range(5_000)
    )
    data = table(*rows)
    victim = start_worker()[0]
    row = received(holder, "events", data)
    services.ask_check(row.pk, by=holder, now=timezone.now())
    eventually(lambda: Import.objects.filter(pk=row.pk, state=State.CHECKED).exists(), within=120)
    row.refresh_from_db()
    assert (row.new, row.errors) == (5_000, 0)
    confirm(row)
    at_work = Import.objects.filter(pk=row.pk, state=State.WRITING, lines_done__gt=0)
    eventually(at_work.exists, within=60)
    os.killpg(victim.popen.pid, signal.SIGKILL)
    victim.popen.wait(10)
    assert Import.objects.get(pk=row.pk).state == State.WRITING, "it was killed in the middle"
    assert not Event.objects.exists(), "nothing is half written"
    Import.objects.filter(pk=row.pk).update(seen_at=F("seen_at") - jobs.LEASE - timedelta(minutes=1))
    assert jobs.recover_stuck(timezone.now()) == 1
    start_worker()
    eventually(lambda: Import.objects.filter(pk=row.pk, state=State.WRITTEN).exists(), within=120)
    assert Event.objects.count() == 5_000
    assert Import.objects.get(pk=row.pk).recoveries == 1

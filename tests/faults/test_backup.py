"""Backups restored for real: what was erased does not come back once the older dumps of the keys are gone."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command, get_commands
from django.db import connection
from django.utils import timezone

from complaints.services.erasure import erase_content
from portal.sealing import backup
from portal.sealing.index import mark_all_stale
from portal.sealing.models import DataKey
from tests.complaints_factory import Case, file
from tests.leaks import forms, planted
from tests.live import ROOT, live_environment

#: Prints of each complaint named in the arguments whether the desk opens it, and then who is found by which word.
LOOK = """
import sys
import django
django.setup()
from django.core.management import call_command
from complaints.models import Complaint
from complaints.tasks import fill_index
from portal.sealing import CannotUnseal, Vault
from portal.sealing.index import search_ids
from portal.sealing.models import IndexRow

one, other, word, other_word = sys.argv[1:]
for pk in (one, other):
    complaint = Complaint.objects.get(pk=pk)
    assert complaint.account and not complaint.content_erased_at
    try:
        print("opens", Vault.for_desk(complaint.pk).read_json(complaint, "account")["narrative"])
    except CannotUnseal:
        print("closed")
assert not IndexRow.objects.exists()
call_command("rebuild_index", stdout=sys.stderr)
fill_index()
print([[str(pk) for pk in search_ids(each)] for each in (word, other_word)])
"""
PG_RESTORE = str(Path(backup.pg_dump()).with_name("pg_restore"))


@pytest.fixture
def restored() -> Iterator[Callable[..., list[str]]]:
    """``restored(dumps, *arguments)``: what ``LOOK`` says of a new database made of these dumps, in this order."""
    made: list[str] = []
    admin = live_environment()["DATABASE_URL"]

    def restore(dumps: list[Path], *arguments: Any) -> list[str]:
        name = f"test_restored_{os.getpid()}_{len(made)}"
        with psycopg.connect(admin, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        made.append(name)
        libpq = backup.environment() | {"PGDATABASE": name}
        for dump in dumps:
            command = [PG_RESTORE, "--no-owner", "--exit-on-error", f"--dbname={name}", str(dump)]
            subprocess.run(command, check=True, env=libpq)
        url = admin.rsplit("/", 1)[0] + f"/{name}"
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", LOOK, *map(str, arguments)],
            capture_output=True, text=True, timeout=120, check=False, cwd=ROOT,
            env=live_environment(PORTAL_SURFACE="desk") | {"DATABASE_URL": url},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    yield restore
    with psycopg.connect(admin, autocommit=True) as server:
        for name in made:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


@pytest.fixture
def words() -> tuple[str, str]:
    return planted(), planted()


@pytest.fixture
def cases(umbrella: Any, words: tuple[str, str]) -> tuple[Case, Case]:
    erased, kept = words
    return file(account=erased), file(account=kept)


def run(command: str, folder: Path, **options: Any) -> Path:
    out = StringIO()
    call_command(command, to=folder, stdout=out, stderr=StringIO(), **options)
    return Path(out.getvalue().strip())


def age(dump: Path, days: int) -> Path:
    """The same dump, made so many days ago."""
    made = timezone.now() - timedelta(days=days)
    return dump.rename(dump.with_name(f"keys-{made:{backup.STAMP}}.dump"))


def test_erased_means_erased_in_what_is_restored(
    cases: tuple[Case, Case], words: tuple[str, str], tmp_path: Path, restored: Callable[..., list[str]]
) -> None:
    erased, kept = cases
    database = run("backup_database", tmp_path / "database")
    before = age(run("backup_keys", tmp_path / "keys"), days=31)
    whole = before.read_bytes()
    erase_content(erased.pk, timezone.now())
    after = run("backup_keys", tmp_path / "keys")
    assert list((tmp_path / "keys").iterdir()) == [after], "the dump from before the erasure is gone"

    asked = (erased.pk, kept.pk, *words)
    assert restored([database, after], *asked) == ["closed", f"opens {words[1]}", f"[[], ['{kept.pk}']]"]
    # The counter-check, and why such a dump must go: with it, and with it alone, the erased complaint opens.
    before.write_bytes(whole)
    assert restored([database, before], *asked)[0] == f"opens {words[0]}"
    assert restored([database], *asked) == ["closed", "closed", "[[], []]"]


def test_dumps_hold_no_word_and_the_main_one_no_key(
    cases: tuple[Case, Case], words: tuple[str, str], tmp_path: Path
) -> None:
    database = run("backup_database", tmp_path / "database")
    keys = run("backup_keys", tmp_path / "keys")
    told = {}
    for dump in (database, keys):
        assert dump.stat().st_mode & 0o777 == 0o600
        plain = subprocess.run([PG_RESTORE, "--file=-", str(dump)], check=True, capture_output=True).stdout
        assert not [word for word in words for form in forms(word).values() if form in plain]
        told[dump] = plain
    wraps = [bytes(wrap).hex().encode() for wrap in DataKey.objects.values_list("desk_wrap", flat=True)]
    assert len(wraps) == 6
    assert not [wrap for wrap in wraps if wrap in told[database]]
    assert all(wrap in told[keys] for wrap in wraps)
    assert str(cases[0].complaint.reference).encode() in told[database]
    assert b"COPY public.sealing_datakey" in told[keys]
    assert b"COPY public.complaints" not in told[keys]


def test_keys_and_database_are_kept_apart(umbrella: Any, tmp_path: Path) -> None:
    run("backup_database", tmp_path)
    with pytest.raises(CommandError, match="kept apart"):
        run("backup_keys", tmp_path)
    run("backup_keys", tmp_path / "keys")
    with pytest.raises(CommandError, match="kept apart"):
        run("backup_database", tmp_path / "keys")


@pytest.mark.parametrize("days", [31, -1])
def test_keys_are_not_kept_longer_than_a_month(umbrella: Any, tmp_path: Path, days: int) -> None:
    with pytest.raises(CommandError, match="30 days"):
        run("backup_keys", tmp_path, keep_days=days)
    assert list(tmp_path.iterdir()) == []


def test_younger_dumps_and_other_files_stay(umbrella: Any, tmp_path: Path) -> None:
    young = age(run("backup_keys", tmp_path), days=29)
    old = age(run("backup_keys", tmp_path), days=31)
    other = tmp_path / "keys-old.dump"
    other.touch()
    new = run("backup_keys", tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([young, other, new])
    assert not old.exists()


def test_a_failed_dump_leaves_no_file_and_no_older_one_goes(
    umbrella: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = age(run("backup_keys", tmp_path), days=40)
    monkeypatch.setitem(connection.settings_dict, "NAME", "no_such_database")
    with pytest.raises(CommandError, match="no_such_database"):
        run("backup_keys", tmp_path)
    assert list(tmp_path.iterdir()) == [old]


def test_the_whole_index_is_asked_for(cases: tuple[Case, Case]) -> None:
    from portal.sealing.models import IndexRow

    IndexRow.objects.filter(owner_id=cases[0].pk).delete()
    IndexRow.objects.update(stale=False)
    assert mark_all_stale() == 2
    assert mark_all_stale() == 2


def test_what_is_written_for_operators_is_what_the_program_does() -> None:
    written = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    for table in backup.LEFT_OUT:
        assert f"--exclude-table-data={table}" in written
        assert table in all_tables()
    assert set(re.findall(r"manage\.py (\w+)", written)) <= set(get_commands())


def all_tables() -> set[str]:
    return {model._meta.db_table for model in apps.get_models()}

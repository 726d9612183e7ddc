"""PostgreSQL and Valkey from wheels: private, healed after a kill, usable for root and for everybody else."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from portal import embedded, processes
from portal.embedded import Postgres, Valkey, local_environment, socket_directory
from portal.processes import CannotRun


@pytest.fixture
def home() -> Iterator[Path]:
    """A data directory with a short path (pytest's own are too long for sockets)."""
    with tempfile.TemporaryDirectory(prefix="portal-e-", dir="/tmp") as name:
        yield Path(name)


@pytest.fixture
def postgres(home: Path) -> Iterator[Postgres]:
    server = Postgres(home, "secret of this test", durable=False)
    yield server
    server.stop()


def ask(server: Postgres, sql: str) -> object:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(sql).fetchone()
        assert row is not None
        return row[0]


def test_postgres_is_reachable_by_its_password_and_through_its_socket_only(
    home: Path, postgres: Postgres
) -> None:
    postgres.start()
    postgres.wait()
    assert postgres.process is not None

    assert str(ask(postgres, "SHOW server_version")).startswith("18")
    assert ask(postgres, "SHOW server_encoding") == "UTF8"
    assert ask(postgres, "SELECT lower('ЇҐӘƏЎ')") == "їґәəў"
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(postgres.url.replace(":secret", ":wrong"))
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(f"host={postgres.sockets} dbname=portal user=postgres")
    assert not psutil.Process(postgres.process.pid).net_connections(kind="inet")
    assert postgres.sockets.stat().st_mode & 0o777 == 0o700
    assert (home / "postgres").stat().st_mode & 0o777 == 0o700
    assert (home / "postgres").stat().st_uid == os.geteuid(), "files keep their owner, for root too"


def test_data_survive_a_stop_and_a_kill(home: Path, postgres: Postgres) -> None:
    postgres.start()
    postgres.wait()
    with psycopg.connect(postgres.url) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('here')")
    postgres.stop()
    assert not list(postgres.sockets.iterdir())

    postgres.start()
    postgres.wait()
    assert ask(postgres, "SELECT word FROM kept") == "here"
    assert postgres.process is not None
    postgres.process.kill()
    postgres.process.wait()
    assert (home / "postgres" / "postmaster.pid").exists()

    again = Postgres(home, postgres.password, durable=False)
    again.start()
    again.wait()
    assert ask(again, "SELECT word FROM kept") == "here"
    again.stop()


def test_a_lock_with_the_pid_of_a_stranger_is_removed(home: Path, postgres: Postgres) -> None:
    postgres.start()
    postgres.wait()
    lock = home / "postgres" / "postmaster.pid"
    content = lock.read_text()
    postgres.stop()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger:
        lock.write_text("\n".join([str(stranger.pid), *content.split("\n")[1:]]))
        postgres.start()
        postgres.wait()
        assert stranger.poll() is None, "the stranger was left alone"
        stranger.kill()
    assert ask(postgres, "SELECT 1") == 1


def test_a_folder_that_is_no_cluster_is_left_alone(home: Path, postgres: Postgres) -> None:
    (home / "postgres").mkdir()
    (home / "postgres" / "letter.txt").write_text("mine")
    with pytest.raises(CannotRun, match="is not empty"):
        postgres.start()
    assert (home / "postgres" / "letter.txt").read_text() == "mine"


@pytest.mark.parametrize(
    "mode", [0o711, 0o700], ids=["folders others may enter", "folders only root may enter"]
)
def test_without_user_namespaces_root_hands_the_cluster_to_another_user(
    home: Path, postgres: Postgres, mode: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "namespaces_allowed", lambda: False)
    home.chmod(mode)
    postgres.start()
    postgres.wait()
    assert ask(postgres, "SELECT 1") == 1
    assert postgres.process is not None
    uid = psutil.Process(postgres.process.pid).uids().real
    assert uid != 0
    if os.geteuid() == 0:
        assert (home / "postgres").stat().st_uid == uid
        capabilities = Path(f"/proc/{postgres.process.pid}/status").read_text()
        held = int(capabilities.split("CapEff:")[1].split()[0], 16)
        assert held in (0, 1 << processes.CAP_DAC_OVERRIDE), "never more than the one capability"
    else:
        assert postgres.identity == processes.OURSELVES


def test_without_user_namespaces_and_out_of_reach_it_says_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "namespaces_allowed", lambda: False)
    monkeypatch.setattr(processes, "_in_child", lambda first, question: False)
    monkeypatch.setattr(processes.os, "geteuid", lambda: 0)
    monkeypatch.setattr(processes.os, "chown", lambda *_: None)
    with pytest.raises(CannotRun, match="Run this as an ordinary user") as refusal:
        processes.server_identity(Path("/bin/true"), [home])
    assert "DATABASE_URL" in str(refusal.value)


def test_valkey_answers_on_its_socket_and_forgets(home: Path) -> None:
    import redis

    server = Valkey(home)
    server.start()
    server.wait()
    assert server.process is not None
    assert not psutil.Process(server.process.pid).net_connections(kind="inet")
    with redis.Redis.from_url(server.url) as client:
        client.set("word", "gone")
        info = client.info("server")
        assert str(info["valkey_version"]).startswith("9")
    server.stop()
    assert not server.socket.exists()
    server.start()
    server.wait()
    with redis.Redis.from_url(server.url) as client:
        assert client.get("word") is None
    server.stop()


def test_sockets_of_a_long_data_directory_go_to_a_short_private_one(home: Path) -> None:
    long = home / ("x" * 90)
    long.mkdir()
    path = socket_directory(long)
    try:
        assert len(os.fsencode(path / embedded.LONGEST_SOCKET_NAME)) <= embedded.SOCKET_PATH_LIMIT
        assert path.stat().st_mode & 0o777 == 0o700
        assert socket_directory(long) == path
        path.chmod(0o777)
        assert socket_directory(long).stat().st_mode & 0o777 == 0o700
        path.rmdir()
        path.symlink_to(home)
        with pytest.raises(CannotRun, match="belongs to somebody else"):
            socket_directory(long)
    finally:
        path.unlink() if path.is_symlink() else path.rmdir()


def test_servers_end_with_the_process_that_started_them(home: Path) -> None:
    code = f"""
import pathlib, time
from portal.embedded import Postgres, Valkey
servers = [Postgres(pathlib.Path({str(home)!r}), "x", durable=False), Valkey(pathlib.Path({str(home)!r}))]
for server in servers: server.start()
for server in servers: server.wait()
print(*[server.process.pid for server in servers], flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        children = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
        parent.send_signal(signal.SIGKILL)
    _, left = psutil.wait_procs(children, timeout=10)
    assert not left


def test_what_a_killed_supervisor_left_is_known_by_pid_and_start_time(home: Path) -> None:
    record = home / "processes.json"
    with (
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as ours,
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger,
    ):
        processes.remember(record, {"worker": ours.pid, "web": stranger.pid})
        known = json.loads(record.read_text())
        known["web"][1] -= 100  # the pid was given to somebody else since
        record.write_text(json.dumps(known))
        try:
            assert processes.end_remembered(record) == ["worker"]
            ours.wait(5)
            assert stranger.poll() is None
        finally:
            ours.kill()
            stranger.kill()
    assert not record.exists()


@pytest.mark.parametrize("switch", ["0", "false", "No", "off"])
def test_production_never_borrows_the_keys_of_a_demonstration(
    home: Path, switch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "local.env").write_text("# made\nPORTAL_SECRET_KEY=demo=1\n")
    monkeypatch.setenv("PORTAL_DEMO", "1")
    assert local_environment(home) == {"PORTAL_SECRET_KEY": "demo=1"}
    monkeypatch.delenv("PORTAL_DEMO")
    assert local_environment(home) == {"PORTAL_SECRET_KEY": "demo=1"}
    monkeypatch.setenv("PORTAL_DEMO", switch)
    assert local_environment(home) == {}


@pytest.mark.parametrize("surface", ["public", "desk"])
def test_one_surface_takes_no_configuration_from_a_folder_that_the_other_writes(
    home: Path, surface: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "local.env").write_text(
        "PORTAL_DEMO=1\nPORTAL_SECRET_KEY_FALLBACKS=known to a seized public server\n"
    )
    monkeypatch.delenv("PORTAL_DEMO")
    monkeypatch.setenv("PORTAL_SURFACE", surface)
    assert local_environment(home) == {}

"""``make run``: the whole portal on one machine - servers, preparation, web, worker and beat - and its orderly end.

One supervisor, no threads. It stops everything when it is told to, when any part ends by itself, and (through the
kernel's parent-death signal) when it is killed. ``docs/decisions/supervisor.md`` says why not Honcho.
"""

import argparse
import contextlib
import ctypes
import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NoReturn

from portal import prepare, processes
from portal.embedded import NO, Postgres, Valkey, new_secrets, tail
from portal.processes import CannotRun

ROOT = Path(__file__).resolve().parent.parent
DEMONSTRATION_USERS = (
    "officer officer2 handler decider reviewer liaison custodian publisher publisher2 translator engagement diligence "
    "diligence2 auditor administrator"
)
WORKER = (
    "--pool",
    "threads",
    "--concurrency",
    "2",
    "--without-gossip",
    "--without-mingle",
    "--without-heartbeat",
)
READY_WITHIN = 120.0  # seconds


class Stopped(Exception):
    """A signal asked for the end."""


class Supervisor:
    """Everything that runs, and the order in which it ends."""

    def __init__(self, data_dir: Path, host: str, port: int) -> None:
        self.data_dir, self.host, self.port = data_dir, host, port
        self.logs = data_dir / "logs"
        self.record = data_dir / "processes.json"
        self.servers: list[Postgres | Valkey] = []
        self.programs: dict[str, subprocess.Popen[bytes]] = {}
        self.environment: dict[str, str] = {}

    @property
    def url(self) -> str:
        shown = "localhost" if self.host in {"127.0.0.1", "0.0.0.0", "::", "::1", ""} else self.host  # noqa: S104
        return f"http://{shown}:{self.port}"

    # --- starting -----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        began = time.monotonic()
        self.logs.mkdir(exist_ok=True)
        if left := processes.end_remembered(self.record):
            say(f"Stopped what an earlier run had left behind: {', '.join(left)}.")
        check_port_free(self.host, self.port)
        self._start_servers()
        self._prepare()
        python = [sys.executable, "-m"]
        celery = [*python, "celery", "--app", "portal", "--quiet"]
        self._program("web", [*python, "gunicorn", "--config", "python:portal.gunicorn"])
        self._program("worker", [*celery, "worker", *WORKER, "--loglevel", "INFO"])
        pid_file = self.data_dir / "beat.pid"
        pid_file.unlink(missing_ok=True)
        self._program("beat", [*celery, "beat", "--pidfile", str(pid_file), "--loglevel", "WARNING"])
        self._wait_ready()
        self._welcome(time.monotonic() - began)

    def _start_servers(self) -> None:
        environment = dict(os.environ)
        local = local_secrets(self.data_dir)
        wanted: list[Postgres | Valkey] = []
        if not given("DATABASE_URL"):
            wanted.append(Postgres(self.data_dir, local["PORTAL_POSTGRES_PASSWORD"]))
            environment["DATABASE_URL"] = local["DATABASE_URL"] = wanted[-1].url
        if not given("REDIS_URL"):
            wanted.append(Valkey(self.data_dir))
            environment["REDIS_URL"] = local["REDIS_URL"] = wanted[-1].url
        write_local(self.data_dir, local)
        for server in wanted:
            self.servers.append(server)
            server.start()
            self._remember()
        for server in wanted:
            server.wait()
        environment |= {
            "PORTAL_DATA_DIR": str(self.data_dir),
            "HOST": self.host,
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }
        if self.host not in {"127.0.0.1", "0.0.0.0", "::", "::1", "localhost"}:  # noqa: S104
            environment.setdefault("PORTAL_ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{self.host}")
        self.environment = environment

    def _prepare(self) -> None:
        """Migrations, static files, translations, demonstration data - as far as something changed."""
        record = self.data_dir / "prepared.json"
        wanted = prepare.fingerprints(self._cluster(), demonstration=is_demonstration())
        steps = prepare.outstanding(record, wanted)
        if given("DATABASE_URL"):  # not ours: whatever happened to it meanwhile, migrations are asked again
            steps = [
                step
                for step in prepare.STEPS
                if step in {*steps, "database", "demonstration"} and step in wanted
            ]
        if not steps:
            return
        say(f"Preparing {', '.join(prepare.STEPS[step] for step in steps)} …")
        # Not to a log: this is where progress bars and a migration's complaint belong.
        child = processes.spawn(
            [sys.executable, "-m", "portal.prepare", *steps],
            log=sys.stdout.fileno(),
            environment=self.environment,
            cwd=ROOT,
        )
        self.programs["preparation"] = child
        self._remember()
        while child.poll() is None:
            self._check_alive(but="preparation")
            time.sleep(0.05)
        del self.programs["preparation"]
        if child.returncode:
            raise CannotRun("Preparation failed; the lines above say why.")
        prepare.record_done(record, wanted)

    def _cluster(self) -> str:
        if given("DATABASE_URL"):
            return "|".join(os.environ.get(name, "") for name in ("DATABASE_URL", "DATABASE_URL_FILE"))
        made = (self.data_dir / "postgres" / "PG_VERSION").stat()
        return f"{made.st_ino} {made.st_mtime_ns}"

    def _program(self, name: str, command: list[str]) -> None:
        with (self.logs / f"{name}.log").open("ab") as log:
            self.programs[name] = processes.spawn(command, log=log, environment=self.environment, cwd=ROOT)
        self._remember()

    def _wait_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        host = "127.0.0.1" if self.host in {"0.0.0.0", "localhost", ""} else self.host  # noqa: S104
        host = {"::": "::1"}.get(host, host)
        address = f"[{host}]" if ":" in host else host
        while (missing := not_ready(f"http://{address}:{self.port}/readyz")) is not None:
            self._check_alive()
            if time.monotonic() > deadline:
                raise CannotRun(f"Not ready after {READY_WITHIN:.0f} s ({missing}). See {self.logs}.")
            time.sleep(0.1)

    def _welcome(self, seconds: float) -> None:
        say(f"\n{self.url}   (ready after {seconds:.1f} s)\n")
        if is_demonstration():
            password = os.environ.get("PORTAL_DEMO_PASSWORD") or "demo-portal-2026"
            say(f"Demonstration log-ins at {self.url}/admin/ with the password {password}")
            say(f"  {DEMONSTRATION_USERS}")
        say(f"Mail {shown(self.data_dir / 'mail')}   logs {shown(self.logs)}   stop: Ctrl-C", flush=True)

    # --- running and ending -------------------------------------------------------------------------------------------

    def watch(self) -> NoReturn:
        """Returns never: raises CannotRun when a part ended by itself, Stopped when a signal came."""
        while True:
            self._check_alive()
            time.sleep(0.2)

    def _check_alive(self, but: str = "") -> None:
        parts = {**{server.name: server.process for server in self.servers}, **self.programs}
        for name, process in parts.items():
            if name != but and process is not None and process.poll() is not None:
                log = self.logs / f"{name}.log"
                how = describe_exit(process.returncode)
                raise CannotRun(
                    f"{name} {how}; stopping everything. Its last words ({shown(log)}):\n{tail(log)}"
                )

    def _remember(self) -> None:
        running = {name: process.pid for name, process in self.programs.items()}
        running |= {server.name: server.process.pid for server in self.servers if server.process is not None}
        processes.remember(self.record, running)

    def stop(self) -> None:
        """Programs first and together, then the servers they use. Under 10 s."""
        for process in self.programs.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + 5
        for process in self.programs.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            processes.stop(process, signal.SIGKILL, within=0.5)
        for server in reversed(self.servers):
            server.stop(within=3.0)
        self.record.unlink(missing_ok=True)


# --- configuration ----------------------------------------------------------------------------------------------------


def given(name: str) -> bool:
    """Whether the caller named a server of their own (NAME or NAME_FILE)."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def is_demonstration() -> bool:
    return os.environ.get("PORTAL_DEMO", "1").strip().lower() not in NO


def local_secrets(data_dir: Path) -> dict[str, str]:
    """What ``local.env`` holds, made at the first start; server addresses are left out, they are written anew."""
    path = data_dir / "local.env"
    if not path.exists():
        if (data_dir / "postgres" / "PG_VERSION").exists():
            raise CannotRun(
                f"{path} is missing, and it holds the keys to the data in {data_dir}.\n"
                f"Bring it back; or, to begin anew without that data, remove {data_dir}."
            )
        return {"PORTAL_DEMO": "1", "PORTAL_POSTGRES_PASSWORD": secrets.token_urlsafe(24), **new_secrets()}
    lines = path.read_text(encoding="utf-8").splitlines()
    known = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name: value for name, value in known.items() if name not in {"DATABASE_URL", "REDIS_URL"}}


def write_local(data_dir: Path, values: Mapping[str, str]) -> None:
    """Writes ``local.env`` for its owner alone, whole or not at all."""
    temporary = data_dir / "local.env.new"
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(
            "# Made by `make run` for demonstration on this machine. Never use these keys elsewhere.\n"
        )
        file.writelines(f"{name}={value}\n" for name, value in values.items())
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(data_dir / "local.env")


def check_port_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CannotRun(
                f"Cannot listen on {host}:{port}: {problem.strerror or problem}. "
                f"Choose another port: PORT={port + 1 if port < 65535 else 8000} make run"
            ) from None


@contextlib.contextmanager
def only_one(data_dir: Path, url: str) -> Iterator[None]:
    """Holds the data directory's lock, and tells a second start where the first one is."""
    with (data_dir / "lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            where, _, pid = lock.read().strip().partition(" ")
            raise CannotRun(
                f"Already running at {where} (process {pid}) with the data in {data_dir}."
            ) from None
        lock.truncate(0)
        lock.write(f"{url} {os.getpid()}")
        lock.flush()
        yield


# --- small helpers ----------------------------------------------------------------------------------------------------


def not_ready(url: str) -> str | None:
    """None when ``url`` answers 200, else a word on what is missing."""
    try:
        with urllib.request.urlopen(url, timeout=3) as response:  # noqa: S310 - our own address
            response.read()
    except urllib.error.HTTPError as answer:
        with contextlib.suppress(ValueError):
            parts = json.loads(answer.read())
            return "missing: " + ", ".join(name for name, state in parts.items() if state != "ok")
        return f"answer {answer.code}"
    except (urllib.error.URLError, OSError):
        return "web"
    return None


def describe_exit(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"


def shown(path: Path) -> str:
    """A path relative to where the reader stands, if that is shorter."""
    with contextlib.suppress(ValueError):
        return str(path.relative_to(Path.cwd()))
    return str(path)


def say(text: str, *, flush: bool = True) -> None:
    # Whoever read our words may be gone (a closed terminal); stopping in order matters more than saying so.
    with contextlib.suppress(OSError):
        print(text, flush=flush)


def stop_with_parent() -> None:
    """When ``make`` itself is killed, end as if asked to."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(processes.PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)


def _asked_to_stop(number: int, frame: object) -> None:
    for again in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(again, signal.SIG_IGN)
    raise Stopped


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m portal.run", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--with-parent", action="store_true", help="stop when the parent process ends")
    if parser.parse_args().with_parent:
        stop_with_parent()
    try:
        data_dir = Path(os.environ.get("PORTAL_DATA_DIR") or ROOT / "var").resolve()
        data_dir.mkdir(parents=True, exist_ok=True)
        data_dir.chmod(0o700)
        port = port_number(os.environ.get("PORT") or "8000")
        supervisor = Supervisor(data_dir, os.environ.get("HOST") or "127.0.0.1", port)
        with only_one(data_dir, supervisor.url):
            return supervise(supervisor)
    except (CannotRun, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1


def supervise(supervisor: Supervisor) -> int:
    """Runs to the end; 0 when it was asked to end."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _asked_to_stop)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # under nohup a closed terminal is no reason to end
        signal.signal(signal.SIGHUP, _asked_to_stop)
    try:
        supervisor.start()
        supervisor.watch()
    except Stopped:
        say("\nStopping …")
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        supervisor.stop()


def port_number(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise CannotRun(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())

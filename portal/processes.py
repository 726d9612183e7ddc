"""Child processes that never outlive their parent, and that need no privilege of root.

PostgreSQL refuses to run as root. Where user namespaces are allowed, root's child runs in one in which uid 65534 stands
for the outside root: PostgreSQL sees an ordinary user, and every file keeps its owner. ``docs/decisions/running-as-root.md``
tells why, and what is done where namespaces are refused.
"""

import contextlib
import ctypes
import json
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

import psutil

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
NOBODY = 65534
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class CannotRun(Exception):
    """A process cannot be started here; the message tells the reader what to do."""


@dataclass(frozen=True)
class Identity:
    """As whom a server runs: ourselves, ourselves under another name (``namespace``), or another user (``uid``)."""

    namespace: bool = False
    uid: int | None = None
    gid: int | None = None

    def owns(self, path: Path) -> None:
        """Hands ``path`` to this user (nothing to do unless it is another one)."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def enter(self) -> None:
        """Called in the child, between fork and exec."""
        if self.namespace:
            _enter_namespace()
        elif self.uid is not None and self.gid is not None:
            os.setgroups([])
            os.setresgid(self.gid, self.gid, self.gid)
            os.setresuid(self.uid, self.uid, self.uid)


OURSELVES = Identity()


def spawn(
    command: Sequence[str | Path],
    *,
    log: IO[bytes] | int,
    environment: Mapping[str, str] | None = None,
    identity: Identity = OURSELVES,
    parent_death: signal.Signals = signal.SIGTERM,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Starts ``command`` in a session of its own (so that Ctrl-C reaches only the supervisor).

    On Linux the kernel sends ``parent_death`` when the thread that called this ends, however it ends: call it from the
    main thread.
    """
    parent = os.getpid()

    def before_exec() -> None:
        identity.enter()  # first: a change of credentials clears the parent-death signal
        if _LIBC is not None:
            _LIBC.prctl(PR_SET_PDEATHSIG, int(parent_death), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=None if environment is None else dict(environment),
        cwd=cwd,
        start_new_session=True,
        preexec_fn=before_exec,
    )


def run(command: Sequence[str | Path], *, identity: Identity = OURSELVES, cwd: Path | None = None) -> str:
    """Runs ``command`` to its end and returns what it printed; raises CannotRun with that text when it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=cwd,
        check=False,
        preexec_fn=identity.enter,
    )
    text = done.stdout.decode(errors="replace")
    if done.returncode:
        raise CannotRun(f"{Path(str(command[0])).name} failed:\n{text.strip()}")
    return text


def stop(
    process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM, *, within: float = 5.0
) -> None:
    """Asks the process to end, and after ``within`` seconds ends it and what is left of its group."""
    if process.poll() is None:
        process.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(within)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(2)


def wait_until(ready: Callable[[], bool], *, within: float, what: str, alive: Callable[[], bool]) -> None:
    """Polls ``ready`` every 30 ms; raises CannotRun after ``within`` seconds or when ``alive`` says no."""
    deadline = time.monotonic() + within
    while not ready():
        if not alive():
            raise CannotRun(f"{what} stopped while starting")
        if time.monotonic() > deadline:
            raise CannotRun(f"{what} did not become ready within {within:.0f} s")
        time.sleep(0.03)


# --- who may run a server when we are root ----------------------------------------------------------------------------


def server_identity(binary: Path, directories: Sequence[Path]) -> Identity:
    """The identity for a server that refuses root and users without a name; it must be able to use ``directories``.

    Raises CannotRun when neither a user namespace nor another user will do.
    """
    if os.geteuid() != 0 and _has_name():
        return OURSELVES
    if namespaces_allowed():
        return Identity(namespace=True)
    if os.geteuid() != 0:
        raise CannotRun(
            f"PostgreSQL needs a user with a name, and user {os.geteuid()} is not in the list of users (/etc/passwd). "
            "Run this as a user who is, or set DATABASE_URL to a PostgreSQL server of your own."
        )
    owner = directories[0].stat()
    uid, gid = (owner.st_uid, owner.st_gid) if owner.st_uid else _service_user()
    identity = Identity(uid=uid, gid=gid)
    for path in directories:
        identity.owns(path)
    wanted = [(binary, os.X_OK)] + [(path, os.W_OK | os.X_OK) for path in directories]
    if blocked := [
        path for path, mode in wanted if not _in_child(identity.enter, partial(os.access, path, mode))
    ]:
        raise CannotRun(
            "PostgreSQL refuses to run as root. User namespaces are not allowed here, and user "
            f"{uid} cannot reach {blocked[0]}.\nRun this as an ordinary user, or move the checkout and PORTAL_DATA_DIR "
            "to a folder that every user may enter, or set DATABASE_URL to a PostgreSQL server of your own."
        )
    return identity


def _has_name() -> bool:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        return False
    return True


def namespaces_allowed() -> bool:
    return _LIBC is not None and _in_child(_enter_namespace, lambda: os.geteuid() == NOBODY)


def _enter_namespace() -> None:
    uid, gid = os.geteuid(), os.getegid()
    if _LIBC is None or _LIBC.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "user namespaces are not allowed")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {gid} 1")


def _service_user() -> tuple[int, int]:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return user.pw_uid, user.pw_gid
    return NOBODY, NOBODY


def _in_child(first: Callable[[], None], question: Callable[[], bool]) -> bool:
    """Asks ``question`` in a forked child after ``first``; an exception counts as no."""
    child = os.fork()
    if child == 0:
        answer = False
        with contextlib.suppress(BaseException):
            first()
            answer = question()
        os._exit(0 if answer else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


# --- what a killed supervisor left behind -----------------------------------------------------------------------------


def remember(path: Path, processes: Mapping[str, int]) -> None:
    """Writes name -> (pid, start time) so that the next start can tell our processes from strangers with their pid."""
    known = {}
    for name, pid in processes.items():
        with contextlib.suppress(psutil.Error):
            known[name] = [pid, psutil.Process(pid).create_time()]
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(known), encoding="utf-8")
    temporary.replace(path)


def remembered(path: Path) -> dict[str, psutil.Process]:
    """Those of the remembered processes that still run."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    alive = {}
    for name, (pid, started) in known.items():
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(pid)
            if abs(process.create_time() - started) < 0.02 and process.status() != psutil.STATUS_ZOMBIE:
                alive[name] = process
    return alive


def end_remembered(path: Path, *, within: float = 8.0) -> list[str]:
    """Ends what an earlier supervisor left running; returns the names."""
    left = remembered(path)
    for name, process in left.items():
        with contextlib.suppress(psutil.Error):
            # PostgreSQL: SIGINT is the fast shutdown, SIGTERM would wait for its clients.
            process.send_signal(signal.SIGINT if name == "postgres" else signal.SIGTERM)
    _, stubborn = psutil.wait_procs(list(left.values()), timeout=within)
    for process in stubborn:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(stubborn, timeout=2)
    path.unlink(missing_ok=True)
    return sorted(left)

"""Child processes that never outlive their parent, and that need no privilege of root.

PostgreSQL refuses to run as root. Where user namespaces are allowed, root's child runs in one in which uid 65534 stands
for the outside root: PostgreSQL sees an ordinary user, and every file keeps its owner. Why, and what is done where they
are refused: ``docs/decisions/running-as-root.md``.
"""

import contextlib
import ctypes
import json
import os
import pwd
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO

import psutil

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522
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
    reaches_all: bool = False  # keeps one capability of root: to pass folders that are closed to that user

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
            if self.reaches_all:
                _prctl(PR_SET_KEEPCAPS, 1)
            os.setresuid(self.uid, self.uid, self.uid)
            if self.reaches_all:
                _keep_capability(CAP_DAC_OVERRIDE)


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
    for candidate in (identity, replace(identity, reaches_all=True)):
        if _in_child(candidate.enter, partial(_may_use, binary, directories)):
            return candidate
    raise CannotRun(
        f"PostgreSQL refuses to run as root, user namespaces are not allowed here, and user {uid} cannot use {binary} "
        f"and {directories[0]}.\nRun this as an ordinary user, or move the checkout and PORTAL_DATA_DIR to a folder "
        "that every user may enter, or set DATABASE_URL to a PostgreSQL server of your own."
    )


def _may_use(binary: Path, directories: Sequence[Path]) -> bool:
    """Tries it, because access(2) leaves capabilities out of account."""
    with binary.open("rb"):
        pass
    for path in directories:
        with tempfile.TemporaryFile(dir=path):
            pass
    return True


def _prctl(option: int, *arguments: int) -> None:
    if _LIBC is None or _LIBC.prctl(
        option, *(ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4])
    ):
        raise OSError(ctypes.get_errno(), "prctl")


def _keep_capability(number: int) -> None:
    """After a change of user with PR_SET_KEEPCAPS: keeps this one capability over exec, and no other."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    bit = 1 << number
    data = (ctypes.c_uint32 * 6)(
        bit, bit, bit, 0, 0, 0
    )  # effective, permitted, inheritable; low and high words
    if _LIBC is None or _LIBC.capset(header, data):
        raise OSError(ctypes.get_errno(), "capset")
    _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number)


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

"""Bad luck is caused, not pretended: servers that stop, processes that are killed, disks that are full."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.embedded import Valkey
from portal.processes import namespaces_allowed
from tests.faults.tarpit import Tarpit
from tests.live import Process


@pytest.fixture
def umbrella(live_database: None) -> Any:
    """The body that handles complaints; committed."""
    from tests.intake.visitor import bodies

    return bodies()[0]


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder for servers of the test's own, short enough for sockets."""
    path = Path(tempfile.mkdtemp(prefix="portal-fault-", dir="/tmp"))
    if os.geteuid() == 0 and not namespaces_allowed():
        path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def own_valkey(home: Path) -> Iterator[Valkey]:
    server = Valkey(home)
    server.start()
    server.wait()
    yield server
    server.stop()


@pytest.fixture
def tarpit() -> Iterator[Tarpit]:
    pit = Tarpit()
    yield pit
    pit.stop()


@pytest.fixture
def tiny_disk() -> Iterator[Path]:
    """A disk of one megabyte."""
    path = Path(tempfile.mkdtemp(prefix="portal-tiny-", dir="/tmp"))
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(path)], capture_output=True)
    if done.returncode:
        path.rmdir()
        pytest.skip(
            "no disk can be mounted here (root only); tests/sealing/test_uploads.py covers a write that fails"
        )
    yield path
    subprocess.run(["umount", "--lazy", str(path)], check=True)
    path.rmdir()


@pytest.fixture
def process_at(request: pytest.FixtureRequest) -> Callable[[str], Process]:
    """The portal that answers at a URL of ``start_portal``."""
    portals = request.getfixturevalue("_portals")
    return lambda url: next(process for found, process in portals.values() if found == url)


@pytest.fixture
def kill(process_at: Callable[[str], Process]) -> Callable[[str], None]:
    """``kill(url)``: SIGKILL to the portal there, master and workers, as the kernel does when memory runs out."""

    def now(url: str) -> None:
        process = process_at(url)
        os.killpg(process.popen.pid, signal.SIGKILL)
        process.popen.wait(10)

    return now

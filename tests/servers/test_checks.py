"""Misconfiguration ends gunicorn, worker and beat at their start, and says which variable to mend and how."""

import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from tests.live import live_environment

ROOT = Path(__file__).resolve().parents[2]
KEY = PrivateKey.generate()
SECRET = f"1:secret:{base64.b64encode(bytes(KEY)).decode()}"
PUBLIC = f"1:public:{base64.b64encode(bytes(KEY.public_key)).decode()}"
DESK = {
    "PORTAL_DEMO": "0",
    "PORTAL_SURFACE": "desk",
    "PORTAL_SECRET_KEY": secrets.token_urlsafe(48),
    "PORTAL_SEALING_KEYS": SECRET,
    "PORTAL_HASH_KEY": secrets.token_urlsafe(48),
    "PORTAL_INDEX_KEY": secrets.token_urlsafe(48),
    "DATABASE_URL": "postgresql://localhost:1/none",
    "REDIS_URL": "redis://localhost:1/0",
    "EMAIL_URL": "submission://user:password@mail.example.org:587",
    "PORTAL_BASE_URL": "https://complaints.example.org",
    "PORTAL_ALLOWED_HOSTS": "complaints.example.org",
    "PORTAL_MAIL_FROM": "Portal <notices@example.org>",
}
SURFACE = DESK | {"PORTAL_SURFACE": "public", "PORTAL_SEALING_KEYS": PUBLIC, "PORTAL_INDEX_KEY": ""}
CHECK = "import django; django.setup(); from portal.checks import refuse_misconfiguration as check; check()"


def outcome(command: list[str], environment: dict[str, str]) -> tuple[int, str]:
    base = {name: os.environ[name] for name in ("PATH", "HOME", "PORTAL_DATA_DIR") if name in os.environ}
    done = subprocess.run(
        [sys.executable, *command],
        env=base | {"DJANGO_SETTINGS_MODULE": "portal.settings"} | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def started(environment: dict[str, str]) -> tuple[int, str]:
    return outcome(["-c", CHECK], environment)


@pytest.mark.parametrize("environment", [DESK, SURFACE], ids=["desk", "public"])
def test_complete_configurations_start(environment: dict[str, str]) -> None:
    assert started(environment) == (0, "")


MISTAKES = [
    (DESK, "PORTAL_SURFACE", "all", "PORTAL_SURFACE=all"),
    (DESK, "PORTAL_SURFACE", "front", "PORTAL_SURFACE must be"),
    (DESK, "PORTAL_SECRET_KEY", "", "PORTAL_SECRET_KEY is missing. Set it, or PORTAL_SECRET_KEY_FILE"),
    (DESK, "PORTAL_SECRET_KEY_FALLBACKS", "changeme", "PORTAL_SECRET_KEY_FALLBACKS holds a weak key"),
    (DESK, "PORTAL_SECRET_KEY", "changeme", "PORTAL_SECRET_KEY is weak"),
    (DESK, "PORTAL_SECRET_KEY", "a" * 60, "PORTAL_SECRET_KEY is weak"),
    (DESK, "PORTAL_SECRET_KEY", "django-insecure-" + secrets.token_urlsafe(48), "PORTAL_SECRET_KEY is weak"),
    (DESK, "PORTAL_SEALING_KEYS", "", "PORTAL_SEALING_KEYS"),
    (DESK, "PORTAL_SEALING_KEYS", "1:secret:AAAA", "PORTAL_SEALING_KEYS"),
    (DESK, "PORTAL_SEALING_KEYS", PUBLIC, "PORTAL_SEALING_KEYS of the desk holds no secret entry"),
    (SURFACE, "PORTAL_SEALING_KEYS", SECRET, "PORTAL_SEALING_KEYS of the public surface holds a secret key"),
    (
        SURFACE,
        "PORTAL_INDEX_KEY",
        DESK["PORTAL_INDEX_KEY"],
        "PORTAL_INDEX_KEY belongs to desk and worker only",
    ),
    (DESK, "PORTAL_HASH_KEY", "", "PORTAL_HASH_KEY is missing"),
    (DESK, "PORTAL_INDEX_KEY", "short", "PORTAL_INDEX_KEY is weak"),
    (DESK, "PORTAL_INDEX_KEY", DESK["PORTAL_HASH_KEY"], "PORTAL_HASH_KEY and PORTAL_INDEX_KEY are the same"),
    (DESK, "DATABASE_URL", "", "DATABASE_URL is missing"),
    (DESK, "REDIS_URL", "", "REDIS_URL is missing"),
    (DESK, "EMAIL_URL", "", "EMAIL_URL is missing or sends nothing"),
    (DESK, "EMAIL_URL", "console://", "EMAIL_URL is missing or sends nothing"),
    (DESK, "PORTAL_MAIL_FROM", "no-reply@portal.invalid", "PORTAL_MAIL_FROM is missing"),
    (DESK, "PORTAL_BASE_URL", "http://complaints.example.org", "PORTAL_BASE_URL must be"),
    (DESK, "PORTAL_ALLOWED_HOSTS", "other.example.org", "PORTAL_ALLOWED_HOSTS does not hold"),
    (DESK, "PORTAL_ALLOWED_HOSTS", "*,complaints.example.org", "PORTAL_ALLOWED_HOSTS must not be *"),
    (DESK, "PORTAL_DEMO", "1", "PORTAL_DEMO is on and PORTAL_BASE_URL is a public https address"),
]


# Numbered by hand: values are random, and the workers of pytest-xdist must agree on names.
@pytest.mark.parametrize(
    "base, variable, value, told",
    MISTAKES,
    ids=[f"{each[1]}-{number}" for number, each in enumerate(MISTAKES)],
)
def test_each_mistake_is_refused_by_name(base: dict[str, str], variable: str, value: str, told: str) -> None:
    environment = {name: kept for name, kept in (base | {variable: value}).items() if kept}
    code, said = started(environment)
    assert code == 3
    assert told in said
    assert "Traceback" not in said
    lines = [line for line in said.splitlines() if line.startswith("  - ")]
    assert len(lines) == 1, "one mistake, one line"
    for secret in (SECRET, DESK["PORTAL_HASH_KEY"], DESK["PORTAL_SECRET_KEY"], DESK["PORTAL_INDEX_KEY"]):
        assert secret not in said, "no value is quoted"


def test_secrets_may_come_from_files(tmp_path: Path) -> None:
    environment = dict(DESK)
    for name in (
        "PORTAL_SECRET_KEY",
        "PORTAL_SEALING_KEYS",
        "PORTAL_HASH_KEY",
        "PORTAL_INDEX_KEY",
        "DATABASE_URL",
        "EMAIL_URL",
    ):
        (tmp_path / name).write_text(environment.pop(name) + "\n")
        environment[f"{name}_FILE"] = str(tmp_path / name)
    assert started(environment) == (0, "")


@pytest.mark.parametrize(
    "command",
    [
        ["-m", "gunicorn", "--config", "python:portal.gunicorn"],
        ["-m", "celery", "--app", "portal", "worker", "--pool", "threads"],
        ["-m", "celery", "--app", "portal", "beat"],
    ],
    ids=["web", "worker", "beat"],
)
def test_web_worker_and_beat_do_not_start(command: list[str], tmp_path: Path) -> None:
    schedule = ["--schedule", str(tmp_path / "schedule")] if command[-1] == "beat" else []
    code, said = outcome([*command, *schedule], DESK | {"PORTAL_HASH_KEY": "short", "PORT": "0"})
    assert code == 3
    assert "PORTAL_HASH_KEY is weak" in said


def test_demonstration_data_stop_production(live_database: None) -> None:
    from associations.models import Association

    environment = DESK | {"DATABASE_URL": live_environment()["DATABASE_URL"]}
    assert started(environment) == (0, "")
    invented = {"slug": "invented", "kind": "umbrella", "names": {"en": "Invented"}, "acronym": "I"}
    Association.objects.create(**invented, country="QM", invented=True)
    code, said = started(environment)
    assert code == 3
    assert "demonstration data" in said
    assert "DATABASE_URL" in said


def test_a_demonstration_on_localhost_may_use_https() -> None:
    assert started(DESK | {"PORTAL_DEMO": "1", "PORTAL_BASE_URL": "https://localhost:8443"}) == (0, "")


def test_deploy_check_shows_the_same_list() -> None:
    code, said = outcome(["manage.py", "check", "--deploy"], DESK | {"PORTAL_HASH_KEY": "short"})
    assert code == 1
    assert "portal.E001" in said
    assert "PORTAL_HASH_KEY is weak" in said

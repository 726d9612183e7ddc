"""Misconfiguration ends the process at its start and says which variable to mend, and how.

Django runs its system checks for commands only, so gunicorn (``portal/wsgi.py``) and Celery (``portal/celery.py``) call
``refuse_misconfiguration`` themselves. ``manage.py check --deploy`` shows the same list.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig, apps
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from portal import public_role

SURFACES = {"public", "desk", "all"}
LOCAL = {"localhost", "127.0.0.1", "::1"}
SECRET_LENGTH = 43  # characters: 32 random bytes in base64
DO_NOT_RETRY = 3  # gunicorn's "worker failed to boot"
RANDOM = "python -c 'import secrets; print(secrets.token_urlsafe(48))'"


def refuse_misconfiguration() -> None:
    """Says everything that is wrong, one line each, and ends the process; returns when all is well.

    Exits because Celery swallows exceptions of its start-up signals; the code tells gunicorn not to try again.
    """
    if found := [*problems(), *database_problems()]:
        lines = "\n".join(f"  - {problem}" for problem in found)
        print(
            f"The portal does not start:\n{lines}\n(docs/configuration.md)", file=sys.__stderr__, flush=True
        )  # Celery redirects the other
        sys.exit(DO_NOT_RETRY)


def problems() -> Iterator[str]:
    """What is wrong in the environment, as sentences that name the variable and the fix. Never quotes a value."""
    if settings.PORTAL_SURFACE not in SURFACES:
        yield "PORTAL_SURFACE must be public (what visitors reach) or desk (staff, worker and beat)."
        return
    if settings.PORTAL_DEMO:
        yield from _demonstration()
        return
    yield from _surface()
    yield from _secrets()
    yield from _services()


def database_problems() -> Iterator[str]:
    """Demonstration data in a production database; a public surface that could make itself staff there. A database
    that does not answer is not a misconfiguration.
    """
    if settings.PORTAL_DEMO:
        return
    try:
        invented = apps.get_model("associations", "Association").objects.filter(invented=True).exists()
        writable = public_role.writable() if settings.PORTAL_SURFACE == "public" else []
    except (DatabaseError, LookupError):
        return
    if writable:
        yield (
            f"DATABASE_URL of the public surface logs in with a role that may write {', '.join(writable[:3])}"
            f"{' and more' if writable[3:] else ''}: whoever seizes this server could make themselves staff. Where "
            "migrations run, set PORTAL_PUBLIC_DB_PASSWORD and run: python manage.py grant_public_role. Then use "
            f"postgresql://{public_role.ROLE}:password@host/database here."
        )
    if invented:
        yield (
            "DATABASE_URL points to a database with demonstration data: its accounts share a published password. "
            "Use a new, empty database."
        )


def _demonstration() -> Iterator[str]:
    base = urlsplit(settings.PORTAL_BASE_URL)
    host = base.hostname or ""
    if base.scheme == "https" and host not in LOCAL and not host.endswith(".localhost"):
        yield (
            "PORTAL_DEMO is on and PORTAL_BASE_URL is a public https address: demonstration accounts share a published "
            "password and must not be reachable there. Set PORTAL_DEMO=0 and configure production."
        )


def _surface() -> Iterator[str]:
    from portal.sealing.keyring import abilities

    can = abilities()
    if settings.PORTAL_SURFACE == "all":
        yield (
            "PORTAL_SURFACE=all keeps the unsealing keys where the public reaches them; it is for demonstration. "
            "Run one process with PORTAL_SURFACE=public and one with PORTAL_SURFACE=desk."
        )
    if can.problem:
        # The sealing room's sentence names the variable and the command that makes keys.
        yield can.problem if "PORTAL_SEALING_KEYS" in can.problem else f"PORTAL_SEALING_KEYS: {can.problem}"
    elif settings.PORTAL_SURFACE == "public" and can.holds_secrets:
        yield (
            "PORTAL_SEALING_KEYS of the public surface holds a secret key, so a seized public server could open "
            "complaints. Give it the public entries only (<version>:public:<base64>)."
        )
    elif settings.PORTAL_SURFACE == "desk" and not can.holds_secrets:
        yield "PORTAL_SEALING_KEYS of the desk holds no secret entry, so it could open nothing. Give it one."
    if settings.PORTAL_SURFACE == "public" and settings.PORTAL_INDEX_KEY:
        yield "PORTAL_INDEX_KEY belongs to desk and worker only. Remove it from the public surface."


def _secrets() -> Iterator[str]:
    wanted = {"PORTAL_SECRET_KEY": _secret_key(), "PORTAL_HASH_KEY": settings.PORTAL_HASH_KEY}
    if settings.PORTAL_SURFACE != "public":
        wanted["PORTAL_INDEX_KEY"] = settings.PORTAL_INDEX_KEY
    for name, value in wanted.items():
        if not value:
            yield f"{name} is missing. Set it, or {name}_FILE, to the output of: {RANDOM}"
        elif _is_weak(value):
            yield f"{name} is weak. Replace it with the output of: {RANDOM}"
    if any(map(_is_weak, settings.SECRET_KEY_FALLBACKS)):
        yield "PORTAL_SECRET_KEY_FALLBACKS holds a weak key, which still opens what it signed. Remove it."
    for (first, one), (second, other) in combinations(wanted.items(), 2):
        if one and one == other:
            yield f"{first} and {second} are the same. Make one of them anew: {RANDOM}"


def _is_weak(value: str) -> bool:
    return len(value) < SECRET_LENGTH or len(set(value)) < 16 or value.startswith("django-insecure")


def _secret_key() -> str:
    try:
        return settings.SECRET_KEY
    except ImproperlyConfigured:  # Django's way of saying that it is empty
        return ""


def _services() -> Iterator[str]:
    if not _given("DATABASE_URL"):
        yield "DATABASE_URL is missing. Set it, or DATABASE_URL_FILE: postgresql://user:password@host/database"
    base = urlsplit(settings.PORTAL_BASE_URL)
    if base.scheme != "https" or not base.hostname:
        yield "PORTAL_BASE_URL must be the portal's public address with https, such as https://complaints.example.org"
    elif not _allowed(base.hostname):
        yield f"PORTAL_ALLOWED_HOSTS does not hold the host of PORTAL_BASE_URL. Add {base.hostname} to it."
    if "*" in settings.ALLOWED_HOSTS:
        yield "PORTAL_ALLOWED_HOSTS must not be *: name the hosts, separated by commas."
    if settings.PORTAL_SURFACE == "public":
        return  # the public surface neither delivers mail nor talks to the broker
    if not _given("REDIS_URL"):
        yield "REDIS_URL is missing. Set it, or REDIS_URL_FILE: redis://host:6379/0"
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        yield "EMAIL_URL is missing or sends nothing. Set it, or EMAIL_URL_FILE: submission://user:password@host:587"
    if settings.PORTAL_MAIL_FROM.rstrip(">").endswith(".invalid"):
        yield "PORTAL_MAIL_FROM is missing. Set it to the address that notices come from."


def _allowed(host: str) -> bool:
    return any(
        host == allowed or (allowed.startswith(".") and (host.endswith(allowed) or host == allowed[1:]))
        for allowed in settings.ALLOWED_HOSTS
    )


def _given(name: str) -> bool:
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


@checks.register(checks.Tags.security, deploy=True)
def configuration(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[checks.CheckMessage]:
    """The same sentences for ``manage.py check --deploy``."""
    return [checks.Error(problem, id="portal.E001") for problem in problems()]

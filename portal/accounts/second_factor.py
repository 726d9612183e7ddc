"""Whether somebody has, and in this session has used, a second factor. What allauth stores, asked in one place."""

import hashlib
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from portal.accounts.models import User
from portal.sealing.errors import CannotUnseal
from portal.sealing.symmetric import open_with, seal_with
from portal.web.throttle import Failures, hit

STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
CONTEXT = "accounts.second-factor"
# A code has a million values: five tries from one address, thirty from all, then a pause. Who guesses here
# already knows the password, so a stranger cannot make an officer wait.
WRONG_HERE = Failures("accounts.code.here", limit=5, window=timedelta(minutes=5))
WRONG_ANYWHERE = Failures("accounts.code.anywhere", limit=30, window=timedelta(hours=1))


def has_second_factor(user: Any) -> bool:
    """An authenticator app or a passkey; recovery codes alone do not count (1 query)."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=STRONG).exists()


def count_second_factors(user: Any) -> int:
    return Authenticator.objects.filter(user_id=user.pk, type__in=STRONG).count()


def used_in(request: HttpRequest) -> bool:
    """Whether this session has shown a second factor of this person (no query: the session says so)."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def remember_use(request: HttpRequest, kind: str) -> None:
    """Note that a second factor was shown in this session: it was just set up in it."""
    record_authentication(request, request.user, "mfa", type=kind)


def remove_all(user: User) -> None:
    """Every authenticator and recovery code of the person. The caller ends the sessions."""
    Authenticator.objects.filter(user=user).delete()


def first_use(user: User, code: str) -> bool:
    """Whether this code is shown for the first time in two minutes, which is longer than it can be valid.

    Counted in PostgreSQL, because a cache of one process does not know what another has accepted.
    """
    return hit("accounts.code.used", f"{user.pk}:{code}", limit=1, window=timedelta(minutes=2))


def _keys() -> list[bytes]:
    """The key of second factors, then those of retired secret keys. Desk and public surface must not share one."""
    return [
        hashlib.blake2b(str(secret).encode(), digest_size=32, person=b"second-factor").digest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def seal_secret(text: str) -> str:
    return seal_with(_keys()[0], CONTEXT, text.encode()).hex()


def open_secret(sealed: str) -> str:
    """Raises ``CannotUnseal`` when no present or retired ``PORTAL_SECRET_KEY`` fits."""
    for key in _keys():
        try:
            return open_with(key, CONTEXT, bytes.fromhex(sealed)).decode()
        except CannotUnseal:
            continue
        except ValueError:
            break
    raise CannotUnseal("no key opens this second factor: was PORTAL_SECRET_KEY replaced without a fallback?")

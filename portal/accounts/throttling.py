"""How many wrong passwords, and from where.

Three counts, of wrong tries only: this account from this address; this account from all addresses; this address for all
accounts. An address from which the account has logged in during the last 60 days is subject to the first alone: so a
stranger who hammers an account, or a crowd behind one address, does not lock its officer out. The stored trace
is a keyed hash per account, see ``KnownAddress``. Passkeys cannot be guessed and are not counted here.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from portal.accounts.models import KnownAddress, User
from portal.sealing.hashing import keyed_hash
from portal.web.throttle import Failures, client_address

WINDOW = timedelta(minutes=15)
HERE = Failures("accounts.password.here", limit=8, window=WINDOW)
ANYWHERE = Failures("accounts.password.anywhere", limit=30, window=WINDOW)
ADDRESS = Failures("accounts.password.address", limit=60, window=WINDOW)
KNOWN_FOR = timedelta(days=60)


def address_hash(username: str, address: str) -> str:
    return keyed_hash("accounts.known-address", username, address).hex()


@dataclass(frozen=True)
class PasswordTries:
    """The tries of one typed user name, existing or not, from one address."""

    username: str
    address: str
    known: bool

    @classmethod
    def of(cls, request: HttpRequest, username: str) -> "PasswordTries":
        """1 query, the same for a name that nobody has."""
        username, address = username.strip().lower()[:150], client_address(request)
        known = KnownAddress.objects.filter(
            address_hash=address_hash(username, address), last_used__gte=timezone.now().date() - KNOWN_FOR
        ).exists()
        return cls(username, address, known)

    @property
    def pair(self) -> str:
        return f"{self.username}|{self.address}"

    def too_many(self) -> bool:
        """Whether to answer "wait" without looking at the password (at most 3 queries)."""
        if HERE.too_many(self.pair):
            return True
        return not self.known and (ANYWHERE.too_many(self.username) or ADDRESS.too_many(self.address))

    def wrong(self) -> None:
        HERE.wrong(self.pair)
        if not self.known:
            ANYWHERE.wrong(self.username)
            ADDRESS.wrong(self.address)

    @staticmethod
    def message() -> str:
        minutes = int(WINDOW.total_seconds() // 60)
        return ngettext(
            "Too many tries. Wait %(minutes)d minute, then try again.",
            "Too many tries. Wait %(minutes)d minutes, then try again.",
            minutes,
        ) % {"minutes": minutes}


def remember_address(request: HttpRequest, user: User | Any) -> None:
    """Note that the account logged in from here; forget what is older than 60 days (2 queries)."""
    today = timezone.now().date()
    KnownAddress.objects.update_or_create(
        address_hash=address_hash(user.get_username(), client_address(request)),
        defaults={"user": user, "last_used": today},
    )
    KnownAddress.objects.filter(user=user, last_used__lt=today - KNOWN_FOR).delete()

"""Throttling in PostgreSQL: counted where the data is, shared by every process, and forgotten again.

People share addresses (a prison, a law clinic, Tor): so what is counted is wrong tries only (``Failures``), and a right
secret always enters. A row's key is a keyed hash that includes the window, so that the table links nobody to anything.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from portal.sealing.hashing import keyed_hash
from portal.web.models import Tally

LONGEST = timedelta(days=1)

# Two statements would race; this one counts and reads what it counted, and the row's lock makes them queue.
# `before` is the previous window: its share slides out as the present one goes by.
COUNT = """
INSERT INTO web_tally (key, count, forget_at) VALUES (%(now)s, 1, %(forget_at)s)
ON CONFLICT (key) DO UPDATE SET count = LEAST(web_tally.count + 1, %(most)s)
RETURNING count, COALESCE((SELECT count FROM web_tally WHERE key = %(before)s), 0)
"""
READ = "SELECT key, count FROM web_tally WHERE key = ANY(%(keys)s)"


@dataclass(frozen=True)
class _Window:
    """Where ``at`` lies: the keys of this window and of the one before, and the part of this one gone by (0-1)."""

    now: bytes
    before: bytes
    gone: float
    forget_at: datetime

    @classmethod
    def of(cls, scope: str, who: str, window: timedelta, at: datetime) -> "_Window":
        if not timedelta(seconds=1) <= window <= LONGEST:
            raise ValueError("a window is between a second and a day, so that no row links two days")
        seconds = window.total_seconds()
        number, rest = divmod(at.timestamp(), seconds)

        def key(index: float) -> bytes:
            return keyed_hash("web.throttle", scope, f"{seconds:.0f}:{index:.0f}", who)

        return cls(key(number), key(number - 1), rest / seconds, at + 2 * window)


def hit(scope: str, who: str, *, limit: int, window: timedelta, at: datetime | None = None) -> bool:
    """Count one try of ``who`` and say whether it is allowed: at most about ``limit`` in any ``window``.

    One statement. Call it outside a transaction: inside one, others of the same ``who`` wait for its end.
    """
    place = _Window.of(scope, who, window, at or timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT,
            {
                "now": place.now,
                "before": place.before,
                "forget_at": place.forget_at,
                "most": limit + 1,
            },
        )
        count, before = cursor.fetchone()
    return count + before * (1 - place.gone) <= limit


def used_up(scope: str, who: str, *, limit: int, window: timedelta, at: datetime | None = None) -> bool:
    """Whether the next ``hit`` would be refused; counts nothing."""
    place = _Window.of(scope, who, window, at or timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(READ, {"keys": [place.now, place.before]})
        counts = {bytes(key): count for key, count in cursor.fetchall()}
    return counts.get(place.now, 0) + counts.get(place.before, 0) * (1 - place.gone) + 1 > limit


def free_in(scope: str, who: str, *, limit: int, window: timedelta, at: datetime | None = None) -> timedelta:
    """How long until the next ``hit`` is allowed, if nothing else is counted meanwhile; nothing when it is now. Counts
    nothing itself.
    """
    place = _Window.of(scope, who, window, at or timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(READ, {"keys": [place.now, place.before]})
        counts = {bytes(key): count for key, count in cursor.fetchall()}
    count, before = counts.get(place.now, 0), counts.get(place.before, 0)
    if count + 1 + before * (1 - place.gone) <= limit:
        return timedelta(0)
    room = limit - 1 - count
    if room >= 0:  # once enough of the window before has slid out
        return window * (1 - room / before - place.gone)
    # In the next window, once enough of this one has slid out of it.
    return window * (1 - place.gone + max(0.0, 1 - (limit - 1) / count))


@dataclass(frozen=True)
class Failures:
    """Wrong tries only. Check the secret first: a right one enters whatever was counted.

    >>> guesses = Failures("follow-up", limit=20, window=timedelta(hours=1))
    ... if receipt is None and not guesses.wrong(client_address(request)): answer "wait", with status 429
    """

    scope: str
    limit: int
    window: timedelta

    def wrong(self, who: str) -> bool:
        """Count a wrong try; False when there were too many and the answer should be "wait"."""
        return hit(self.scope, who, limit=self.limit, window=self.window)

    def too_many(self, who: str) -> bool:
        """Whether ``who`` has used up its wrong tries; counts nothing."""
        return used_up(self.scope, who, limit=self.limit, window=self.window)


def forget_old(at: datetime | None = None) -> int:
    """Delete the counts whose windows are over; returns how many."""
    return Tally.objects.filter(forget_at__lt=at or timezone.now()).delete()[0]


def client_address(request: HttpRequest) -> str:
    """The visitor's address for throttling (never stored as such): IPv4, or the /64 network of an IPv6.

    ``X-Forwarded-For`` counts only behind our own proxies (``PORTAL_TRUSTED_PROXIES``; 1 behind TLS, else 0): the
    entry that the outermost of them wrote. What a visitor wrote further left is never believed.
    """
    trusted = settings.PORTAL_TRUSTED_PROXIES
    given = request.META.get("REMOTE_ADDR", "")
    if trusted:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        if hops:
            given = hops[-min(trusted, len(hops))]
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)

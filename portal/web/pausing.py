"""A pause before something is begun, for a network from which very many were begun already. Nobody is refused.

A prison, a law clinic or a Tor exit is one network, so a limit that refuses would let one flooder shut out all the
others. Instead the page comes back with what was typed and with a signed field that says when the pause began: the next
try after :data:`PAUSE` is let through. The field serves once, which is counted in PostgreSQL.
"""

import secrets
import time
from datetime import timedelta
from math import ceil

from django.core import signing
from django.http import HttpRequest

from portal.web import throttle

FIELD = "pause"
PAUSE = timedelta(seconds=20)
#: How long a page may lie open before its field begins a new pause.
SERVES = timedelta(hours=12)
_SALT = "portal.web.pause"


class Pause(Exception):
    """Wait ``seconds``, then send the page again with ``field``."""

    def __init__(self, field: str, seconds: int) -> None:
        super().__init__(seconds)
        self.field = field
        self.seconds = seconds


def demand(request: HttpRequest) -> None:
    """Let a page through that has waited. Raises :class:`Pause`; pressed too early, the pause that runs goes on."""
    field = request.POST.get(FIELD, "")
    try:
        number, began = signing.loads(field, salt=_SALT, max_age=SERVES)
    except signing.BadSignature:
        raise _new() from None
    left = PAUSE.total_seconds() - (time.time() - began)
    if left > 0:
        raise Pause(field, ceil(left))
    if not throttle.hit(_SALT, number, limit=1, window=SERVES):
        raise _new()


def _new() -> Pause:
    field = signing.dumps([secrets.token_hex(8), time.time()], salt=_SALT)
    return Pause(field, ceil(PAUSE.total_seconds()))

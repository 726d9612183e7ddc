"""What a receipt opened in a browser: what the sealed session holds of it, and when that ends. For every room.

``request.session[door.key]`` = {"receipt": id, "owner": id, "private": base64 of the receipt's private key, "seen":
seconds}. The session's row is sealed under the cookie (``portal.web.sessions``); nothing here is readable at rest.
"""

import time
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from portal.receipts import code as codes
from portal.receipts.models import Receipt
from portal.sealing import Vault

IDLE = timedelta(minutes=30)
#: How often "seen" is written: two requests at a time overwrite each other's session as seldom as possible.
SEEN_EVERY = 20.0


@dataclass(frozen=True, slots=True)
class Held:
    """One request's view of what is open."""

    receipt: Receipt
    owner_id: UUID
    private: bytes

    @property
    def vault(self) -> Vault:
        """One query."""
        return Vault.for_receipt(self.owner_id, self.private)


@dataclass(frozen=True, slots=True)
class Door:
    """One room's place in the session, named by ``key``."""

    key: str

    @property
    def kept_key(self) -> str:
        """Words that could not be taken because nothing was open any more: {"page": name of the address, "text"}."""
        return f"{self.key}_kept"

    @property
    def new_secret_key(self) -> str:
        """A new secret that is shown and not yet in force."""
        return f"{self.key}_new_secret"

    def open_with(self, request: HttpRequest, receipt: Receipt, secret: str) -> None:
        """Open what the receipt belongs to in this browser, under a new session key."""
        request.session.cycle_key()
        request.session.pop(self.new_secret_key, None)
        request.session[self.key] = {
            "receipt": str(receipt.pk),
            "owner": str(receipt.owner_id),
            "private": b64encode(codes.key_pair(secret)[0]).decode(),
            "seen": time.time(),
        }

    def held(self, request: HttpRequest) -> Held | None:
        """What is open; ``None`` when nothing is, its 30 minutes without use are over, or its secret was replaced or
        erased. One query.
        """
        held = request.session.get(self.key)
        if not held:
            return None
        now = time.time()
        if now - held["seen"] > IDLE.total_seconds():
            self.close(request)
            return None
        receipt = Receipt.objects.filter(pk=held["receipt"]).first()
        if receipt is None or not receipt.is_active:
            self.close(request)
            return None
        if now - held["seen"] > SEEN_EVERY:
            request.session[self.key] = held | {"seen": now}
        return Held(receipt, UUID(held["owner"]), b64decode(held["private"]))

    def owner_id(self, request: HttpRequest) -> UUID | None:
        """Of what this browser had open, still or until a moment ago. No query."""
        held = request.session.get(self.key)
        return UUID(held["owner"]) if held else None

    def was_open(self, request: HttpRequest) -> bool:
        """Whether this browser had something open, still or until a moment ago."""
        return self.key in request.session

    def close(self, request: HttpRequest) -> None:
        """This browser has no more access. Kept words stay: they are the visitor's own."""
        for key in (self.key, self.new_secret_key):
            request.session.pop(key, None)

    def leave(self, request: HttpRequest) -> None:
        """The visitor goes: access, kept words and the session's old key end now."""
        self.close(request)
        request.session.pop(self.kept_key, None)
        request.session.cycle_key()

    def keep(self, request: HttpRequest, page: str, text: str) -> None:
        """Keep words until they can be shown on ``page`` again."""
        if text.strip():
            request.session[self.kept_key] = {"page": page, "text": text}

    def kept(self, request: HttpRequest, page: str) -> str:
        """The words kept for ``page``, once."""
        held: dict[str, Any] = request.session.get(self.kept_key) or {}
        if held.get("page") != page:
            return ""
        del request.session[self.kept_key]
        return str(held["text"])

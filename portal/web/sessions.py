"""Sessions kept in the database, but sealed: a stolen sessions table opens nothing and logs nobody in.

The cookie's value never stands in the database. The row's key is a keyed hash of it, and the row's content is sealed
under a key that only the cookie's value and this surface's ``PORTAL_SECRET_KEY`` give together: the desk takes nothing
for a session that the public surface wrote. Everything else is Django's own database store.
"""

import base64
import binascii
import hashlib
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from portal.sealing.errors import CannotUnseal
from portal.sealing.hashing import keyed_hash
from portal.sealing.symmetric import open_with, seal_with

PADDING = 512  # bytes; the size of a row must not tell what its visitor is doing


def row_key(cookie: str) -> str:
    """The primary key (32 characters) of the row that belongs to a cookie's value."""
    digest = keyed_hash("web.session.row", cookie)[:20]
    return base64.b32encode(digest).decode("ascii").lower()


def _sealing_keys(cookie: str) -> list[bytes]:
    """The key that seals, then those of retired secret keys. The cookie's value holds 165 random bits, and the server
    keeps no copy of it.
    """
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [_sealing_key(cookie, str(secret)) for secret in secrets]


def _sealing_key(cookie: str, secret: str) -> bytes:
    key = hashlib.blake2b(secret.encode(), digest_size=32, person=b"web.session.key").digest()
    return hashlib.blake2b(cookie.encode(), digest_size=32, key=key, person=b"web.session.seal").digest()


class SessionStore(db.SessionStore):
    """``session_key`` stays the cookie's value in memory; only the database sees ``row_key`` of it."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Seal under the key of the session's own cookie (which must be known by now)."""
        cookie = self._get_or_create_session_key()  # type: ignore[attr-defined]
        plain = self.serializer().dumps(session_dict)
        plain += b" " * (-len(plain) % PADDING)
        sealed = seal_with(_sealing_keys(cookie)[0], f"web.session:{row_key(cookie)}", plain)
        return base64.b64encode(sealed).decode("ascii")

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What was sealed; an empty session when the row was tampered with or belongs to another cookie."""
        cookie = self.session_key
        if cookie is None:
            return {}
        for key in _sealing_keys(cookie):
            try:
                sealed = base64.b64decode(session_data, validate=True)
                plain = open_with(key, f"web.session:{row_key(cookie)}", sealed)
                return self.serializer().loads(plain)
            except (CannotUnseal, binascii.Error, ValueError):
                continue
        return {}

    def _live_rows(self) -> QuerySet[AbstractBaseSession]:
        cookie = self.session_key
        if cookie is None:
            return self.model.objects.none()
        return self.model.objects.filter(session_key=row_key(cookie), expire_date__gt=timezone.now())

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        row = self._live_rows().first()
        if row is None:
            self._session_key = None
        return row

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = row_key(row.session_key)
        return row

    def exists(self, session_key: str) -> bool:
        return super().exists(row_key(session_key))

    def delete(self, session_key: str | None = None) -> None:
        cookie = session_key or self.session_key
        if cookie:
            super().delete(row_key(cookie))

    async def _aget_session_from_db(self) -> AbstractBaseSession | None:
        row = await self._live_rows().afirst()
        if row is None:
            self._session_key = None
        return row

    async def acreate_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = await super().acreate_model_instance(data)
        row.session_key = row_key(row.session_key)
        return row

    async def aexists(self, session_key: str) -> bool:
        return await super().aexists(row_key(session_key))

    async def adelete(self, session_key: str | None = None) -> None:
        cookie = session_key or self.session_key
        if cookie:
            await super().adelete(row_key(cookie))

"""Keyed hashes: what must be looked up or compared without being readable.

BLAKE2b (RFC 7693) keyed with ``PORTAL_HASH_KEY``; the domain goes into the personalisation, so equal inputs of two
domains have nothing in common. Without the key a stolen database cannot test a guessed address or file against it.
``hashlib`` is used because it hashes incrementally; it is the same function as libsodium's.
"""

import hashlib
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

MINIMUM_KEY_LENGTH = 32  # characters


@lru_cache(maxsize=32)
def _stretch(value: str, name: str) -> bytes:
    return hashlib.blake2b(value.encode(), digest_size=32, person=personal(f"key:{name}")).digest()


def setting_key(name: str) -> bytes:
    """The 32-byte key behind a text setting such as ``PORTAL_HASH_KEY``.

    Raises ImproperlyConfigured, naming the variable and the mend, when it is missing or shorter than 32 characters.
    """
    value = getattr(settings, name, "") or ""
    if len(value) < MINIMUM_KEY_LENGTH:
        raise ImproperlyConfigured(
            f"{name} is {'missing' if not value else 'too short'}: set it (or {name}_FILE) to at least "
            f"{MINIMUM_KEY_LENGTH} random characters, for example the output of "
            "python -c 'import secrets; print(secrets.token_urlsafe(32))', and keep it: it cannot be changed later."
        )
    return _stretch(value, name)


def personal(domain: str) -> bytes:
    """BLAKE2b personalisation (16 bytes) of a domain of any length."""
    return hashlib.blake2b(domain.encode(), digest_size=16).digest()


def framed(*parts: bytes | str) -> bytes:
    """Parts joined so that no two different lists of parts give the same bytes (each carries its length)."""
    out = bytearray()
    for part in parts:
        data = part.encode() if isinstance(part, str) else bytes(part)
        out += len(data).to_bytes(8, "big") + data
    return bytes(out)


def keyed_hasher(domain: str) -> Any:
    """A keyed BLAKE2b-256 object to feed with ``update()``: for content that comes in pieces."""
    return hashlib.blake2b(digest_size=32, key=setting_key("PORTAL_HASH_KEY"), person=personal(domain))


def keyed_hash(domain: str, *parts: bytes | str) -> bytes:
    """Keyed BLAKE2b-256 of the parts, 32 bytes. Text is hashed as UTF-8; normalise it first."""
    hasher = keyed_hasher(domain)
    hasher.update(framed(*parts))
    return hasher.digest()

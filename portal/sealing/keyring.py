"""The wrapping keys of this process, from ``PORTAL_SEALING_KEYS``.

``1:secret:<base64>,2:secret:<base64>`` on the desk, ``2:public:<base64>`` on the public surface: X25519 keys with a
version number each. The newest version seals; every secret key present opens what its version sealed.
"""

import base64
import binascii
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from portal.sealing.errors import CannotUnseal

KEY_BYTES = 32
FORM = (
    "PORTAL_SEALING_KEYS (or PORTAL_SEALING_KEYS_FILE) must hold entries <version>:secret:<base64> (desk, worker) or "
    "<version>:public:<base64> (public surface), separated by commas or line ends; "
    "`python manage.py generate_sealing_key` prints both"
)


@dataclass(frozen=True)
class Keyring:
    """Wrapping keys by version. ``repr`` shows versions only."""

    publics: dict[int, PublicKey] = field(repr=False)
    secrets: dict[int, PrivateKey] = field(repr=False)

    @property
    def newest(self) -> int:
        """The version that seals."""
        return max(self.publics)

    @property
    def versions(self) -> tuple[int, ...]:
        return tuple(sorted(self.publics))

    @property
    def opens(self) -> tuple[int, ...]:
        """Versions whose secret key is here."""
        return tuple(sorted(self.secrets))

    @property
    def holds_secrets(self) -> bool:
        return bool(self.secrets)

    def wrap(self, payload: bytes) -> tuple[int, bytes]:
        """Wrap to the newest public key: (version, sealed box)."""
        return self.newest, SealedBox(self.publics[self.newest]).encrypt(payload)

    def unwrap(self, version: int, wrapped: bytes) -> bytes:
        """Open a sealed box. Raises CannotUnseal when this process has no secret key of that version."""
        secret = self.secrets.get(version)
        if secret is None:
            raise CannotUnseal(f"this process holds no secret key of version {version}")
        return unwrap_with(secret, wrapped)


def wrap_to(public: bytes, payload: bytes) -> bytes:
    """Wrap to a receipt's public key (32 bytes)."""
    return SealedBox(PublicKey(public)).encrypt(payload)


def unwrap_with(secret: PrivateKey | bytes, wrapped: bytes) -> bytes:
    """Open a sealed box with a secret key. Raises CannotUnseal."""
    key = secret if isinstance(secret, PrivateKey) else PrivateKey(secret)
    try:
        return SealedBox(key).decrypt(bytes(wrapped))
    except (CryptoError, ValueError, TypeError):
        raise CannotUnseal("this key does not open the data key") from None


def _entry(text: str) -> tuple[int, str, bytes]:
    try:
        version, kind, encoded = text.split(":")
        padded = encoded.strip().replace("-", "+").replace("_", "/")
        key = base64.b64decode(padded + "=" * (-len(padded) % 4), validate=True)
        number = int(version)
    except (ValueError, binascii.Error):
        raise ImproperlyConfigured(f"An entry cannot be read. {FORM}.") from None
    if kind not in {"secret", "public"} or len(key) != KEY_BYTES or number < 1:
        raise ImproperlyConfigured(f"An entry is neither a secret nor a public key of 32 bytes. {FORM}.")
    return number, kind, key


@lru_cache(maxsize=16)
def parse(value: str) -> Keyring:
    """Parse the setting. Raises ImproperlyConfigured (naming the variable and the mend, never a key)."""
    publics: dict[int, PublicKey] = {}
    secrets: dict[int, PrivateKey] = {}
    entries = [part.strip() for part in value.replace("\n", ",").split(",") if part.strip()]
    for number, kind, key in map(_entry, entries):
        if kind == "secret":
            if number in secrets:
                raise ImproperlyConfigured(f"Version {number} occurs twice. {FORM}.")
            secrets[number] = PrivateKey(key)
        public = secrets[number].public_key if kind == "secret" else PublicKey(key)
        if number in publics and bytes(publics[number]) != bytes(public):
            raise ImproperlyConfigured(f"Version {number} names two different keys. {FORM}.")
        publics[number] = public
    if not publics:
        raise ImproperlyConfigured(f"No sealing key. {FORM}.")
    return Keyring(publics, secrets)


def keyring() -> Keyring:
    """The keyring of this process (parsed once per value of the setting)."""
    return parse(settings.PORTAL_SEALING_KEYS or "")


@dataclass(frozen=True)
class Abilities:
    """What the configured keys allow, for start-up checks: no key material inside."""

    seals_with: int | None
    opens: tuple[int, ...]
    holds_secrets: bool
    problem: str = ""


def abilities() -> Abilities:
    """What this process can do with its sealing keys; a broken setting is told in ``problem``, not raised."""
    try:
        ring = keyring()
    except ImproperlyConfigured as error:
        return Abilities(None, (), False, str(error))
    return Abilities(ring.newest, ring.opens, ring.holds_secrets)


def new_entry(version: int) -> tuple[str, str]:
    """A fresh key pair as two entries: (secret for the desk, public for the public surface)."""
    secret = PrivateKey.generate()
    encode = lambda raw: base64.b64encode(bytes(raw)).decode()  # noqa: E731
    return f"{version}:secret:{encode(secret)}", f"{version}:public:{encode(secret.public_key)}"

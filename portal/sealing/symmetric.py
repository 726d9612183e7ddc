"""The sealed value: XChaCha20-Poly1305 over padded plaintext, under a 32-byte key.

Layout: version byte, 24-byte random nonce, ciphertext with its 16-byte tag. Random nonces of 192 bits never repeat in
practice, so no counter has to be stored. The context is associated data: a ciphertext opens only where it was put.

Lengths are padded: up to 128 bytes everything looks alike, above that to a Padmé bucket (Nikitin et al., "Reducing
Metadata Leakage from Encrypted Files and Communication with PURBs", 2019), which costs at most 12 % and leaves
O(log log n) bits of the length.
"""

import nacl.bindings as sodium
from nacl.exceptions import CryptoError
from nacl.utils import random as random_bytes

from portal.sealing.errors import CannotUnseal
from portal.sealing.hashing import framed

VERSION = 1
NONCE_BYTES = sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
SMALLEST = 128


def padded_length(length: int, smallest: int = SMALLEST) -> int:
    """The bucket (in bytes) a length falls into: ``smallest``, or the next Padmé length."""
    if length <= smallest:
        return smallest
    exponent = length.bit_length() - 1
    loose = exponent - exponent.bit_length()  # low bits that must be zero
    mask = (1 << loose) - 1
    return (length + mask) & ~mask


def pad(data: bytes) -> bytes:
    """ISO/IEC 7816-4: one byte 0x80, then zeros up to the bucket."""
    marked = data + b"\x80"
    return marked.ljust(padded_length(len(marked)), b"\0")


def unpad(data: bytes) -> bytes:
    marked = data.rstrip(b"\0")
    if not marked.endswith(b"\x80"):
        raise CannotUnseal("padding is damaged")
    return marked[:-1]


def seal(key: bytes, context: bytes, data: bytes) -> bytes:
    """Seal ``data`` under ``key`` (32 bytes), bound to ``context``."""
    nonce = random_bytes(NONCE_BYTES)
    bound = bytes([VERSION]) + context
    return (
        bytes([VERSION])
        + nonce
        + sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(pad(data), bound, nonce, key)
    )


def unseal(key: bytes, context: bytes, sealed: bytes) -> bytes:
    """Open what ``seal`` made. Raises CannotUnseal when key or context differ or a bit was changed."""
    sealed = bytes(sealed)
    if not sealed or sealed[0] != VERSION:
        raise CannotUnseal("not a sealed value of a known version")
    nonce, ciphertext = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    if len(ciphertext) < sodium.crypto_aead_xchacha20poly1305_ietf_ABYTES:
        raise CannotUnseal("sealed value is cut off")
    try:
        plain = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
            ciphertext, sealed[:1] + context, nonce, key
        )
    except CryptoError:
        raise CannotUnseal("wrong key, wrong place, or changed since it was sealed") from None
    return unpad(plain)


def seal_with(key: bytes, context: str, data: bytes) -> bytes:
    """Seal under a key that comes from a visitor's own code (drafts): nothing stored here can open it."""
    return seal(key, framed("symmetric", context), data)


def open_with(key: bytes, context: str, sealed: bytes) -> bytes:
    """Open what ``seal_with`` made. Raises CannotUnseal."""
    return unseal(key, framed("symmetric", context), sealed)

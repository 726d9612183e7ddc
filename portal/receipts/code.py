"""Codes people come back with, and the references they quote.

A code: 20 random symbols of Crockford's base32 (100 bits) and his check symbol (modulo 37), shown in groups of four.
Codes whose check symbol would fall outside the 32 are drawn again (99.8 bits remain). The check finds every single
wrong symbol and every swap of two neighbours. Source: Douglas Crockford, "Base 32".
"""

import hashlib
import re
import secrets
import unicodedata

from django.utils.translation import gettext as _
from nacl.public import PrivateKey

from portal.sealing.hashing import keyed_hash, personal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_SYMBOLS = 20
REFERENCE_SYMBOLS = 7
SPOKEN_SYMBOLS = 7
PREFIX = "PHR"  # of complaints; each other room that gives references has its own
# With a right check symbol, so that nobody who tries it is told of a mistake.
EXAMPLE = "2026-4XQ7K2M-F"
EXAMPLE_REFERENCE = f"{PREFIX}-{EXAMPLE}"
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
# What people write for a symbol: Crockford's own substitutes, and letters of other alphabets that look the same.
_LOOKS = str.maketrans(
    "ILO" + "АВЕЗКМНОРСТХУІЈЅӀ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "110" + "ABE3KMH0PCTXY1JS1" + "ABEZH1KMN0PTYX",
)
_IGNORED = re.compile(r"[\s\-._·•,;:\u2010-\u2015\u2212]+")


class Mistyped(ValueError):
    """What was typed cannot be right. ``message`` is for the person who typed it; it never repeats the code."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(reason)
        self.message = message
        self.reason = reason  # "empty", "short", "long", "symbol", "check"


def _check_value(symbols: str) -> int:
    total = 0
    for symbol in symbols:
        total = (total * 32 + _VALUE[symbol]) % 37
    return total


def _draw(length: int, before: str = "") -> str:
    """Random symbols followed by the check symbol over ``before`` and them."""
    while True:
        symbols = "".join(secrets.choice(ALPHABET) for _each in range(length))
        check = _check_value(before + symbols)
        if check < len(ALPHABET):
            return symbols + ALPHABET[check]


def _plain(typed: str) -> str:
    """Upper case, look-alikes replaced, blanks, dashes and invisible characters dropped."""
    text = unicodedata.normalize("NFKC", typed)
    text = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cc"} or c.isspace())
    return _IGNORED.sub("", text).upper().translate(_LOOKS)


def _verified(plain: str, length: int, before: str = "") -> str:
    if not plain:
        raise Mistyped(_("Enter the code."), "empty")
    wrong = next((c for c in plain if c not in _VALUE), None)
    if wrong is not None:
        message = _("A code has only digits and Latin letters. This character cannot be in it: %(character)s")
        raise Mistyped(message % {"character": wrong if wrong.isprintable() else "?"}, "symbol")
    counts = {"entered": len(plain), "expected": length + 1}
    if len(plain) < length + 1:
        message = _("The code is too short: %(entered)d of %(expected)d characters.")
        raise Mistyped(message % counts, "short")
    if len(plain) > length + 1:
        message = _("The code is too long: %(entered)d characters instead of %(expected)d.")
        raise Mistyped(message % counts, "long")
    if _check_value(before + plain[:-1]) != _VALUE[plain[-1]]:
        message = _(
            "One character seems to be wrong. Compare the code with what you wrote down, group by group."
        )
        raise Mistyped(message, "check")
    return plain


def new_code() -> str:
    """A new secret: 21 symbols without dashes. Show it with ``group``; store only ``lookup_hash``."""
    return _draw(CODE_SYMBOLS)


def normalise(typed: str) -> str:
    """The code behind what was typed. Raises Mistyped with a message to show."""
    return _verified(_plain(typed), CODE_SYMBOLS)


def new_spoken_code() -> str:
    """Eight symbols, the last a check, to be said on the telephone or written in a letter. 35 random bits: good only
    where wrong ones are counted, and for a short time.
    """
    return _draw(SPOKEN_SYMBOLS)


def normalise_spoken(typed: str) -> str:
    """The spoken code behind what was typed. Raises Mistyped with a message to show."""
    return _verified(_plain(typed), SPOKEN_SYMBOLS)


def group(code: str) -> str:
    """``XXXX-XXXX-XXXX-XXXX-XXXX-C``"""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def lookup_hash(code: str, domain: str = "receipt") -> bytes:
    """What is stored to find a code again: 32 bytes, keyed with PORTAL_HASH_KEY. Raises Mistyped."""
    return keyed_hash(domain, normalise(code))


def _derived(code: str, use: str) -> bytes:
    # No slow function: a code has 100 random bits, so there is nothing to guess faster.
    return hashlib.blake2b(normalise(code).encode(), digest_size=32, person=personal(use)).digest()


def key_pair(code: str) -> tuple[bytes, bytes]:
    """(private, public) X25519 key of a code, 32 bytes each; no key of the server goes into it. Raises Mistyped."""
    private = PrivateKey(_derived(code, "receipt key pair"))
    return bytes(private), bytes(private.public_key)


def symmetric_key(code: str) -> bytes:
    """The key of a draft (32 bytes), from its resume code alone. Raises Mistyped."""
    return _derived(code, "draft key")


def new_reference(year: int, prefix: str = PREFIX) -> str:
    """``PHR-2026-4XQ7K2M-F``: random, so nothing can be counted from it. 35 bits: on a clash the caller draws again.

    The check symbol covers the year as well. ``prefix`` tells the rooms apart: three letters of the alphabet of codes.
    """
    drawn = _draw(REFERENCE_SYMBOLS, f"{year:04d}")
    return f"{prefix}-{year:04d}-{drawn[:-1]}-{drawn[-1]}"


def is_reference(typed: str) -> bool:
    """Whether a reference was typed where a code belongs: with its prefix and too short for a code, or rightly."""
    plain = _plain(typed)
    if plain.startswith(PREFIX) and len(PREFIX) < len(plain) <= CODE_SYMBOLS:
        return True
    try:
        check_reference(typed)
    except Mistyped:
        return False
    return True


def check_reference(text: str, prefix: str = PREFIX) -> str:
    """The reference behind what was typed, in its one spelling. Raises Mistyped, also for another room's."""
    plain = _plain(text).removeprefix(prefix)
    if not plain:
        raise Mistyped(_("Enter the reference."), "empty")
    year, rest = plain[:4], plain[4:]
    if len(plain) != 4 + REFERENCE_SYMBOLS + 1 or not re.fullmatch("[0-9]{4}", year):
        message = _("A reference looks like this: %(example)s")
        reason = "short" if len(plain) < 12 else "long"
        raise Mistyped(message % {"example": f"{prefix}-{EXAMPLE}"}, reason)
    if any(c not in _VALUE for c in rest) or _check_value(year + rest[:-1]) != _VALUE[rest[-1]]:
        raise Mistyped(_("One character of the reference seems to be wrong."), "check")
    return f"{prefix}-{year}-{rest[:-1]}-{rest[-1]}"

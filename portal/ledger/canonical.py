"""One way, and only one, to write a value as bytes: the JSON of RFC 8785 (JCS), within limits that leave no choice.

Objects have ASCII keys and are sorted by them; there is no white space; text is UTF-8, escaped only where JSON
demands it.
Numbers are whole and below 2**53, for fractions are written differently by different languages. Moments are UTC as
``2026-03-01T12:00:00.000000Z``; days ``2026-03-01``; UUIDs lower case with hyphens.
"""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

LARGEST = 2**53 - 1


class NotCanonical(ValueError):
    """The value has no single spelling: a fraction, a naive moment, a key that is not ASCII, a broken surrogate."""


def moment(at: datetime) -> str:
    """A time with zone, in UTC, to the microsecond. Raises :class:`NotCanonical` without a zone."""
    if at.tzinfo is None:
        raise NotCanonical("a moment needs its time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def plain(value: Any) -> Any:
    """The value in JSON's own types. Raises :class:`NotCanonical` where two programs could write it differently."""
    match value:
        case None | bool():
            return value
        case str():
            return str(value)  # a str subclass (TextChoices) becomes its value
        case int():
            if abs(value) > LARGEST:
                raise NotCanonical("a number above 2**53 - 1 is not exact everywhere")
            return int(value)
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case list() | tuple():
            return [plain(item) for item in value]
        case dict():
            for key in value:
                if not (isinstance(key, str) and key.isascii()):
                    raise NotCanonical("a key is ASCII text")
            return {str(key): plain(item) for key, item in value.items()}
    raise NotCanonical(f"a {type(value).__name__} has no canonical form")


def canonical(value: Any) -> bytes:
    """The canonical bytes of a JSON value (RFC 8785 for the values admitted here)."""
    text = json.dumps(
        plain(value), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("half a surrogate pair is not text") from error

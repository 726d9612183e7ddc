"""Machines are noticed by what people do not do: filling a field that is not seen, or a page in a few seconds.

Neither loses a word: the page comes back with everything typed and can be sent once more.
"""

import time

from django.core import signing
from django.http import QueryDict

#: The field that people do not see. A name that machines like to fill.
TRAP = "website"
#: Seconds from the first page's showing to the sending of the second. Nobody reads and writes faster.
FASTEST = 4.0
_SALT = "contact.began"


def stamp() -> str:
    """A signed note of when a page was shown first."""
    return signing.dumps(time.time(), salt=_SALT)


def is_trapped(posted: QueryDict) -> bool:
    return bool(posted.get(TRAP, "").strip())


def is_ours(began: str) -> bool:
    return _age(began) is not None


def is_too_fast(began: str) -> bool:
    """Whether the stamp is younger than people are, or not one of ours."""
    age = _age(began)
    return age is None or age < FASTEST


def _age(began: str) -> float | None:
    """Seconds since the stamp was made; ``None`` when we did not make it."""
    try:
        return time.time() - float(signing.loads(began, salt=_SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None

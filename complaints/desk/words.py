"""Dates as precisely as they are known."""

import re

from portal.web.forms import PartialDate

_KNOWN = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


def known_date(text: str) -> str:
    """``2026``, ``2026-03`` or ``2026-03-14`` in words; anything else as it stands.

    >>> known_date("about Easter")
    'about Easter'
    """
    match = _KNOWN.fullmatch(text or "")
    if match is None:
        return text
    try:
        return str(PartialDate(*(int(part) if part else None for part in match.groups())))  # type: ignore[arg-type]
    except ValueError:
        return text

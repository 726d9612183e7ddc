"""What comes in by one receipt is slowed, never refused: so many an hour, then it is said when the next can be sent.

Counted by what the receipt opens, not by the network that somebody writes from: others who share an address notice
nothing. The count is forgotten after two hours (``throttle``).
"""

from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.utils.translation import ngettext

from portal.web import throttle

MOST, WINDOW = 30, timedelta(hours=1)


def slowed(scope: str, owner_id: UUID, at: datetime | None = None) -> timedelta | None:
    """Count one message (or file: ``scope`` says what) of ``owner_id``; how long to wait with it where there were too
    many, which counts nothing. ``None``: it can be taken.

    Two statements. Call it outside a transaction.
    """
    who = str(owner_id)
    left = throttle.free_in(scope, who, limit=MOST, window=WINDOW, at=at)
    if not left and throttle.hit(scope, who, limit=MOST, window=WINDOW, at=at):
        return None
    # Others of the same receipt were quicker between the two statements.
    return left or throttle.free_in(scope, who, limit=MOST, window=WINDOW, at=at) or timedelta(minutes=1)


def words(left: timedelta) -> str:
    """What is said beside the box, where what was typed still stands."""
    minutes = max(1, ceil(left.total_seconds() / 60))
    return ngettext(
        "Very much was sent here within an hour, so we take it more slowly. Send this in %(minutes)d minute: it will "
        "arrive. What you wrote still stands here.",
        "Very much was sent here within an hour, so we take it more slowly. Send this in %(minutes)d minutes: it will "
        "arrive. What you wrote still stands here.",
        minutes,
    ) % {"minutes": minutes}

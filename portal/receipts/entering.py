"""Coming back with a secret: judged alike in every room, and led to the room that it opens.

Rooms hand themselves in (``rooms``), so that a secret that was typed on the wrong room's page opens the right one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.receipts import code as codes
from portal.receipts.models import Receipt, State
from portal.receipts.service import look_up
from portal.web.throttle import Failures, client_address

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

#: Wrong secrets from one network. Generous: a law clinic or a Tor exit is one network. A right one is never counted.
GUESSES = Failures("follow_up.enter", limit=60, window=timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Room:
    """One kind of owner of receipts. ``enter`` opens what the receipt belongs to and says where that is.

    ``unknown`` is said when no secret of anybody fits; ``frozen`` and ``replaced`` to whoever holds a whole secret of
    this room that opens nothing any more.
    """

    owns: Callable[[UUID], bool]
    enter: Callable[[HttpRequest, Receipt, str], HttpResponse]
    unknown: "Text"
    frozen: "Text"
    replaced: "Text"


#: By name; an app adds its own in ``AppConfig.ready()``.
rooms: dict[str, Room] = {}


class Refusal(Exception):
    """What was typed opens nothing. ``message`` is for the person who typed it; ``status`` of the answer."""

    def __init__(self, message: str, status: int = 422) -> None:
        super().__init__(message)
        self.message, self.status = message, status


def judge(typed: str, here: str) -> tuple[str, Receipt | None]:
    """The secret behind what was typed on the page of the room ``here``, and its living receipt: ``None`` when there is
    none. Raises :class:`Refusal` for what is mistyped, replaced or frozen.
    """
    try:
        secret = codes.normalise(typed)
    except codes.Mistyped as problem:
        raise Refusal(problem.message) from None
    receipt = look_up(secret)
    if receipt is not None and not receipt.is_active:
        room = _elsewhere(receipt, here) or rooms[here]
        raise Refusal(str(room.frozen if receipt.state == State.FROZEN else room.replaced))
    return secret, receipt


def unknown(request: HttpRequest, here: str) -> Refusal:
    """The answer to a secret that nobody has, counted."""
    if GUESSES.wrong(client_address(request)):
        return Refusal(str(rooms[here].unknown))
    return Refusal(
        _(
            "Too many wrong secrets came from your network. Wait an hour, then try again. The right secret "
            "always opens."
        ),
        429,
    )


def lead(request: HttpRequest, receipt: Receipt, secret: str, here: str) -> HttpResponse | None:
    """Open the room that the receipt belongs to; ``None`` when that is ``here``. One query for each other room."""
    room = _elsewhere(receipt, here)
    return room.enter(request, receipt, secret) if room else None


def _elsewhere(receipt: Receipt, here: str) -> Any:
    return next((room for name, room in rooms.items() if name != here and room.owns(receipt.owner_id)), None)

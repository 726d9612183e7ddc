"""What a program asks for by the address. A page overlooks what makes no sense; here it is said, by its parameter."""

from typing import Annotated

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query

from portal import countries
from portal.web.problems import Refused, wrong
from protocol.instruments import asked as pages
from protocol.instruments.asked import Asked
from protocol.languages import LANGUAGES
from protocol.models import Edition

#: The parameters, with what is published of them.
Languages = Annotated[
    str,
    Query("", description="Of the text, with commas between them: en, az, kk, ru, uk.", examples=["en,uk"]),
]
State = Annotated[
    str, Query("", description="ISO 3166-1 alpha-2: says whether each instrument bound it.", examples=["UA"])
]
Day = Annotated[
    str,
    Query("", description="The day for which that is said; without it today.", examples=["2020-01-01"]),
]
#: In place of an edition's code: the text in force.
IN_FORCE = "current"


def edition(code: str) -> Edition:
    """The readable edition. Raises Refused (404)."""
    readable = Edition.objects.readable().select_related("supersedes", "superseded_by")
    found = readable.filter(code=code).first()
    if found is None and code == IN_FORCE:
        found = in_force()
    if found is None:
        raise Refused(404, _("There is no edition with this code. /api/v1/protocol/editions lists them."))
    return found


def in_force() -> Edition | None:
    """The text in force, official before working."""
    return Edition.objects.in_force().select_related("supersedes", "superseded_by").first()


def languages(typed: str, default: tuple[str, ...]) -> tuple[str, ...]:
    """Raises Refused (400) for one that the text is not written in."""
    named = [each.strip().lower() for each in typed.split(",")] if typed.strip() else []
    for each in named:
        if each not in LANGUAGES:
            raise wrong(
                "languages",
                _("The text is written in %(known)s; not in “%(language)s”.")
                % {"known": ", ".join(LANGUAGES), "language": each[:20]},
            )
    return tuple(dict.fromkeys(named)) or default


def state_and_day(state: str, day: str) -> Asked:
    """Raises Refused (400) for a State or a day that there is none of, and for a day without a State."""
    query = QueryDict(mutable=True)
    query.update({"state": state, "day": day})
    found = pages.read(query, timezone.localdate())
    if state.strip() and (not countries.is_known(state.strip().upper())):
        raise wrong("state", _("Write two letters of ISO 3166, such as UA."))
    if day.strip() and not pages.is_plain(day.strip()):
        raise wrong("day", _("This is not a day. Write year, month and day, for example 2026-03-01."))
    if found.problem:
        raise wrong("day", found.problem)
    if day.strip() and not found.state:
        raise wrong("state", _("Name the State, too: an instrument binds a State on a day."))
    return found

"""What rooms above hand in: who may do what here, the bodies that documents are about, and who is written to. This room
knows none of them.

Until something is handed in, nobody may do anything, and a body is the address that stands in the document.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models


class Act(models.TextChoices):
    SEE = "see"
    #: Documents, signatories, what became of a petition: written, and put before a second person.
    WRITE = "write"
    #: The second person: never whoever wrote it.
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the directory. ``url``: its page; "" where none is served."""

    slug: str
    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Keeper:
    """To whom somebody without a log-in writes about what the library says; ``email`` or ``address`` may be ""."""

    name: str
    email: str
    address: str


_may: list[Callable[[Any, Act], bool]] = []
_named: list[Callable[[Iterable[str]], Mapping[str, Body]]] = []
_keepers: list[Callable[[], list[Keeper]]] = []


def hand_in(
    may: Callable[[Any, Act], bool],
    named: Callable[[Iterable[str]], Mapping[str, Body]],
    keepers: Callable[[], list[Keeper]],
) -> None:
    """Called once, by the room above, in its ``AppConfig.ready()``. ``named``, ``keepers``: at most one query each."""
    _may[:] = [may]
    _named[:] = [named]
    _keepers[:] = [keepers]


def may(user: Any, act: Act) -> bool:
    return any(ask(user, act) for ask in _may)


def keepers() -> list[Keeper]:
    """At most one query."""
    return [keeper for ask in _keepers for keeper in ask()]


def bodies(slugs: Iterable[str]) -> dict[str, Body]:
    """The bodies by address; of one that the directory does not know, its address. At most one query."""
    wanted = sorted(set(slugs))
    found: dict[str, Body] = {}
    for ask in _named:
        if wanted:
            found |= ask(wanted)
    return {slug: found.get(slug) or Body(slug, slug) for slug in wanted}


def known(slugs: Iterable[str]) -> set[str]:
    """Those of the addresses that the directory knows; all of them where no directory was handed in."""
    wanted = set(slugs)
    if not _named or not wanted:
        return wanted
    return {slug for ask in _named for slug in ask(wanted)}

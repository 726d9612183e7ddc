"""What a file says, as provisions: whatever its format, before it is compared with an edition."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from protocol.exchange.blocks import Said
from protocol.models import Provision

Kind = Provision.Kind


@dataclass(frozen=True, slots=True)
class Words:
    """What a provision says in one language. ``revision``, ``made_from``: as the file says, where it does."""

    heading: str = ""
    text: str = ""
    revision: int | None = None
    made_from: int | None = None


@dataclass(slots=True)
class Piece:
    """A provision of the file. ``parent``: None at the top; ``style``: how it was labelled (``labels.Marker``);
    ``place``: its place among the points of its list; ``paragraphs``: of its own text, parted.
    """

    kind: str
    line: int
    code: str = ""
    label: str = ""
    parent: "Piece | None" = None
    style: str = ""
    place: int = 0
    heading: str = ""
    paragraphs: list[str] = field(default_factory=list)
    words: dict[str, Words] = field(default_factory=dict)
    categories: list[str] | None = None
    cites: list[dict[str, Any]] | None = None
    titled: bool | None = None

    @property
    def top(self) -> "Piece":
        """The rule or the purpose that it is part of."""
        piece = self
        while piece.parent is not None:
            piece = piece.parent
        return piece


@dataclass(frozen=True, slots=True)
class Facts:
    """What a JSON file says about its edition."""

    code: str
    kind: str
    titles: dict[str, str]
    source_language: str
    adopted_on: date | None
    adopted_by: str


@dataclass(slots=True)
class Recognised:
    """The provisions of a file in their order, notes after what calls them. ``title``: what the file calls itself;
    ``working``: it says of itself that it is a working text.
    """

    pieces: list[Piece] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    languages: tuple[str, ...] = ()
    title: str = ""
    working: bool = False
    facts: Facts | None = None

"""What every file is made of: the edition in its languages, texts split at their footnotes, their standing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from protocol.languages import OFFICIAL, RULE, WORKING
from protocol.models import Edition, Provision
from protocol.models.wording import MARK
from protocol.reader.book import Book, Part, Side, read

Kind = Provision.Kind


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, or a footnote that is called there."""

    text: str = ""
    note: Part | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """An edition to be written into a file. ``languages``: one, or two that stand side by side."""

    book: Book
    edition: Edition
    languages: Sequence[str]

    @property
    def title(self) -> str:
        return self.edition.title_in(self.languages[0])

    def standing(self, language: str) -> str:
        """What kind of text this is: unmistakable wherever the file ends up."""
        said = (OFFICIAL if self.edition.is_official else WORKING)[language]
        adopted = f", {self.edition.adopted_on:%Y-%m-%d}" if self.edition.adopted_on else ""
        return f"{said} ({self.edition.code}, v{self.edition.version}{adopted})"


def content(edition: Edition, languages: Sequence[str]) -> Content:
    """Two queries."""
    return Content(read(edition, languages), edition, languages)


def pieces(part: Part, side: Side) -> list[Piece]:
    """The text of one side, with the footnotes where they are called."""
    found: list[Piece] = []
    for place, piece in enumerate(re.split(MARK, side.text)):
        if place % 2 == 0:
            if piece:
                found.append(Piece(text=piece))
            continue
        note = next((each for each in part.notes if each.code.endswith(f".note-{piece}")), None)
        if note is not None:
            found.append(Piece(note=note))
    return found


def said_by_note(note: Part, place: int) -> str:
    """What a footnote says in the language that stands at ``place``."""
    side = note.sides[place]
    return side.text if side else ""


def note_said(note: Part) -> list[tuple[str, str]]:
    """What a footnote says: (language, text) for each language in which it is published."""
    return [(side.language, side.text) for side in note.sides if side]


def heading(part: Part, side: Side) -> str:
    """ "Rule 3. Fair trial": the name of a rule stands before its heading."""
    if part.kind == Kind.RULE and part.label:
        return f"{RULE[side.language].format(part.label)}. {side.heading}"
    return side.heading

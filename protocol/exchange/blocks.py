"""What every reader gives: a neutral list of blocks, footnotes by key, and what was found out while reading."""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

#: Around the key of a footnote where it is called, and around raised text. No file's own text holds these characters.
CALL, END = "\ue000", "\ue001"
RAISED, LOWERED = "\ue002", "\ue003"
OURS = re.compile("[\ue000-\ue003]")
#: A heading that is only set in bold.
BOLD = 7
#: More than any Protocol has; a file with more is another thing, or an attack.
MOST_BLOCKS = 20_000
#: The same with empty ones.
MOST_LINES = 60_000
MOST_LETTERS = 3_000_000


class Level(StrEnum):
    """``ERROR``: nothing is written while it is there; ``DOUBT``: a person says that it is meant; ``NOTE``: to know."""

    ERROR = "error"
    DOUBT = "doubt"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Said:
    """``line``: the paragraph in the file, from 1; 0: the whole file. ``code``: the same for the same matter."""

    level: Level
    code: str
    message: str
    line: int = 0


class Refused(Exception):
    """The file cannot be read at all; the message says why and what to do."""


def too_many() -> Refused:
    from django.utils.translation import gettext as _

    message = _("The file has more than %(limit)d paragraphs: this is no Protocol.")
    return Refused(message % {"limit": MOST_BLOCKS})


@dataclass(slots=True)
class Block:
    """A paragraph. ``heading``: 1 to 6, ``BOLD``, or 0; ``label``: the number or bullet that a program puts before it;
    ``depth``: in a list, from 0; ``continues``: a further paragraph of a point; ``lead``: so many letters of its
    beginning are bold.
    """

    text: str
    line: int
    heading: int = 0
    label: str = ""
    depth: int = -1
    continues: bool = False
    lead: int = 0
    title: bool = False


@dataclass(slots=True)
class Source:
    """A file that was read. ``notes``: the text of real footnotes by the key that stands in the blocks."""

    blocks: list[Block] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)

    def add(self, block: Block) -> None:
        """Raises Refused when the file holds more than any Protocol does."""
        self.blocks.append(block)
        if len(self.blocks) > MOST_BLOCKS:
            raise too_many()

    def say(self, level: Level, code: str, message: str, line: int = 0) -> None:
        self.said.append(Said(level, code, message, line))


#: Characters that are not seen: zero-width and direction marks, soft hyphens, byte order marks.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_BLANKS = re.compile(r"[^\S\n]+")


#: What no XML may hold (XML 1.0, 2.2), so no office file: a text with one could never be given out again.
_NO_TEXT = re.compile("[\0-\x08\x0e-\x1f\ufffe\uffff]")
#: Vertical tabs and form feeds part words as blanks do, and no XML may hold them either.
_BREAKS = str.maketrans("\x0b\x0c", "  ")


def safe(text: str) -> str:
    """``text`` without what no database and no office file takes: control characters, halves of characters; and without
    our own marks.
    """
    plain = _NO_TEXT.sub("", text.translate(_BREAKS)).encode("utf-8", "ignore").decode("utf-8")
    return OURS.sub("", plain)


def clean(text: str) -> str:
    """``text`` composed (NFC), without unseen characters, blanks single; our marks and line breaks stay."""
    plain = _NO_TEXT.sub("", _UNSEEN.sub("", unicodedata.normalize("NFC", text)))
    lines = [_BLANKS.sub(" ", line).strip() for line in plain.replace("\u2011", "-").split("\n")]
    return "\n".join(line for line in lines if line)


_RAISED = re.compile(f"{RAISED}([^{RAISED}{LOWERED}]*){LOWERED}")
_MARKS = re.compile(f"{CALL}[^{END}]*{END}")
_BRACKETED = re.compile(f"[\\[(]\\s*({CALL}[^{END}]*{END})\\s*[\\])]")


def tidy(text: str) -> str:
    """``text`` cleaned; what is raised around real marks, or between two of them, goes: they are raised anyway."""
    joined = _BRACKETED.sub(r"\1", text.replace(LOWERED + RAISED, ""))
    return clean(_RAISED.sub(_bare, joined))


def _bare(match: re.Match[str]) -> str:
    rest = _MARKS.sub("", match[1])
    if any(letter not in " \t\n,;[]()" for letter in rest):
        return match[0]
    return "".join(_MARKS.findall(match[1])) or rest.replace(",", "").replace(";", "")


def shown(text: str, length: int = 60) -> str:
    """The beginning of a text, for a message: without our marks."""
    plain = OURS.sub("", re.sub(f"{CALL}[^{END}]*{END}", "", text)).replace("\n", " ")
    return plain if len(plain) <= length else plain[: length - 1].rstrip() + "…"

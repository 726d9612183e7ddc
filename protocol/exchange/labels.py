"""What stands at the beginning of a paragraph: the name of a rule, a letter, a number, a bullet, the mark of a note."""

import re
from dataclasses import dataclass

from protocol.exchange.blocks import BOLD, LOWERED, RAISED, Block
from protocol.exchange.letters import roman

#: How a rule is called, in any of the five languages; Kazakh texts also say ереже.
_WORD = "rule|qayda|қағида|ереже|правило"
_NUMBER = r"(?P<number>\d{1,3}|(?-i:[IVXLCІХС]{1,7}))"
#: -cü, -ші, -е and the like after a number.
_ORDINAL = r"(?:c[iıuüİI]|[iıuüİI]nc[iıuüİI]|ші|шы|інші|ыншы|ге|ше|тє|те|є|е|st|nd|rd|th)"
_AFTER = r"(?P<parted>\s*[.:)\-–—]+\s*|\s+|$)(?P<rest>.*)$"
_NAMED = re.compile(
    rf"^(?:{_WORD})\s*(?:№|no\.?\s|nr\.?\s)?\s*{_NUMBER}(?:[-–]{_ORDINAL})?(?!\w){_AFTER}",
    re.IGNORECASE | re.DOTALL,
)
_NAMED_AFTER = re.compile(
    rf"^{_NUMBER}\s*[-–.]?\s*{_ORDINAL}?\s*[-–]?\s*(?:{_WORD})(?!\w){_AFTER}", re.IGNORECASE | re.DOTALL
)
_NUMBERED = re.compile(rf"^{_NUMBER}(?P<parted>\s*[.:)\-–—]+\s*|\s+)(?P<rest>\S.*)?$", re.DOTALL)

#: Signs that begin a point wherever they stand, and those that also stand in running text.
_SURE = "•‣⁃◦∙●○◉◎◌▪▫■□▬◆◇◈◊►▶▷▸▹➢➣➤➔➜➝➞➡→⇒⇨★☆✓✔✗✘✦✧✪✱✳✴❖❑❒❍❯❱›»⚫⚪⦿⦾❥❧☑☐☞⁌⁍・‧⬤⬛⬜🔹🔸🔷🔶👉✅☛♦♢♣♠✻✽✿❀⚬⮚⯈"
_PLAIN = "-–—−*+·°o§¤‐‑‒―~"
_BULLET = re.compile(
    rf"^(?:(?:[{_SURE}\uf020-\uf0ff]\ufe0f?)+\s*|[{re.escape(_PLAIN)}]\s+)(?P<rest>\S.*)$", re.DOTALL
)
_LETTER = r"[^\W\d_]|[ivxіх]{{2,5}}|(?P<{0}>[^\W\d_])(?P={0})|\d{{1,3}}"
_LETTERED = re.compile(
    rf"^(?:\(\s*(?P<within>{_LETTER.format('one')})\s*\)|(?P<before>{_LETTER.format('two')})(?P<close>\)|\.(?=\s)))\s*(?P<rest>\S.*)$",
    re.DOTALL,
)
_PATH = re.compile(r"^(?P<path>\d{1,3}(?:\.\d{1,3}){1,3})[.)]?\s+(?P<rest>\S.*)$", re.DOTALL)

RAISED_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NOTE = re.compile(
    rf"^(?:\[\^?(?P<square>\d{{1,3}}|[\w-]{{1,20}}|\*{{1,3}})\]:?|{RAISED}\s*[\[(]?(?P<raised>\d{{1,3}}|\*{{1,3}}|†|‡)[\])]?\s*{LOWERED}"
    r"|(?P<small>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))\s*(?P<rest>\S.*)$",
    re.DOTALL,
)
_LISTED = re.compile(r"^\(?(?P<number>\d{1,3}|\*{1,3})[.)\]]*\s+(?P<rest>\S.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class RuleHead:
    """``named``: by the word and not by a number alone; ``plain``: so that it may be a sentence in running text."""

    number: int
    rest: str
    named: bool
    plain: bool


def rule_head(text: str, named: bool = True) -> RuleHead | None:
    """ "Rule 3. Fair trial", "3-қағида", "RULE III"; without ``named`` also "3. Fair trial"."""
    match = _NAMED.match(text) or _NAMED_AFTER.match(text) or (None if named else _NUMBERED.match(text))
    if match is None:
        return None
    digits = match["number"]
    number = int(digits) if digits.isdecimal() else roman(digits)
    if not number:
        return None
    rest = (match["rest"] or "").strip()
    marked = bool(match["parted"].strip())
    sentence = bool(rest) and not (marked and rest[:1].isupper()) and not rest.isupper()
    return RuleHead(number, rest, match.re is not _NUMBERED, sentence)


@dataclass(frozen=True, slots=True)
class Marker:
    """The beginning of a point. ``style``: bullet, letter, number or path ("3.1"); ``shape``: how the label is set."""

    style: str
    label: str
    shape: str
    rest: str


def marker(block: Block) -> Marker | None:
    """The letter, number or bullet of a point: put there by a program, or typed; a letter after a bullet counts."""
    if block.label:
        own = _of_program(block)
        if own.style == "bullet":
            typed = _typed(block.text)
            return typed if typed and typed.style in {"letter", "path"} else own
        return own
    return _typed(block.text)


def _of_program(block: Block) -> Marker:
    path = re.fullmatch(r"\(?(\d{1,3}(?:\.\d{1,3})+)[.)]*", block.label)
    if path:
        return Marker("path", path[1], "path", block.text)
    core = "".join(letter for letter in block.label if letter.isalnum())
    style = (
        "number" if core.isdecimal() else "letter" if core.isalpha() and core.casefold() != "o" else "bullet"
    )
    return Marker(style, core.casefold(), "program", block.text)


def _typed(text: str) -> Marker | None:
    if match := _BULLET.match(text):
        inner = _typed(match["rest"])
        return inner if inner and inner.style == "letter" else Marker("bullet", "", "bullet", match["rest"])
    if match := _PATH.match(text):
        return Marker("path", match["path"], "path", match["rest"])
    match = _LETTERED.match(text)
    if match is None:
        return None
    label = match["within"] or match["before"]
    if match["close"] == "." and label.isupper():
        return None  # an initial: "I. Kant"
    shape = "()" if match["within"] else match["close"]
    return Marker("number" if label.isdecimal() else "letter", label.casefold(), shape, match["rest"])


@dataclass(frozen=True, slots=True)
class NoteHead:
    key: str
    rest: str


def note_head(text: str) -> NoteHead | None:
    """ "[1] Text", or a raised number before a text."""
    match = _NOTE.match(text)
    if match is None:
        return None
    small = (match["small"] or "").translate(RAISED_DIGITS)
    return NoteHead(match["square"] or match["raised"] or small, match["rest"])


def listed_note(block: Block) -> NoteHead | None:
    """ "1. Text" under a heading "Notes"."""
    if block.label:
        core = "".join(letter for letter in block.label if letter.isalnum())
        if core:
            return NoteHead(core, block.text)
    match = _LISTED.match(block.text)
    return NoteHead(match["number"], match["rest"]) if match else note_head(block.text)


def begins_something(text: str) -> bool:
    """Whether a line within a paragraph begins what would be a paragraph of its own."""
    head = rule_head(text)
    return (head is not None and not head.plain) or note_head(text) is not None or _typed(text) is not None


def looks_like_heading(block: Block) -> bool:
    """Set as a heading; bold ones only when they are short and no sentence."""
    if not block.heading:
        return False
    text = block.text.rstrip()
    return block.heading != BOLD or (
        (len(text) <= 200 and text[-1:] not in ".;,!?") or rule_head(text) is not None
    )

"""Footnotes however they were made - real ones, "[1]", raised numbers with a list - matched with their marks."""

import re
from collections import defaultdict
from functools import partial

from django.utils.translation import gettext as _

from protocol.exchange.blocks import BOLD, CALL, END, LOWERED, OURS, RAISED, Block, Level, Said, Source, shown
from protocol.exchange.labels import RAISED_DIGITS, listed_note, note_head, rule_head
from protocol.exchange.words import is_notes

_KEY = re.compile(f"{CALL}([^{END}]*){END}")
#: Typed marks: [5], [^5], raised 5, ⁵. A raised number after a letter that measures (m²) is none.
_TYPED = re.compile(
    rf"\s*\[\^?(?P<square>\d{{1,3}}(?:\s*,\s*\d{{1,3}})*|\*{{1,3}})\]|\s*\[\^(?P<named>[\w-]{{1,20}})\]"
    rf"|{RAISED}\s*[\[(]?(?P<raised>\d{{1,3}}(?:\s*[,;]\s*\d{{1,3}})*|\*{{1,3}}|†|‡)[\])]?\s*,?\s*{LOWERED}"
    r"|(?P<small>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})"
)
_TYPED_KEY = "t:"


def set_apart(source: Source) -> list[Block]:
    """The blocks without the lists of notes, whose texts go into ``source.notes``; typed marks become like real ones.

    A note that is typed counts where a mark like it stands before it; under a heading "Notes" every numbered line does.
    """
    called: set[str] = set()
    kept: list[Block] = []
    defined: dict[str, list[tuple[int, str]]] = defaultdict(list)
    section = False
    last: tuple[str, int] | None = None
    for place, block in enumerate(source.blocks):
        if is_notes(block.text) and len(block.text) < 40:
            section, last = True, None
            continue
        if section and (rule_head(block.text) or (block.heading and block.heading != BOLD)):
            section = False
        head = listed_note(block) if section else note_head(block.text)
        if head and (section or head.key in called):
            last = head.key, len(defined[head.key])
            defined[head.key].append((place, _flat(head.rest)))
            continue
        if section and last:
            key, which = last
            at, text = defined[key][which]
            defined[key][which] = at, f"{text} {_flat(block.text)}"
            continue
        block.text = _TYPED.sub(partial(_marks, place), block.text)
        called |= {key.removeprefix(_TYPED_KEY).partition("@")[0] for key in _KEY.findall(block.text)}
        kept.append(block)
    _match(source, kept, defined)
    return kept


def _flat(text: str) -> str:
    return OURS.sub("", text).replace("\n", " ").strip()


def _marks(place: int, match: re.Match[str]) -> str:
    """The marks of a match as real ones, with the place where they stand: "[5]" may come again with another note."""
    small = (match["small"] or "").translate(RAISED_DIGITS)
    said = match["square"] or match["named"] or match["raised"] or small
    keys = re.split(r"\s*[,;]\s*", said)
    return "".join(f"{CALL}{_TYPED_KEY}{key}@{place}{END}" for key in keys)


def _match(source: Source, blocks: list[Block], defined: dict[str, list[tuple[int, str]]]) -> None:
    """Each typed mark gets the note with its number: the only one, else the next that is listed after it."""
    for block in blocks:

        def key(match: re.Match[str]) -> str:
            said = match[1]
            if not said.startswith(_TYPED_KEY):
                return match[0]
            name, _sign, at = said.removeprefix(_TYPED_KEY).partition("@")
            notes = defined.get(name)
            if not notes:
                return match[0]
            which = next((n for n, (place, _text) in enumerate(notes) if place > int(at)), len(notes) - 1)
            own = f"n:{name}:{which}"
            source.notes[own] = notes[which][1]
            return f"{CALL}{own}{END}"

        block.text = _KEY.sub(key, block.text)
    for name, notes in defined.items():
        for which, (_place, text) in enumerate(notes):
            if f"n:{name}:{which}" not in source.notes:
                source.notes[f"n:{name}:{which}"] = text


class Calls:
    """Gives each provision the notes that its text calls, and finds what has no counterpart."""

    def __init__(self, notes: dict[str, str]) -> None:
        self._notes = notes
        self._used: dict[str, str] = {}
        self.said: list[Said] = []

    def take(self, text: str, where: str, line: int, first: int = 1) -> tuple[str, list[str]]:
        """``text`` with [^1], [^2], … and the texts of these notes, counted from ``first``."""
        found: list[str] = []
        own: set[str] = set()

        def mark(match: re.Match[str]) -> str:
            key = match[1]
            name = key.removeprefix(_TYPED_KEY).partition("@")[0].removeprefix("n:").partition(":")[0]
            note = self._notes.get(key, "")
            if not note:
                message = _("%(where)s: the mark “%(mark)s” has no note. The mark is left out.")
                self.said.append(
                    Said(Level.DOUBT, "mark-without-note", message % {"where": where, "mark": name}, line)
                )
                return ""
            if key in own:
                message = _("%(where)s calls the same note twice. The second mark is left out.")
                self.said.append(Said(Level.DOUBT, "note-again", message % {"where": where}, line))
                return ""
            if key in self._used:
                message = _("%(where)s calls a note that %(other)s called already. It is repeated here.")
                said = message % {"where": where, "other": self._used[key]}
                self.said.append(Said(Level.DOUBT, "note-repeated", said, line))
            own.add(key)
            self._used.setdefault(key, where)
            found.append(note)
            return f"[^{first + len(found) - 1}]"

        plain = re.sub(f"[{RAISED}{LOWERED}]", "", _KEY.sub(mark, text))
        return re.sub(r"\s+(?=\[\^\d+\])", "", plain).strip(), found

    def finish(self) -> list[Said]:
        """What was found out, with the notes that nothing calls."""
        for key, note in self._notes.items():
            if key not in self._used and note:
                message = _("No mark calls the note “%(text)s”. It is left out.") % {"text": shown(note)}
                self.said.append(Said(Level.DOUBT, "note-without-mark", message))
        return self.said

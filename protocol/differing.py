"""What changed between two texts, word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from typing import Any

#: A word with the blank after it: blanks alone would be taken for what stayed. An apostrophe or a hyphen within letters
#: belongs to the word (обов’язок, person's, по-русски).
_WORDS = re.compile(r"\[\^\d+\]\s*|\w+(?:['’ʼ-]\w+)*\s*|[^\w\s]\s*|\s+")
#: Beyond this a text is shown as replaced: comparing takes the square of its length.
_MOST = 6_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """``kind``: same, gone or new."""

    kind: str
    text: str


#: So many comparisons of words at most, half a second's work: a text of one word over and over would take hours.
_WORK = 1_000_000


class _Bounded(SequenceMatcher[str]):
    """Longest stretches first, until the work it may do is done; what is left over then counts as changed."""

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        super().__init__(None, before, after, autojunk=False)
        self.before, self.left = before, _WORK

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        places: Any = self.b2j  # type: ignore[attr-defined]  # where each word stands
        self.left -= sum(1 + len(places.get(word, ())) for word in self.before[alo:ahi])
        if self.left < 0:
            return Match(alo, blo, 0)
        return super().find_longest_match(alo, ahi, blo, bhi)


def differences(before: str, after: str) -> list[Stretch]:
    """Stretches of words that stayed, went and came, in reading order."""
    if before == after:
        return [Stretch("same", before)] if before else []
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if not old or not new or len(old) > _MOST or len(new) > _MOST:
        whole = [Stretch("gone", before), Stretch("new", after)]
        return [each for each in whole if each.text]
    # Whether a word stands before a blank or at the end makes it no other word; the end of a paragraph does.
    left, right = ([word.rstrip(" ") or word for word in words] for words in (old, new))
    if left == right:
        left, right = old, new
    found: list[Stretch] = []
    for kind, a, b, c, d in _Bounded(left, right).get_opcodes():
        if kind == "equal":
            found.append(Stretch("same", "".join(new[c:d])))
            continue
        if b > a:
            found.append(Stretch("gone", "".join(old[a:b])))
        if d > c:
            found.append(Stretch("new", "".join(new[c:d])))
    return found


#: Fewer letters between two changes are no island to rest on: they are read as part of the change.
_ISLAND = 4
#: Where less than this share stayed, words that stayed by chance would be confetti.
_SHARE = 0.3


def readable(before: str, after: str) -> list[Stretch]:
    """The same for somebody who reads it: a text that became another one is gone and new as a whole, and a short word
    that happens to be in both is no interruption of what changed.
    """
    found = differences(before, after)
    stayed = sum(len(each.text) for each in found if each.kind == "same")
    if before and after and stayed < _SHARE * max(len(before), len(after)):
        return [Stretch("gone", before), Stretch("new", after)]
    joined: list[Stretch] = []
    gone = new = ""

    def change() -> None:
        nonlocal gone, new
        joined.extend(Stretch(kind, text) for kind, text in (("gone", gone), ("new", new)) if text)
        gone = new = ""

    for place, each in enumerate(found):
        if each.kind == "gone":
            gone += each.text
        elif each.kind == "new":
            new += each.text
        elif (gone or new) and place + 1 < len(found) and len(each.text.strip()) < _ISLAND:
            gone, new = gone + each.text, new + each.text
        else:
            change()
            joined.append(each)
    change()
    return joined

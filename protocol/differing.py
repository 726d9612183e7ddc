"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

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
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
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

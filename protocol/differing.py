"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

#: A word with the blank after it: blanks alone would be taken for what stayed.
_WORDS = re.compile(r"\[\^\d+\]\s*|\w+\s*|[^\w\s]\s*|\s+")
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
    found: list[Stretch] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Stretch("same", "".join(old[a:b])))
            continue
        if b > a:
            found.append(Stretch("gone", "".join(old[a:b])))
        if d > c:
            found.append(Stretch("new", "".join(new[c:d])))
    return found

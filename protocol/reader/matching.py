"""Which provision of one edition is which of another: by code, and where the text shows it, under another one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from protocol.reader.book import Part

#: Two texts share this part of their words at least before one is taken for the other under another code: rules
#: within an edition, points within a rule, points that went to another rule.
RULES, POINTS, ELSEWHERE = 0.4, 0.5, 0.75
#: A text of fewer words is like too many.
ENOUGH = 6
#: What the same code counts for: of two texts that are alike the one that kept it comes first.
SAME_CODE = 0.1
_WORD = re.compile(r"\w+")

Words = frozenset[str]


def words(parts: Iterable[Part]) -> Words:
    """The words of the first language, in small letters."""
    said = (part.sides[0] for part in parts)
    return frozenset(
        _WORD.findall(" ".join(f"{side.heading} {side.text}" for side in said if side).casefold())
    )


def alike(one: Words, other: Words) -> float:
    """What two sets of words share, from 0 to 1 (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0


def nearest(old: Mapping[str, Words], new: Mapping[str, Words], least: float) -> dict[str, str]:
    """For keys of ``new`` the key of ``old`` that it was: first where nothing changed, then the most alike."""
    found = {key: key for key, said in new.items() if old.get(key) == said}
    taken = set(found.values())
    scored = [
        (score + SAME_CODE * (key == was), key == was, key, was)
        for key, said in new.items()
        if key not in found
        for was, before in old.items()
        if was not in taken and (score := alike(said, before)) >= least
    ]
    # What is equally alike stays in its order.
    for _score, _same, key, was in sorted(scored, key=lambda each: (-each[0], not each[1])):
        if key not in found and was not in taken:
            found[key] = was
            taken.add(was)
    return found


def section(part: Part) -> str:
    """The code of the rule that a provision belongs to, or its own."""
    return part.code.partition(".")[0]


class Matching:
    """``was``: for the code of each provision of ``new`` the code that it had in ``old``, where it was there.

    Rules are compared first, then what is in them, then what was left over with what was left over elsewhere; what is
    still alone keeps its code: the text of a provision may become quite another.
    """

    def __init__(self, old: Sequence[Part], new: Sequence[Part]) -> None:
        self.old = {part.code: part for part in old}
        self.new = {part.code: part for part in new}

    @cached_property
    def sections(self) -> dict[str, str]:
        """Rules of ``new``: what they were."""
        old, new = _by_section(self.old.values()), _by_section(self.new.values())
        found = nearest(
            {code: words(parts) for code, parts in old.items()},
            {code: words(parts) for code, parts in new.items()},
            RULES,
        )
        return _by_code(found, old, new)

    @cached_property
    def was(self) -> dict[str, str]:
        found: dict[str, str] = {}
        old, new = _by_section(self.old.values()), _by_section(self.new.values())
        for code, before in self.sections.items():
            # The heads of two rules that are one belong together, whatever they say.
            found[code] = before
            inside = nearest(
                {part.code: words([part]) for part in old[before] if part.code != before},
                {before + part.code[len(code) :]: words([part]) for part in new[code] if part.code != code},
                POINTS,
            )
            found |= {code + place[len(before) :]: was for place, was in inside.items()}
        found |= self._elsewhere(found)
        alone = {code: self._place_before(code) for code in self.new if code not in found}
        taken = set(found.values())
        return found | {
            code: was for code, was in alone.items() if was in self.old and was not in taken and was
        }

    def _elsewhere(self, found: dict[str, str]) -> dict[str, str]:
        taken = set(found.values())
        old = {code: words([part]) for code, part in self.old.items() if code not in taken}
        new = {code: words([part]) for code, part in self.new.items() if code not in found}
        return nearest(
            {code: said for code, said in old.items() if len(said) >= ENOUGH},
            {code: said for code, said in new.items() if len(said) >= ENOUGH},
            ELSEWHERE,
        )

    def _place_before(self, code: str) -> str:
        """The code that a provision of ``new`` had if it kept its place within its rule; empty: the rule is new."""
        rule, dot, rest = code.partition(".")
        return f"{self.sections[rule]}{dot}{rest}" if rule in self.sections else ""


def notes(old: Sequence[Part], new: Sequence[Part]) -> dict[str, str]:
    """The same for the footnotes of one provision: by what they say, then by their place."""
    before = {note.code.rpartition(".")[2]: words([note]) for note in old}
    after = {note.code.rpartition(".")[2]: words([note]) for note in new}
    return _by_code(nearest(before, after, POINTS), before, after)


def _by_code(found: dict[str, str], old: Mapping[str, object], new: Mapping[str, object]) -> dict[str, str]:
    taken = set(found.values())
    return found | {key: key for key in new if key not in found and key in old and key not in taken}


def _by_section(parts: Iterable[Part]) -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = {}
    for part in parts:
        found.setdefault(section(part), []).append(part)
    return found

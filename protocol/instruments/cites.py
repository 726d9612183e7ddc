"""What a category of allegations or a provision cites: instruments by code, each with its articles."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from protocol import taxonomy

#: How ``taxonomy`` abbreviates an instrument before the article; longer ones first.
ABBREVIATED = (
    ("INTERPOL Constitution ", "INTERPOL"),
    ("Decl. HRD ", "HRD"),
    ("CAT ", "CAT"),
    ("CRC ", "CRC"),
    ("P7-", "ECHR-P7"),
    ("G", "G"),
    ("S", "S"),
    ("L", "L"),
)


@dataclass(frozen=True, slots=True)
class Cite:
    """``code`` of the instrument, and its articles, principles or paragraphs as they are written."""

    code: str
    articles: tuple[str, ...]

    @property
    def words(self) -> str:
        """The articles, with the words that some of them need (``taxonomy.WORDED``)."""
        return ", ".join(str(taxonomy.WORDED.get(each, each)) for each in self.articles)


@cache
def of_category(category: taxonomy.Category) -> tuple[Cite, ...]:
    """What the category suggests. Raises ValueError for an abbreviation that is not in ``ABBREVIATED``."""
    found: list[tuple[str, Sequence[str]]] = [("ICCPR", category.iccpr)]
    # A protocol is a treaty of its own, with other parties than the Convention.
    found += [_abbreviated(each) if each.startswith("P") else ("ECHR", (each,)) for each in category.echr]
    found += [_abbreviated(each) for each in category.other]
    return merged(found)


def _abbreviated(text: str) -> tuple[str, Sequence[str]]:
    for begins, code in ABBREVIATED:
        if text.startswith(begins):
            return code, (text.removeprefix(begins),)
    raise ValueError(f"no instrument is abbreviated so: {text!r}")


def of_notes(cites: Iterable[Sequence[Mapping[str, Any]]]) -> tuple[Cite, ...]:
    """What footnotes cite: their ``Provision.cites``, one after the other; the articles by their numbers."""
    found = merged((each["instrument"], each["articles"]) for note in cites for each in note)
    return tuple(Cite(each.code, tuple(sorted(each.articles, key=_numbers))) for each in found)


def _numbers(article: str) -> list[tuple[int, str]]:
    """By which articles are put in order: 6(5) before 14(1)."""
    return [(int(number or 0), word) for number, word in re.findall(r"([0-9]+)|([^0-9\W]+)", article)]


def merged(found: Iterable[tuple[str, Sequence[str]]]) -> tuple[Cite, ...]:
    """Each instrument once, in the order of its first mention, with every article once; none without an article."""
    articles: dict[str, dict[str, None]] = {}
    for code, several in found:
        if several:
            articles.setdefault(code, {}).update(dict.fromkeys(several))
    return tuple(Cite(code, tuple(each)) for code, each in articles.items())

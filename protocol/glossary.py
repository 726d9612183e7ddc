"""The terms that translations of the Protocol keep to, and where a text uses one.

The terms lie in ``texts/working-2026/glossary.json``: what a thing is called in each language, and the stems by which a
form of it is told. English has none: there a term is found as it is written, or in the plural.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile

from protocol import working_text
from protocol.languages import GRAMMAR, LANGUAGES

#: A word with what is joined to it: "pre-trial" holds no "trial".
_WORD = re.compile(r"\w+(?:[-'’ʼ]\w+)*")
#: Other words that may stand between the words of a translated term: an article, an adjective.
_BETWEEN = 3


@dataclass(frozen=True, slots=True)
class Term:
    """``said``: what it is called, ``stems``: each one beginnings of words in their order; both by language.

    ``excused``: by the code of a provision of the working text the languages in which it need not be there, and why:
    English has the same word for something else, or an instrument has its own.
    """

    key: str
    note: str
    said: Mapping[str, str]
    stems: Mapping[str, Sequence[str]]
    excused: Mapping[str, tuple[Sequence[str], str]] = field(default_factory=dict)

    def looked_for(self, language: str) -> str:
        """What finds it by the search of the reader, which knows other forms of words in English and Russian alone."""
        stems = self.stems.get(language, ())
        if not stems or language in GRAMMAR:
            return self.said[language]
        one_word = not any(" " in stem for stem in stems)
        return _shared(stems) if one_word else stems[0]


def _shared(stems: Sequence[str]) -> str:
    """What all of them begin with."""
    first_and_last = zip(min(stems), max(stems), strict=False)
    return "".join(one for one, _other in takewhile(lambda pair: pair[0] == pair[1], first_and_last))


@cache
def terms() -> tuple[Term, ...]:
    """All of the glossary, in its order. Read once."""
    return tuple(
        Term(
            each["key"],
            each["note"],
            {language: said["term"] for language, said in each["terms"].items()},
            {language: tuple(said.get("stems", ())) for language, said in each["terms"].items()},
            {
                but["provision"]: (tuple(but.get("languages", LANGUAGES)), but["reason"])
                for but in each.get("exceptions", ())
            },
        )
        for each in working_text.read("glossary")
    )


def used(text: str, language: str) -> list[Term]:
    """The terms that ``text`` uses, in the order of the glossary. Those within a longer one do not count: "human rights
    defender" is one term, and its translation need not hold the one for "human rights". No query.
    """
    words = _words(text, language)
    found: list[tuple[int, int, Term]] = []
    for term in terms():
        found += [(start, end, term) for start, end in _places(term, words, language)]
    kept = {
        term.key
        for start, end, term in found
        if not any(
            begins <= start and end <= ends and ends - begins > end - start for begins, ends, _other in found
        )
    }
    return [term for term in terms() if term.key in kept]


def has(term: Term, text: str, language: str) -> bool:
    """Whether ``text`` uses ``term`` in any of its forms."""
    return any(True for _place in _places(term, _words(text, language), language))


def lacking(source: str, source_language: str, text: str, language: str) -> list[Term]:
    """The terms that ``source`` uses and ``text``, its translation, does not. A reason to look, not an error."""
    words = _words(text, language)
    return [
        term
        for term in used(source, source_language)
        if not any(True for _place in _places(term, words, language))
    ]


def _places(term: Term, words: Sequence[str], language: str) -> Iterable[tuple[int, int]]:
    """(first word, word after the last) wherever ``term`` stands among ``words``."""
    stems = term.stems.get(language, ())
    if stems:
        for each in stems:
            yield from _stemmed([_folded(part, language) for part in each.split()], words)
    elif language in term.said:
        said = _words(term.said[language], language)
        for start in range(len(words) - len(said) + 1):
            if all(_alike(word, part) for word, part in zip(words[start:], said, strict=False)):
                yield start, start + len(said)


def _stemmed(stems: Sequence[str], words: Sequence[str]) -> Iterable[tuple[int, int]]:
    for start, word in enumerate(words):
        if not _begins(word, stems[0]):
            continue
        at = start
        for stem in stems[1:]:
            near = range(at + 1, min(at + 2 + _BETWEEN, len(words)))
            at = next((place for place in near if _begins(words[place], stem)), -1)
            if at < 0:
                break
        else:
            yield start, at + 1


def _begins(word: str, stem: str) -> bool:
    """A part that is joined to another begins a word too."""
    return word.startswith(stem) or f"-{stem}" in word


def _alike(word: str, part: str) -> bool:
    """English: the same word, or one of the two in the plural."""
    return word == part or word in _plurals(part) or part in _plurals(word)


def _plurals(word: str) -> tuple[str, ...]:
    return (f"{word}s", f"{word}es", f"{word[:-1]}ies" if word.endswith("y") else f"{word}s")


def _words(text: str, language: str) -> list[str]:
    return [_folded(word, language) for word in _WORD.findall(unicodedata.normalize("NFC", text))]


def _folded(word: str, language: str) -> str:
    """Lower case as the language has it; one apostrophe; е for ё, which is left to the writer."""
    if language == "az":
        word = word.replace("İ", "i").replace("I", "ı")
    return unicodedata.normalize("NFC", word).casefold().translate(_ONE_SIGN)


_ONE_SIGN = str.maketrans({"’": "'", "ʼ": "'", "ё": "е"})

"""Names in the order in which the readers of a language look for them.

The database sorts by code points (``docs/decisions/embedded-servers.md``: it is built without ICU), which puts і, ї, є
and ґ after я, ё before а, and ə after z. So a key is made here that sorts rightly by code points. Source of the orders:
the alphabets as their languages teach them; Chinese by its sounds, as the national standard GB 2312 lists the common
characters.
"""

import unicodedata
from functools import cache, lru_cache

_LATIN = "abcdefghijklmnopqrstuvwxyz"
ALPHABETS = {
    "en": _LATIN,
    "es": "abcdefghijklmnñopqrstuvwxyz",
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvwyz",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "zh-hans": "",
}
#: The languages that names are sorted for.
LANGUAGES = tuple(ALPHABETS)
_TURKIC_I = str.maketrans({"I": "ı", "İ": "i"})
#: Characters of a key: a blank, digits, the language's own letters, then all other letters.
_OWN, _OTHER = ord("A"), "~"


def nearest(language: str | None) -> str:
    """The one of ``LANGUAGES`` whose order serves readers of ``language``; English when there is none."""
    language = (language or "en").lower()
    return next(
        (each for each in (language, language.partition("-")[0]) if each in ALPHABETS),
        "zh-hans" if language.startswith("zh") else "en",
    )


@cache
def _ranks(language: str) -> dict[str, str]:
    return {letter: chr(_OWN + place) for place, letter in enumerate(ALPHABETS[language])}


@lru_cache(maxsize=4096)  # the names of all countries in several languages, again and again
def sort_key(text: str, language: str) -> str:
    """A key that sorts ``text`` by code points as readers of ``language`` expect.

    Capitals, punctuation and the marks of letters that are not the language's own do not count; its own alphabet comes
    before others. At most about 600 characters for 100 of any script.

    >>> sorted(["яр", "їжак", "ґава", "дім"], key=lambda word: sort_key(word, "uk"))
    ['ґава', 'дім', 'їжак', 'яр']
    """
    own = nearest(language)
    ranks = _ranks(own)
    lowered = (text.translate(_TURKIC_I) if own == "az" else text).casefold()
    letters = "".join(_letter(each, ranks, own) for each in unicodedata.normalize("NFC", lowered))
    return " ".join(letters.split())


def _letter(letter: str, ranks: dict[str, str], language: str) -> str:
    if letter in ranks:
        return ranks[letter]
    if letter.isdecimal() and letter.isascii():
        return letter
    if not letter.isalnum():
        # Marks of direction and combining marks part nothing, everything else parts words.
        return "" if unicodedata.category(letter) in {"Cf", "Mn", "Cc"} else " "
    plain = unicodedata.normalize("NFKD", letter)[0]
    if plain != letter and plain in ranks:
        return ranks[plain]
    if language == "zh-hans":
        return _chinese(letter)
    return _OTHER + plain


def _chinese(letter: str) -> str:
    """Common characters in the order of GB 2312, which for them is that of Pinyin; Latin letters before them."""
    if letter.isascii():
        return letter
    try:
        return "一" + letter.encode("gb2312").hex()
    except UnicodeEncodeError:
        return "丁" + letter


def initial(text: str, language: str | None) -> str:
    """The capital under which ``text`` stands in a list: the first letter, without marks that its alphabet lacks."""
    own = nearest(language)
    first = next((each for each in unicodedata.normalize("NFC", text) if each.isalnum()), "")
    lower = (first.translate(_TURKIC_I) if own == "az" else first).casefold()[:1]
    plain = unicodedata.normalize("NFKD", lower)[:1]
    letter = plain if lower not in _ranks(own) and plain in _ranks(own) else lower
    return "İ" if own == "az" and letter == "i" else letter.upper()

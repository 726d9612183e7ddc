"""Letters of points by their place: а) б) в) are a) b) c), whatever alphabet and whichever of its letters are used."""

from collections.abc import Sequence

_LATIN = "abcdefghijklmnopqrstuvwxyz"
#: How lists are lettered: alphabets whole, and as drafting rules have them, without letters that are easily mistaken.
ALPHABETS: dict[str, tuple[str, ...]] = {
    "en": (_LATIN,),
    "az": (_LATIN, "abcçdeəfgğhxıijkqlmnoöprsştuüvyz"),
    "ru": (
        "абвгдежзиклмнопрстуфхцчшщэюя",
        "абвгдежзийклмнопрстуфхцчшщэюя",
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    ),
    "uk": (
        "абвгдежиклмнпрстуфхцшщюя",
        "абвгдеєжзиіїйклмнопрстуфхцчшщюя",
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
        "абвгдежзиклмнопрстуфхцчшщюя",
    ),
    "kk": (
        "абвгдежзиклмнопрстуфхцчшщэюя",
        "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
        "аәбвгғдежзийкқлмнңоөпрстуұүфхцчшщыіэюя",
        "абвгдежзийклмнопрстуфхцчшщэюя",
    ),
}
#: Letters of the two scripts that look the same: people type one for the other.
_ALIKE = str.maketrans("abceopxyiktmh", "авсеорхуіктмн")
_ALIKE_BACK = str.maketrans("авсеорхуіктмн", "abceopxyiktmh")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def roman(text: str) -> int:
    """The value of a Roman numeral, in Latin letters or Cyrillic ones that look like them; 0 when it is none."""
    plain = text.casefold().translate(str.maketrans("іхс", "ixc"))
    if not plain or any(letter not in _ROMAN for letter in plain):
        return 0
    value = 0
    for letter, after in zip(plain, [*plain[1:], ""], strict=True):
        one = _ROMAN[letter]
        value += -one if after and _ROMAN[after] > one else one
    return value if value > 0 and numeral(value) == plain else 0


def numeral(value: int) -> str:
    """A Roman numeral in small letters, up to 399; "" beyond."""
    if not 0 < value < 400:
        return ""
    parts = (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    )
    said = ""
    for worth, letters in parts:
        said += letters * (value // worth)
        value %= worth
    return said


def letter(place: int) -> str:
    """The Latin letter of a place from 1: a to z, then aa, ab and so on."""
    said = ""
    while place > 0:
        place, rest = divmod(place - 1, 26)
        said = _LATIN[rest] + said
    return said


def places(labels: Sequence[str], language: str) -> list[int | None]:
    """The place of each label of one list, from 1; None for one that fits nowhere.

    The alphabet is the one of ``language``, of Latin letters, or Roman numerals: in which the labels follow each other
    with the fewest gaps. Numbers are their own places.
    """
    if all(each.isdecimal() for each in labels):
        return [int(each) for each in labels]
    small = [each.casefold() for each in labels]
    candidates = [[_place(each, alphabet) for each in small] for alphabet in _alphabets(language)]
    candidates.append([roman(each) or None for each in small])
    return min(candidates, key=_gaps)


def _alphabets(language: str) -> list[str]:
    cyrillic = [alphabet for each in ("ru", "uk", "kk") for alphabet in ALPHABETS[each]]
    return list(dict.fromkeys([*ALPHABETS[language], _LATIN, *cyrillic]))


def _place(label: str, alphabet: str) -> int | None:
    """By the letter itself, else by the one that looks like it. Doubled letters come after the alphabet."""
    if not label or len(set(label)) != 1 or len(label) > 3:
        return None
    one = label[0]
    for each in (one, one.translate(_ALIKE), one.translate(_ALIKE_BACK)):
        if each in alphabet:
            return alphabet.index(each) + 1 + (len(label) - 1) * len(alphabet)
    return None


def _gaps(found: list[int | None]) -> int:
    """How badly the labels follow each other: 0 for 1, 2, 3."""
    count, before = 0, 0
    for place in found:
        if place is None:
            count += 100
            continue
        step = place - before
        count += abs(step - 1) if step > 0 else 50
        before = place
    return count

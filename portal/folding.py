"""Names made comparable: whatever script, marks or capitals somebody types, the same name gives the same letters."""

import unicodedata

#: Cyrillic letters of Russian, Ukrainian, Belarusian and Kazakh as they are usually written in Latin ones, before marks
#: are taken away. One spelling for all languages: the search forgives what differs (trigrams).
_LATIN = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "ie", "ж": "zh",
        "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
        "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch",
        "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia", "ә": "a", "ғ": "g",
        "қ": "q", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "ı": "i", "ə": "a", "ß": "ss", "ø": "o",
        "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d",
    }
)  # fmt: skip


def fold(text: str) -> str:
    """Lower-case Latin letters and digits of ``text``, words parted by one blank.

    Cyrillic is transliterated, marks are taken away, İ and ı are i; letters of other scripts stay as they are.
    """
    plain = text.replace("İ", "i").replace("I", "i").casefold().translate(_LATIN)
    without_marks = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    # Marks hide letters of the table: й is и with a breve once it is taken apart.
    letters = without_marks.translate(_LATIN)
    # Zero-width and direction marks part nothing.
    seen = (c for c in letters if unicodedata.category(c) != "Cf")
    return " ".join("".join(c if c.isalnum() else " " for c in seen).split())

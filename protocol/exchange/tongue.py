"""In which of the five languages a text is, by its letters: enough to notice the wrong file, not more."""

#: Letters that only one of the Cyrillic languages has; і stands in two of them.
KAZAKH, UKRAINIAN, RUSSIAN = "әғқңөұүһ", "їєґ", "ыэъё"
AZERBAIJANI = "əğış"
#: Fewer letters tell nothing.
LEAST = 80
#: One letter in so many is of the language's own; in running text it is one in ten to thirty.
RARE = 120


def tongue(text: str) -> str | None:
    """The code of the language; None when there is too little to tell, or it is none of the five."""
    letters = [letter for letter in text.casefold() if letter.isalpha()]
    if len(letters) < LEAST:
        return None

    def has(own: str) -> int:
        return sum(letter in own for letter in letters)

    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in letters)
    enough = len(letters) / RARE
    if cyrillic > len(letters) * 0.6:
        if has(KAZAKH) > enough:
            return "kk"
        own, other = has(UKRAINIAN + "і"), has(RUSSIAN)
        # і stands in every other Ukrainian word; of the Russian letters each is rare by itself.
        return "uk" if own > max(other, enough) else "ru" if other > own or not own else None
    latin = sum(letter < "\u0250" or letter in AZERBAIJANI for letter in letters)
    if latin > len(letters) * 0.6:
        return "az" if has(AZERBAIJANI) > enough else "en" if text.isascii() or _mostly_ascii(text) else None
    return None


def _mostly_ascii(text: str) -> bool:
    """Accents in names do not make another language."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter.isascii() for letter in letters) > len(letters) * 0.98

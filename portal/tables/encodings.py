"""Which encoding a text has that is no UTF: judged from its letters, where the bytes themselves say nothing."""

import re
from typing import Any

from charset_normalizer import from_bytes
from django.utils.translation import gettext_lazy as _

#: Offered when what was found is wrong: (codec of Python, what people call it).
ENCODINGS: tuple[tuple[str, Any], ...] = (
    ("utf-8", _("UTF-8")),
    ("utf-16", _("UTF-16 (“Unicode text”)")),
    ("utf-16-le", _("UTF-16, without a mark, low byte first")),
    ("utf-16-be", _("UTF-16, without a mark, high byte first")),
    ("cp1251", _("Windows-1251 (Cyrillic)")),
    ("cp1252", _("Windows-1252 (Western European)")),
    ("cp1250", _("Windows-1250 (Central European)")),
    ("cp1254", _("Windows-1254 (Turkish, Azerbaijani)")),
    ("kz1048", _("KZ-1048 (Kazakh)")),
    ("koi8_r", _("KOI8-R (Russian)")),
    ("koi8_u", _("KOI8-U (Ukrainian)")),
    ("cp866", _("CP866 (Cyrillic, MS-DOS)")),
    ("mac_cyrillic", _("Macintosh (Cyrillic)")),
    ("mac_roman", _("Macintosh (Western European)")),
    ("gb18030", _("GB 18030 (Chinese)")),
)
#: Where charset-normalizer finds several alike, the one that our clerks are likeliest to have.
_CANDIDATES = ["cp1251", "cp1252", "cp1250", "cp1254", "kz1048", "koi8_r", "koi8_u", "cp866"]
_CANDIDATES += ["mac_cyrillic", "mac_roman", "gb18030"]
#: Letters one after the other that are no ASCII, as in Cyrillic words: a letter with a mark stands alone.
_RUN = re.compile(rb"[\x80-\xff]{3,}")


def likeliest(sample: bytes) -> str:
    """One of ``ENCODINGS``: Windows-1251 where nothing speaks for any. ``sample``: lines that are no ASCII."""
    runs = b"".join(_RUN.findall(sample))
    high = sum(byte > 127 for byte in sample)
    if len(runs) * 2 < high:
        return _latin(sample)
    matches = from_bytes(sample, steps=8, chunk_size=1024, cp_isolation=_CANDIDATES, threshold=0.6)
    if not len(matches):
        return "cp1251"
    best = matches[0]
    alike = [each.encoding for each in matches if each.chaos <= best.chaos + 0.02]
    found = next((each for each in _CANDIDATES if each in alike), best.encoding)
    return _by_letters(runs, found)


#: Letters with marks stand alone between Latin ones. Which of them a language has tells the encodings apart.
_LATIN = {
    "cp1252": frozenset("éèàçêâîôûëïüöäßñóáíúæøåãõœÀÉÈÇÖÜÄÓÁÍÚÑ’‘“”–—«»…°№"),
    "cp1250": frozenset("áčďéěíňóřšťúůýžąćęłńśźżőűľĺŕôäöüßÁČĎÉÍŇÓŘŠŤÚÝŽĄĆĘŁŃŚŹŻ’‘“”–—«»…°"),
    "cp1254": frozenset("ğışçöüâîûİĞŞÇÖÜ’‘“”–—«»…°éè"),
    "mac_roman": frozenset("éèàçêâîôûëïüöäßñóáíúæøåãõœÀÉÈÇÖÜÄÑ’‘“”–—«»…°"),
}


def _latin(sample: bytes) -> str:
    marked = bytes(byte for byte in sample if byte > 127)

    def usual(encoding: str) -> float:
        return sum(letter in _LATIN[encoding] for letter in marked.decode(encoding, "replace")) / len(marked)

    return max(_LATIN, key=usual)


#: Cyrillic text has mostly small letters. In the wrong one of its encodings capitals and small letters change places,
#: or become signs.
_CYRILLIC = ("cp1251", "koi8_r", "koi8_u", "cp866", "mac_cyrillic", "kz1048")
_SMALL = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґәғқңөұүһў")


def _by_letters(runs: bytes, found: str) -> str:
    if found == "gb18030":
        return found

    def small(encoding: str) -> float:
        text = runs.decode(encoding, "replace")
        return sum(letter in _SMALL for letter in text) / len(text)

    best = max(_CYRILLIC, key=small)
    share = small(best)
    if share < 0.5:
        return found
    # KZ-1048 and Windows-1251 differ in a few letters only: Kazakh ones speak for the first.
    if best in {"cp1251", "kz1048"}:
        kazakh = sum(letter in "әғқңөұүһ" for letter in runs.decode("kz1048", "replace"))
        serbian = sum(letter in "їєґљњћђџ" for letter in runs.decode("cp1251", "replace"))
        return "kz1048" if kazakh > serbian and small("kz1048") > small("cp1251") else "cp1251"
    return best

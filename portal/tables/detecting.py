"""What a file is: its format, its encoding, its separator. Found out from its bytes, and always changeable by hand."""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
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
SEPARATORS: tuple[tuple[str, Any], ...] = (
    (",", _("comma")),
    (";", _("semicolon")),
    ("\t", _("tab")),
    ("|", _("vertical bar")),
)
#: Bytes of text that is no ASCII from which the encoding is judged; the rest says nothing.
_SAMPLE = 128 * 1024
_HIGH = re.compile(rb"[\x80-\xff]")
_AROUND = 2048  # bytes on either side of the first one that is no ASCII, of each line
_HEAD = 64 * 1024
#: Where charset-normalizer finds several alike, the one that our clerks are likeliest to have.
_CANDIDATES = ["cp1251", "cp1252", "cp1250", "cp1254", "kz1048", "koi8_r", "koi8_u", "cp866"]
_CANDIDATES += ["mac_cyrillic", "mac_roman", "gb18030"]
_UNDECODABLE = "\ud800"


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Half a pair of surrogates stands where bytes are no text: no text has one, so the reader finds the cell."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _UNDECODABLE, error.end


MARKED = "portal.undecodable"
codecs.register_error(MARKED, _mark)


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is read. ``separator``: of CSV."""

    format: str = "csv"
    encoding: str = "utf-8"
    separator: str = ","

    def decoder(self) -> codecs.IncrementalDecoder:
        """Never raises: what is no text in this encoding is marked. A byte order mark is left out."""
        encoding = {"utf-8": "utf-8-sig"}.get(self.encoding, self.encoding)
        return codecs.getincrementaldecoder(encoding)(MARKED)


@dataclass(slots=True)
class Look:
    """Fed with the pieces of a file, it says at the end what the file is. Holds some hundred KB, whatever the size."""

    head: bytes = b""
    sample: bytearray = field(default_factory=bytearray)
    nuls: int = 0
    size: int = 0
    is_utf8: bool = True
    _decoder: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")("strict")
    )

    def feed(self, piece: bytes) -> None:
        if len(self.head) < _HEAD:
            self.head += piece[: _HEAD - len(self.head)]
        self.size += len(piece)
        self.nuls += piece.count(0)
        if self.is_utf8:
            self._decode(piece)
        if not piece.isascii() and len(self.sample) < _SAMPLE:
            self._keep(piece)

    def _keep(self, piece: bytes) -> None:
        """Line by line: an expression that looks for the lines itself begins anew at each letter of a long one."""
        for line in piece.splitlines(keepends=True):
            first = _HIGH.search(line)
            if first is None:
                continue
            start = max(0, first.start() - _AROUND)
            self.sample += line[start : first.start() + _AROUND]
            if len(self.sample) >= _SAMPLE:
                break

    def _decode(self, piece: bytes, *, final: bool = False) -> None:
        try:
            self._decoder.decode(piece, final)
        except UnicodeDecodeError:
            self.is_utf8 = False

    def form(self, headings: Iterable[str] = ()) -> Form:
        """``headings``: names of cells that a table may have; the separator is the one that yields most of them."""
        if self.is_utf8:
            self._decode(b"", final=True)
        known = Form(encoding=self._encoding())
        text = known.decoder().decode(self.head)
        if text.lstrip()[:1] in {"[", "{"}:
            return replace(known, format="json")
        return replace(known, separator=separator_of(text, headings))

    def _encoding(self) -> str:
        if self.head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        start = self.head[:24]  # names of columns, in Latin letters: every other byte is zero
        if len(start) == 24 and not any(start[1::2]) and all(start[::2]):
            return "utf-16-le"
        if len(start) == 24 and not any(start[::2]) and all(start[1::2]):
            return "utf-16-be"
        if self.is_utf8:
            return "utf-8"
        return _likeliest(bytes(self.sample))


def _likeliest(sample: bytes) -> str:
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
_RUN = re.compile(rb"[\x80-\xff]{3,}")


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


def separator_of(text: str, headings: Iterable[str]) -> str:
    """The one of ``SEPARATORS`` that parts the first line into most known ``headings``, else into most cells. A line
    ``sep=;`` of Excel says it.
    """
    lines = [line for line in re.split(r"\r\n|\r|\n", text[:_HEAD]) if line.strip()]
    if not lines:
        return ","
    if said := re.fullmatch(r"\"?sep=(.)\"?", lines[0].strip(" "), re.IGNORECASE):
        return said[1] if said[1] in dict(SEPARATORS) else ","
    known = {heading.partition("-1:")[0] for heading in headings} | set(headings)

    def parted(separator: str) -> tuple[int, int]:
        cells = [cell.strip().strip('"').strip().casefold() for cell in lines[0].split(separator)]
        return sum(cell in known for cell in cells), len(cells)

    return max((separator for separator, _label in SEPARATORS), key=parted)

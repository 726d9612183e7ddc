"""What a table says of itself, in plain text that every program keeps: the file in one line, each row in another.

A property of the file repeats the line. Nothing here is secret or has to be believed: what comes back is compared with
what stands at the desk.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from protocol.exchange.blocks import clean
from protocol.models.provision import CODE

FORMAT = "model-protocol-table/1"
_LINE = re.compile(
    rf"{re.escape(FORMAT)} ([\w-]{{1,60}}) (\d{{1,9}}) ([a-z]{{2}})(?: ([\w-]{{0,8000}}={{0,2}}))?"
)
_ROW = re.compile(r"[a-z]{2} (\d{1,9}) · [a-z]{2} (\d{1,9}) · ([0-9a-f]{8})(?: · ([0-9a-f]{8}))?")
_CODE = re.compile(CODE)
_DASHES = re.compile("[\u2010-\u2015\u2212]")
#: More than any edition has places.
_MOST = 40_000


@dataclass(frozen=True, slots=True)
class FileMark:
    """``version``: of the edition when the table was made; ``places``: of the provisions in it, None if not known."""

    edition: str
    version: int
    language: str
    places: frozenset[int] | None = None

    def line(self, *, whole: bool = True) -> str:
        line = f"{FORMAT} {self.edition} {self.version} {self.language}"
        return f"{line} {_packed(self.places or ())}" if whole else line


@dataclass(frozen=True, slots=True)
class RowMark:
    """``source``, ``said``: revisions, 0 for none; ``print``: of the translation as it went out; ``source_print``: of
    the column of the source, "" where a table does not say.
    """

    source: int
    said: int
    print: str
    source_print: str = ""

    def line(self, source_language: str, language: str) -> str:
        line = f"{source_language} {self.source} · {language} {self.said} · {self.print}"
        return f"{line} · {self.source_print}" if self.source_print else line


def file_mark(text: str) -> FileMark | None:
    found = _LINE.search(text)
    if found is None:
        return None
    return FileMark(found[1], int(found[2]), found[3], _unpacked(found[4]) if found[4] else None)


def count_of_row_marks(text: str) -> int:
    return len(_ROW.findall(text))


def row_mark(text: str) -> RowMark | None:
    found = _ROW.search(text)
    return RowMark(int(found[1]), int(found[2]), found[3], found[4] or "") if found else None


def code(text: str) -> str:
    """The code of a provision, with whatever sign a program makes of its hyphen; "" for anything else."""
    plain = _DASHES.sub("-", clean(text)).strip().lower()
    return plain if len(plain) <= 60 and _CODE.match(plain) else ""


def fingerprint(heading: str, text: str) -> str:
    """Of a translation, blank for blank as it comes out of a file again."""
    return hashlib.sha256(f"{plain(heading)}\n\n{plain(text)}".encode()).hexdigest()[:8]


def column_print(paragraphs: Iterable[str]) -> str:
    """The print of the source's column of a row: what is struck through stands in it, too."""
    return fingerprint("", "\n\n".join(paragraphs))


def plain(text: str) -> str:
    """Paragraphs without what a program may change in them unasked: kinds and numbers of blanks."""
    paragraphs = (" ".join(clean(each).split()) for each in text.split("\n\n"))
    return "\n\n".join(each for each in paragraphs if each)


def _packed(places: Iterable[int]) -> str:
    """A bit for each place."""
    number = sum(1 << place for place in places)
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8, "little")).decode()


def _unpacked(text: str) -> frozenset[int] | None:
    try:
        number = int.from_bytes(base64.urlsafe_b64decode(text), "little")
    except (binascii.Error, ValueError):
        return None
    if number.bit_length() > _MOST:
        return None
    return frozenset(place for place in range(number.bit_length()) if number >> place & 1)

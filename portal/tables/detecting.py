"""What a file is: its format, its encoding, its separator. Found out from its bytes, and always changeable by hand."""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.tables.encodings import likeliest

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

    def form(self, headings: Iterable[str] = (), *, encoding: str = "", separator: str = "") -> Form:
        """``headings``: names of cells that a table may have; the separator is the one that yields most of them.
        ``encoding``, ``separator``: what somebody says it is; only the rest is found out.
        """
        if self.is_utf8:
            self._decode(b"", final=True)
        known = Form(encoding=encoding or self._encoding())
        text = known.decoder().decode(self.head)
        if text.lstrip()[:1] in {"[", "{"}:
            return replace(known, format="json")
        return replace(known, separator=separator or separator_of(text, headings))

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
        return likeliest(bytes(self.sample))


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

"""The letters of a text file, whatever its encoding."""

import codecs
import re

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from protocol.exchange.blocks import MOST_LETTERS, Refused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LIKELY = ["cp1251", "cp1254", "koi8_u", "koi8_r", "cp866", "cp1252", "utf_16"]
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)


def decoded(data: bytes) -> str:
    """The text. By the mark at its beginning, what the page says, UTF-8, else what the letters look like.

    Raises Refused when no encoding fits, or when it is far longer than any Protocol.
    """
    if len(data) > MOST_LETTERS * 4:
        raise Refused(_("The file is far too large for a text."))
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if len(text) > MOST_LETTERS:
        raise Refused(_("The file is far too large for a text."))
    return text.encode("utf-8", "ignore").decode("utf-8")


def _decoded(data: bytes) -> str:
    named = [encoding for mark, encoding in _MARKS if data.startswith(mark)][:1]
    declared = _DECLARED.search(data[:4096])
    if declared:
        named.append(declared[1].decode("ascii"))
    for encoding in [*named, "utf-8"]:
        try:
            if codecs.lookup(encoding)._is_text_encoding:
                return data.decode(encoding)
        except (LookupError, UnicodeError, AttributeError):
            continue
    best = from_bytes(data[: 256 * 1024], cp_isolation=_LIKELY).best()
    if best is None:
        raise Refused(_("The letters of the file cannot be read. Save it as UTF-8."))
    return data.decode(best.encoding, "replace")

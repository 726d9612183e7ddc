"""The parts of an office file: unpacked with limits, parsed without entities, document types or network."""

import io
import posixpath
import zipfile
import zlib

from django.utils.translation import gettext as _
from lxml import etree  # type: ignore[import-untyped]

from protocol.exchange.blocks import Refused

#: Bytes of the file as it comes.
LARGEST = 20 * 2**20
#: What all parts may say they unpack to, with pictures; what one part of text may; and how much denser than packed.
UNPACKED, ONE_PART, RATIO = 200 * 2**20, 16 * 2**20, 300
MOST_PARTS = 5_000
#: Below this a part is harmless however dense.
SMALL = 2**20
MOST_ELEMENTS, DEEPEST = 600_000, 200
PIECE = 64 * 1024
#: "Strict Open XML", which Word saves when asked to, says the same in a namespace of its own (ISO/IEC 29500-1 Annex A).
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_USUAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class Archive:
    """An office file. Everything is judged by the list of contents before the first byte is unpacked."""

    def __init__(self, data: bytes) -> None:
        """Raises Refused."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            parts = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as problem:
            raise Refused(
                _("The file is damaged. Open it in the program that made it and save it again.")
            ) from problem
        self._parts = {each.filename: each for each in parts}
        if len(parts) > MOST_PARTS or sum(each.file_size for each in parts) > UNPACKED:
            raise Refused(_("Unpacked the file would be far too large for a text. It was not opened."))
        if any(each.flag_bits & 0x1 for each in parts):
            raise Refused(_("The file is protected by a password. Save it without one."))

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def read(self, name: str) -> bytes:
        """One part, unpacked piece by piece. Raises Refused."""
        part = self._parts[name]
        dense = part.file_size > SMALL and part.file_size > RATIO * max(part.compress_size, 1)
        if part.file_size > ONE_PART or dense:
            raise Refused(_("Unpacked the file would be far too large for a text. It was not opened."))
        unpacked = bytearray()
        try:
            with self._zip.open(part) as stream:
                while piece := stream.read(PIECE):
                    unpacked += piece
                    if len(unpacked) > ONE_PART:
                        raise Refused(
                            _("Unpacked the file would be far too large for a text. It was not opened.")
                        )
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            NotImplementedError,
            EOFError,
            ValueError,
        ) as problem:
            raise Refused(
                _("The file is damaged. Open it in the program that made it and save it again.")
            ) from problem
        return bytes(unpacked)

    def xml(self, name: str) -> "etree._Element | None":
        """One part as a tree; None when it is not there. Raises Refused."""
        return parse(self.read(name).replace(_STRICT, _USUAL)) if name in self._parts else None

    def word(self, kind: str) -> "etree._Element | None":
        """A part of a Word document as a tree - its "document", "styles", "footnotes" - wherever the file keeps it:
        Word on the web calls them document2.xml. None when it is not there. Raises Refused.
        """
        whole = self._related("", "officeDocument")
        if whole not in self:
            whole = "word/document.xml"
        part = whole if kind == "document" else self._related(whole, kind)
        return self.xml(part if part in self else f"word/{kind}.xml")

    def _related(self, name: str, kind: str) -> str:
        """What the part ``name`` ("": the file) names as its ``kind``; "" for nothing. Source: ISO/IEC 29500-2."""
        folder, _slash, last = name.rpartition("/")
        root = self.xml(posixpath.join(folder, "_rels", f"{last}.rels"))
        for each in root if root is not None else ():
            if (each.get("Type") or "").endswith(f"/{kind}"):
                return posixpath.normpath(posixpath.join("/", folder, each.get("Target") or ""))[1:]
        return ""


class _Guard:
    """Hears a document before a tree is made of it: no document type, not too many elements, not too deep."""

    def __init__(self) -> None:
        self.count = self.depth = 0

    def doctype(self, *_names: object) -> None:
        raise Refused(_("The file declares a document type with entities. No office program writes that."))

    def start(self, tag: str, attributes: object) -> None:
        self.count += 1
        self.depth += 1
        if self.count > MOST_ELEMENTS or self.depth > DEEPEST:
            raise Refused(_("The file is built in a way no office program writes. It was not read."))

    def end(self, tag: str) -> None:
        self.depth -= 1

    def close(self) -> None:
        return None


_SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def parse(data: bytes) -> "etree._Element":
    """A tree of ``data``. A document type ends it before anything in it is read. Raises Refused."""
    try:
        guard = etree.XMLParser(target=_Guard(), **_SAFE)
        for start in range(0, len(data), PIECE):
            guard.feed(data[start : start + PIECE])
        guard.close()
        return etree.fromstring(data, etree.XMLParser(remove_comments=True, remove_pis=True, **_SAFE))
    except etree.XMLSyntaxError as problem:
        raise Refused(
            _("The file is damaged. Open it in the program that made it and save it again.")
        ) from problem

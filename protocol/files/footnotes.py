"""Footnotes of a DOCX, which ``python-docx`` does not write: the part they lie in, and the mark that calls one.

Source of the form: ISO/IEC 29500-1 (Office Open XML), 17.11.
"""

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from lxml import etree  # type: ignore[import-untyped]

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
#: Two footnotes every document has: the line above the notes, and the one above those that go on.
_BEGINNING = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
    "</w:footnote>"
)


class Footnotes:
    """The footnotes of a document. ``add`` and ``call`` call one at the end of a paragraph;
    ``finish`` puts them into the file."""

    def __init__(self, document: Document) -> None:
        self.document, self.style = document, _style(document)
        self.root = etree.fromstring(f"<w:footnotes {nsdecls('w')}>{_BEGINNING}</w:footnotes>")
        self.count = 0
        self._called: dict[str, int] = {}

    def add(self, paragraph: Paragraph, text: str, language: str) -> None:
        self._call(paragraph, [(language, text)])

    def call(self, paragraph: Paragraph, key: str, said: Sequence[tuple[str, str]]) -> None:
        """The footnote ``key``, which says the same in several languages (language, text): it stands in the file once;
        whoever calls it again shows its number.
        """
        if number := self._called.get(key):
            _number(paragraph, number)
            return
        marks = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in marks:
            mark.set(qn("w:id"), str(self.count + 1))
        marks[0].set(qn("w:name"), _bookmark(self.count + 1))
        paragraph._p.append(marks[0])
        self._call(paragraph, said)
        paragraph._p.append(marks[1])
        self._called[key] = self.count

    def _call(self, paragraph: Paragraph, said: Sequence[tuple[str, str]]) -> None:
        self.count += 1
        run = paragraph.add_run()
        run.font.superscript = True
        call = OxmlElement("w:footnoteReference")
        call.set(qn("w:id"), str(self.count))
        run._r.append(call)
        note = etree.SubElement(self.root, qn("w:footnote"))
        note.set(qn("w:id"), str(self.count))
        for place, (language, text) in enumerate(said):
            line = etree.SubElement(note, qn("w:p"))
            named = etree.SubElement(etree.SubElement(line, qn("w:pPr")), qn("w:pStyle"))
            named.set(qn("w:val"), self.style)
            if not place:
                mark = etree.SubElement(line, qn("w:r"))
                raised = etree.SubElement(etree.SubElement(mark, qn("w:rPr")), qn("w:vertAlign"))
                raised.set(qn("w:val"), "superscript")
                etree.SubElement(mark, qn("w:footnoteRef"))
            words = etree.SubElement(line, qn("w:r"))
            spoken = etree.SubElement(etree.SubElement(words, qn("w:rPr")), qn("w:lang"))
            spoken.set(qn("w:val"), language)
            written = etree.SubElement(words, qn("w:t"))
            written.set(qn("xml:space"), "preserve")
            written.text = text if place else f" {text}"

    def finish(self) -> None:
        blob = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE, blob, self.document.part.package)
        self.document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _style(document: Document) -> str:
    """The key of the style that every program knows as that of footnotes: smaller than the text, and close together."""
    name = "footnote text"
    if name not in document.styles:
        made: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        made.base_style, made.font.size = document.styles["Normal"], Pt(9)
        made.paragraph_format.space_after = Pt(2)
    return str(document.styles[name].style_id)


def _bookmark(number: int) -> str:
    return f"note_{number}"


def _number(paragraph: Paragraph, number: int) -> None:
    """A field with the number of a footnote that is called elsewhere (NOTEREF); a click leads there."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f" NOTEREF {_bookmark(number)} \\h ")
    run = paragraph.add_run(str(number))
    run.font.superscript = True
    field.append(run._r)
    paragraph._p.append(field)

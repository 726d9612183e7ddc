"""Footnotes of a DOCX, which ``python-docx`` does not write: the part they lie in, and the mark that calls one.

Source of the form: ISO/IEC 29500-1 (Office Open XML), 17.11.
"""

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
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
    """The footnotes of a document. ``add`` calls one at the end of a paragraph; ``finish`` puts them into the file."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.root = etree.fromstring(f"<w:footnotes {nsdecls('w')}>{_BEGINNING}</w:footnotes>")
        self.count = 0

    def add(self, paragraph: Paragraph, text: str, language: str) -> None:
        self.count += 1
        run = paragraph.add_run()
        run.font.superscript = True
        call = OxmlElement("w:footnoteReference")
        call.set(qn("w:id"), str(self.count))
        run._r.append(call)
        note = etree.SubElement(self.root, qn("w:footnote"))
        note.set(qn("w:id"), str(self.count))
        line = etree.SubElement(note, qn("w:p"))
        mark = etree.SubElement(line, qn("w:r"))
        raised = etree.SubElement(etree.SubElement(mark, qn("w:rPr")), qn("w:vertAlign"))
        raised.set(qn("w:val"), "superscript")
        etree.SubElement(mark, qn("w:footnoteRef"))
        words = etree.SubElement(line, qn("w:r"))
        spoken = etree.SubElement(etree.SubElement(words, qn("w:rPr")), qn("w:lang"))
        spoken.set(qn("w:val"), language)
        said = etree.SubElement(words, qn("w:t"))
        said.set(qn("xml:space"), "preserve")
        said.text = f" {text}"

    def finish(self) -> None:
        blob = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE, blob, self.document.part.package)
        self.document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

"""DOCX: headings, numbering in the text, real footnotes; to be edited, quoted and printed in an office."""

import io

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from protocol.files.content import Content, Kind, heading, note_said, pieces
from protocol.files.footnotes import Footnotes
from protocol.reader.book import Part, Side


def build(content: Content) -> bytes:
    """One language as running text; two as a table of two columns, a row for each provision."""
    document = docx.Document()
    _describe(document, content)
    notes = Footnotes(document)
    for place, language in enumerate(content.languages):
        title = document.add_paragraph(style="Title" if not place else "Subtitle")
        _say(title, content.edition.title_in(language), language)
        standing = document.add_paragraph()
        _say(standing, content.standing(language), language).bold = True
    if len(content.languages) == 1:
        for part in content.book.parts:
            if side := part.sides[0]:
                _running(document, notes, part, side)
    else:
        _columns(document, notes, content)
    notes.finish()
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _describe(document: Document, content: Content) -> None:
    """Metadata, page, and the standing of the text on every page."""
    facts = document.core_properties
    facts.title, facts.language = content.title, content.languages[0]
    facts.author = content.edition.adopted_by or "Prosecutor Human Rights Portal"
    facts.subject = " / ".join(content.standing(language) for language in content.languages)
    facts.keywords = ", ".join([content.edition.code, content.edition.kind, *content.languages])
    facts.comments = facts.subject
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    for place, language in enumerate(content.languages):
        header = section.header.add_paragraph() if place else section.header.paragraphs[0]
        header.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _say(header, content.standing(language), language).font.size = Pt(8.5)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(11)


def _say(paragraph: Paragraph, text: str, language: str):  # type: ignore[no-untyped-def]  # docx has no types
    """A run of text that says in which language it is: programs read it aloud and check its spelling by that."""
    run = paragraph.add_run(text)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), language)
    run._r.get_or_add_rPr().append(spoken)
    return run


def _running(document: Document, notes: Footnotes, part: Part, side: Side) -> None:
    if side.heading:
        line = document.add_heading(level=2 if part.kind == Kind.HEADING else 1)
        _say(line, heading(part, side), side.language)
    _paragraphs(document.add_paragraph, notes, part, side)


def _columns(document: Document, notes: Footnotes, content: Content) -> None:
    table = document.add_table(rows=0, cols=len(content.languages))
    table.style = "Table Grid"
    for part in content.book.parts:
        cells: tuple[_Cell, ...] = table.add_row().cells
        for place, side in enumerate(part.sides):
            if side is None:
                continue
            cell, empty = cells[place], cells[place].paragraphs[0]
            if side.heading:
                empty.style = document.styles["Heading 2" if part.kind == Kind.HEADING else "Heading 1"]
                _say(empty, heading(part, side), side.language)
            _paragraphs(cell.add_paragraph, notes, part, side)
            if not side.heading and len(cell.paragraphs) > 1:
                empty._p.getparent().remove(empty._p)


def _paragraphs(add, notes: Footnotes, part: Part, side: Side) -> None:  # type: ignore[no-untyped-def]
    if not side.text:
        return
    line = add()
    if part.kind == Kind.POINT and part.label:
        line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Cm(0.9), Cm(-0.7)
        _say(line, f"{part.label}) ", side.language)
    before = False
    for piece in pieces(part, side):
        if piece.note:
            if before:
                _say(line, ",", side.language).font.superscript = True
            notes.call(line, piece.note.code, note_said(piece.note))
            before = True
            continue
        for number, text in enumerate(piece.text.split("\n\n")):
            if number:
                line = add()
            _say(line, text, side.language)
        before = False

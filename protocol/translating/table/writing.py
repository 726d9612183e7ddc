"""The table as DOCX: code, source, translation; to be written in with Word or LibreOffice."""

import io
from collections.abc import Sequence
from typing import Any

import docx
from django.utils.translation import gettext as _
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from protocol.differing import Stretch, differences
from protocol.files.content import OFFICIAL, WORKING
from protocol.languages import ENDONYMS
from protocol.models import Edition
from protocol.translating.places import Place
from protocol.translating.table.marks import FileMark, RowMark, column_print, fingerprint

_WIDTHS = (Cm(4.7), Cm(10.5), Cm(10.5))
_GREY = RGBColor(0x60, 0x60, 0x60)


def build(edition: Edition, language: str, places: Sequence[Place]) -> bytes:
    """``places``: in the order of the text. No query. Says its instructions in the active language."""
    document = docx.Document()
    places_of = frozenset(each.provision.place for each in places)
    mark = FileMark(edition.code, edition.version, language, places_of)
    _describe(document, edition, language, mark)
    _instruct(document, edition, language)
    table = document.add_table(rows=len(places) + 1, cols=3)
    table.style, table.autofit = "Table Grid", False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = width  # LibreOffice goes by the columns, Word by the cells
    names = (_("Provision"), ENDONYMS[edition.source_language], ENDONYMS[language])
    for number, row in enumerate(table.rows):
        cells = row.cells
        for cell, width in zip(cells, _WIDTHS, strict=True):
            cell.width = width
        _whole(row._tr, header=not number)
        if not number:
            for cell, name in zip(cells, names, strict=True):
                cell.paragraphs[0].add_run(name).bold = True
        else:
            _row(cells, places[number - 1])
    last = document.add_paragraph()
    _small(last, mark.line())
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _describe(document: Document, edition: Edition, language: str, mark: FileMark) -> None:
    facts = document.core_properties
    facts.title = f"{edition.title_in(language)} – {ENDONYMS[language]}"[:255]
    facts.language, facts.keywords, facts.author = language, mark.line(whole=False), ""
    facts.subject = _standing(edition, edition.source_language)[:255]
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    header = section.header.paragraphs[0]
    _small(header, f"{_standing(edition, edition.source_language)} · {edition.code} · {ENDONYMS[language]}")
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(11)
    normal.paragraph_format.space_after = Pt(3)


def _standing(edition: Edition, language: str) -> str:
    return (OFFICIAL if edition.is_official else WORKING)[language]


def _instruct(document: Document, edition: Edition, language: str) -> None:
    title = document.add_paragraph(style="Title")
    _say(title, edition.title_in(language), language)
    for text in (
        _(
            "Write in the third column only. The first two and the last line of the file say where each text belongs."
        ),
        _(
            "[^1] calls the first footnote of a provision: each mark of the source stands once in the translation."
        ),
        _("Where the source has a heading, the first paragraph of the translation is the heading."),
        _(
            "Underlined in the source: added since the translation was made. Struck through: taken out since. A row "
            "that is left as it is stays as it is."
        ),
    ):
        document.add_paragraph(text, style="List Bullet")


def _whole(row: Any, *, header: bool) -> None:
    """A row stays on one page; the first is repeated on each."""
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


def _row(cells: Sequence[Any], place: Place) -> None:
    begun, source = place.begun, place.source
    heading, text = (begun.heading, begun.text) if begun else ("", "")
    first = cells[0].paragraphs[0]
    named = first.add_run(place.provision.code)
    named.bold, named.font.size = True, Pt(10)
    if source:
        before = place.made_from or source
        _changes(cells[1], differences(before.heading, source.heading), source.language, bold=True)
        _changes(cells[1], differences(before.text, source.text), source.language)
    mark = RowMark(
        source.revision if source else 0,
        begun.revision if begun else 0,
        fingerprint(heading, text),
        column_print([each.text for each in cells[1].paragraphs]),
    )
    _small(cells[0].add_paragraph(), mark.line(place.edition.source_language, place.language))
    _paragraphs(cells[2], heading, place.language, bold=True)
    _paragraphs(cells[2], text, place.language)


def _changes(cell: Any, stretches: Sequence[Stretch], language: str, *, bold: bool = False) -> None:
    line = _line(cell) if stretches else None
    for each in stretches:
        for number, piece in enumerate(each.text.split("\n\n")):
            if number:
                line = cell.add_paragraph()
            if piece and line is not None:
                run = _say(line, piece, language)
                run.bold, run.font.strike, run.underline = bold, each.kind == "gone", each.kind == "new"


def _paragraphs(cell: Any, text: str, language: str, *, bold: bool = False) -> None:
    for piece in filter(None, text.split("\n\n")):
        _say(_line(cell), piece, language).bold = bold


def _line(cell: Any) -> Paragraph:
    """An empty paragraph at the end of the cell: the one that every cell has, first."""
    last: Paragraph = cell.paragraphs[-1]
    if last.text:
        last = cell.add_paragraph()
    return last


def _say(paragraph: Paragraph, text: str, language: str) -> Any:
    """A run that says in which language it is: programs check its spelling by that."""
    run = paragraph.add_run(text)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), language)
    run._r.get_or_add_rPr().append(spoken)
    return run


def _small(paragraph: Paragraph, text: str) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(7.5), _GREY

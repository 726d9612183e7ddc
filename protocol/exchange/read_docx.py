"""DOCX as lawyers send it: headings, numbers and footnotes however they were made; tracked changes as accepted.

Source of the form: ISO/IEC 29500-1 (Office Open XML), 17.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protocol.exchange.archive import Archive
from protocol.exchange.blocks import (
    BOLD,
    CALL,
    END,
    LOWERED,
    MOST_LINES,
    RAISED,
    Block,
    Level,
    Refused,
    Source,
    clean,
    safe,
    shown,
    tidy,
    too_many,
)
from protocol.exchange.docx_styles import Numbering, Styles, W, indent, number, switched, value

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WITHIN = {
    f"{W}{name}"
    for name in ("hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo")
}
_ADDED = {f"{W}ins", f"{W}moveTo"}
_GONE = {f"{W}del", f"{W}moveFrom"}
#: What stands for a sign of the keyboard.
_SIGNS = {"tab": " \t ", "ptab": " \t ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_PICTURES = {f"{W}drawing", f"{W}pict", f"{W}object"}


def read(data: bytes) -> Source:
    """The text of a DOCX. Raises Refused with what to do."""
    archive = Archive(data)
    body = archive.word("document")
    if body is None:
        raise Refused(_("This is no DOCX. Open it in the program that made it and save it as DOCX."))
    reader = Reader(archive)
    return reader.read(body)


class _Words:
    """The text of a paragraph while it is put together."""

    def __init__(self) -> None:
        self.pieces: list[tuple[str, bool]] = []
        self.boxes: list[Any] = []

    def text(self) -> str:
        return tidy("".join(piece for piece, _bold in self.pieces))

    def lead(self, text: str) -> int:
        """So many letters at the beginning are bold; all of them: the length of the text."""
        for place, (piece, bold) in enumerate(self.pieces):
            if not bold and piece.strip():
                return len(clean("".join(each for each, _bold in self.pieces[:place])))
        return len(text)


class Reader:
    def __init__(self, archive: Archive) -> None:
        self.source = Source()
        self.styles = Styles(archive.word("styles"))
        self.numbering = Numbering(archive.word("numbering"))
        self.count: Counter[str] = Counter()
        self.line = 0
        self.carried = _Words()  # of a paragraph whose end was taken away by a tracked change
        self.field = ""
        for name, sign in (("footnotes", "f"), ("endnotes", "e")):
            root = archive.word(name)
            for note in root if root is not None else ():
                if note.get(f"{W}type") in {None, "normal"}:
                    self.source.notes[sign + (note.get(f"{W}id") or "")] = self._note(note)

    def read(self, root: Any) -> Source:
        body = root.find(f"{W}body")
        if body is None:
            raise Refused(_("This is no DOCX. Open it in the program that made it and save it as DOCX."))
        self._blocks(body, 0)
        self._say()
        return self.source

    def _note(self, note: Any) -> str:
        texts = []
        for paragraph in note.iter(f"{W}p"):
            words = _Words()
            self._runs(paragraph, words, False)
            texts.append(words.text().replace("\n", " "))
        return clean(" ".join(filter(None, texts)))

    # --- paragraphs and tables -------------------------------------------------------------------------------

    def _blocks(self, parent: Any, tables: int) -> None:
        for each in parent:
            tag = each.tag
            if tag == f"{W}p":
                self._paragraph(each)
            elif tag == f"{W}tbl":
                self._table(each, tables)
            elif tag in _ADDED:
                self.count["tracked"] += 1
                self._blocks(each, tables)
            elif tag in _GONE:
                self.count["tracked"] += 1
            elif tag in _WITHIN:
                self._blocks(each, tables)
            elif tag == f"{W}altChunk":
                self.count["chunk"] += 1

    def _table(self, table: Any, outer: int) -> None:
        if outer:
            self.source.say(
                Level.DOUBT,
                "nested-table",
                _("A table within a table is read cell by cell. Look whether the order is right."),
                self.line + 1,
            )
        else:
            self.source.say(
                Level.NOTE, "table", _("A table is read row by row, cell by cell."), self.line + 1
            )
        for row in self._rows(table):
            for cell in parts(row, f"{W}tc"):
                self._blocks(cell, outer + 1)

    def _rows(self, table: Any) -> Iterator[Any]:
        """The rows of a table without those that a tracked change took out."""
        for row in parts(table, f"{W}tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                self.count["tracked"] += 1
            else:
                yield row

    def _paragraph(self, paragraph: Any) -> None:
        self.line += 1
        if self.line > MOST_LINES:
            raise too_many()
        properties = paragraph.find(f"{W}pPr")
        style = value(properties, f"{W}pStyle") or self.styles.default
        words, self.carried = self.carried, _Words()
        self._runs(paragraph, words, self.styles.bold(style))
        mark = properties.find(f"{W}rPr") if properties is not None else None
        if mark is not None and (mark.find(f"{W}ins") is not None or mark.find(f"{W}moveTo") is not None):
            self.count["tracked"] += 1
        if mark is not None and mark.find(f"{W}del") is not None:
            # The end of this paragraph was deleted: what is left of it belongs to the next.
            self.count["tracked"] += 1
            self.carried = words
            return
        text = words.text()
        label, depth = self._numbered(properties, style) if text else ("", -1)
        if text and self.styles.named(style, "toc ", "toc"):
            self.count["contents"] += 1
        elif text:
            self._add(text, words, label, depth, properties, style)
        for box in words.boxes:
            self._blocks(box, 0)

    def _add(self, text: str, words: _Words, label: str, depth: int, properties: Any, style: str) -> None:
        lead = words.lead(text)
        title = self.styles.named(style, "title", "subtitle")
        heading = 0 if title else self.styles.heading(style, properties)
        if not heading and not title and lead >= len(text):
            heading = BOLD
        stands_in = indent(properties) or self.styles.indented(style)
        self.source.add(
            Block(
                text,
                self.line,
                heading=heading,
                label=label,
                depth=depth,
                continues=stands_in and not label and not heading,
                lead=lead,
                title=title,
            )
        )

    def _numbered(self, properties: Any, style: str) -> tuple[str, int]:
        """The label that the program shows, and the level in the list from 0."""
        own = properties.find(f"{W}numPr") if properties is not None else None
        list_, level = value(own, f"{W}numId"), value(own, f"{W}ilvl")
        from_style, style_level = self.styles.numbering(style)
        list_ = from_style if list_ is None else list_
        if not list_ or list_ == "0":
            return "", -1
        said = level if level is not None else style_level
        grade = number(said) if said is not None else self.numbering.level_of(list_, style)
        label = self.numbering.label(list_, grade)
        return (label, grade) if label else ("", -1)

    # --- what stands in a paragraph --------------------------------------------------------------------------

    def _runs(self, parent: Any, words: _Words, bold: bool) -> None:
        for each in parent:
            tag = each.tag
            if tag == f"{W}r":
                self._run(each, words, bold)
            elif tag in _ADDED:
                self.count["tracked"] += 1
                self._runs(each, words, bold)
            elif tag in _GONE:
                self.count["tracked"] += 1
            elif tag in _WITHIN:
                self._runs(each, words, bold)
            elif tag == f"{_MC}AlternateContent":
                self._alternative(each, words, bold)

    def _run(self, run: Any, words: _Words, bold: bool) -> None:
        properties = run.find(f"{W}rPr")
        if switched(properties, "vanish"):
            self.count["hidden"] += 1
            return
        own = switched(properties, "b")
        by_style = self.styles.bold(value(properties, f"{W}rStyle"))
        heavy = own if own is not None else bold or by_style
        raised = value(properties, f"{W}vertAlign") == "superscript"
        text = "".join(self._said(each, words) for each in run)
        if text:
            words.pieces.append((f"{RAISED}{text}{LOWERED}" if raised else text, heavy))

    def _said(self, each: Any, words: _Words) -> str:
        name = each.tag.removeprefix(W)
        if name in _SIGNS:
            return "" if each.get(f"{W}type") in {"page", "column"} else _SIGNS[name]
        match name:
            case "t":
                return "" if self.field == "code" else safe(each.text or "")
            case "sym":
                return _symbol(each.get(f"{W}char"))
            case "footnoteReference" | "endnoteReference":
                return self._call(name[0], each)
            case "fldChar":
                self.field = "code" if each.get(f"{W}fldCharType") == "begin" else ""
            case "commentReference":
                self.count["comment"] += 1
            case "drawing" | "pict" | "object":
                self._picture(each, words)
            case _ if each.tag == f"{_MC}AlternateContent":
                self._alternative(each, words, False)
        return ""

    def _call(self, sign: str, reference: Any) -> str:
        key = f"{sign}{reference.get(f'{W}id') or ''}"
        return f"{CALL}{safe(key)[:40]}{END}"

    def _alternative(self, each: Any, words: _Words, bold: bool) -> None:
        """The same thing said twice, for newer and older programs."""
        chosen = each.find(f"{_MC}Choice")
        if chosen is None:
            chosen = each.find(f"{_MC}Fallback")
        for one in chosen if chosen is not None else ():
            if one.tag in _PICTURES:
                self._picture(one, words)
            elif one.tag == f"{W}r":
                self._run(one, words, bold)

    def _picture(self, picture: Any, words: _Words) -> None:
        boxes = list(picture.iter(f"{W}txbxContent"))
        if boxes:
            self.count["box"] += len(boxes)
            words.boxes += boxes
        else:
            self.count["picture"] += 1

    # --- what is said about the file -------------------------------------------------------------------------

    def _say(self) -> None:
        said = self.source.say
        count = self.count
        if left := self.carried.text():
            said(
                Level.DOUBT, "cut", _("The file ends within a paragraph: “%(text)s”.") % {"text": shown(left)}
            )
        if number_ := count["tracked"]:
            message = ngettext(
                "The file holds %(number)d tracked change. The text is read as if it was accepted.",
                "The file holds %(number)d tracked changes. The text is read as if all were accepted.",
                number_,
            )
            said(Level.DOUBT, "tracked", message % {"number": number_})
        if number_ := count["comment"]:
            message = ngettext(
                "%(number)d comment at the margin is left out.",
                "%(number)d comments at the margin are left out.",
                number_,
            )
            said(Level.NOTE, "comment", message % {"number": number_})
        if number_ := count["picture"]:
            message = ngettext(
                "%(number)d picture is left out.", "%(number)d pictures are left out.", number_
            )
            said(Level.DOUBT, "picture", message % {"number": number_})
        if count["box"]:
            said(Level.DOUBT, "box", _("Text in boxes is read after the paragraph that holds the box."))
        if count["hidden"]:
            said(Level.DOUBT, "hidden", _("Hidden text is left out."))
        if count["chunk"]:
            said(Level.DOUBT, "chunk", _("Another file is embedded in this one. It is left out."))
        if count["contents"]:
            said(Level.NOTE, "contents", _("The table of contents is left out."))


def parts(whole: Any, tag: str) -> Iterator[Any]:
    """Rows of a table, or cells of a row, also within what holds them together; not those of a table within."""
    for each in whole:
        if each.tag == tag:
            yield each
        elif each.tag in _WITHIN or each.tag in _ADDED:
            yield from parts(each, tag)


def _symbol(code: str | None) -> str:
    """A character of a symbol font: those of the private area are bullets there."""
    try:
        point = int(code or "", 16)
    except ValueError:
        return ""
    if 0xE000 <= point <= 0xF8FF:
        return "•"
    return safe(chr(point)) if 0x20 <= point <= 0xFFFF else ""

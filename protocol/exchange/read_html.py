"""HTML as a web page has it: whatever makes headings, bullets and footnotes there; nothing in it is run or fetched."""

import re
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from lxml import etree  # type: ignore[import-untyped]

from protocol.exchange import web_archive
from protocol.exchange.blocks import (
    BOLD,
    CALL,
    END,
    LOWERED,
    OURS,
    RAISED,
    Block,
    Level,
    Refused,
    Source,
    clean,
    safe,
    tidy,
)
from protocol.exchange.encodings import decoded
from protocol.exchange.html_notes import Notes
from protocol.exchange.letters import letter, numeral

#: ``form`` is not among them: some sites put the whole page into one.
_DROPPED = frozenset((
    "script", "style", "template", "noscript", "nav", "button", "select", "textarea", "svg", "math", "iframe",
    "object", "embed", "applet", "canvas", "audio", "video", "head", "title", "link", "meta", "base", "map",
    "dialog",
))  # fmt: skip
_BLOCK = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(bold|bolder|[6-9]00)", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
#: Word does not write lists: it says of a paragraph that it is a point, and how deep.
_POINT_OF_WORD = re.compile(r"mso-list\s*:\s*\S+\s+level([1-9])\b", re.IGNORECASE)
_MOST_DEEP = 200


def read(data: bytes) -> Source:
    """The text of a page. Raises Refused."""
    return read_text(decoded(web_archive.page(data) if web_archive.is_archive(data) else data))


def read_text(html: str, marked: bool = False) -> Source:
    """``marked``: our own marks of notes already stand in it. Raises Refused."""
    plain = html if marked else OURS.sub("", html)
    if not plain.strip():
        return Source()
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(plain.encode("utf-8"), parser)
    except etree.LxmlError as problem:
        raise Refused(_("This page cannot be read. Save it again from the browser.")) from problem
    return Source() if root is None else _Reader(root).read()


class _Reader:
    def __init__(self, root: Any) -> None:
        main = root.xpath("//main | //*[@role='main']")
        self.root = main[0] if len(main) == 1 else root
        self.source = Source()
        self.notes = Notes(self.root)
        self.count: Counter[str] = Counter()
        self.pieces: list[tuple[str, bool]] = []
        self.headings: list[int] = []
        self.bold = self.raised = self.tables = self.deep = 0
        #: Of each list that is open: what it counts with, and how far it is (None: bullets).
        self.lists: list[tuple[str, list[int]]] = []
        #: Of each point that is open: the label that its first paragraph will take.
        self.points: list[str | None] = []
        self.line = 0
        self.note: list[str] = []
        self.of_word = -1  # the level in a list of Word of the paragraph that is read, from 0
        self.linked = 0  # letters of the paragraph that lead elsewhere on the page

    def read(self) -> Source:
        walk = etree.iterwalk(self.root, events=("start", "end"))
        for event, element in walk:
            if not isinstance(element.tag, str):
                continue
            if event == "start":
                call = self.notes.call(element)
                if call or self._left_out(element):
                    if call:
                        self.pieces.append((f"{CALL}{call}{END}", bool(self.bold)))
                    element.set("data-left-out", "1")
                    walk.skip_subtree()
                    continue
                self._start(element)
                self._text(element.text)
            else:
                if element.get("data-left-out") is None:
                    self._end(element)
                if element is not self.root:
                    self._text(element.tail)
        self._flush()
        self.source.notes |= self.notes.texts
        self._say()
        return self.source

    def _left_out(self, element: Any) -> bool:
        tag = element.tag
        if tag in _DROPPED or self.notes.leads_back(element):
            self.count["script"] += tag in {"script", "iframe", "object", "embed", "applet"}
            return True
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
        if hidden or (tag == "input"):
            self.count["hidden"] += bool(hidden and "".join(element.itertext()).strip())
            return True
        if tag in {"del", "strike"}:
            self.count["deleted"] += 1
            return True
        frame = tag in {"header", "footer"} and element.getparent() is not None
        return (
            frame
            and self.root.tag != "main"
            and element.getparent().tag in {"body", "html"}
            and not self._holds(element)
        )

    def _holds(self, element: Any) -> bool:
        """Whether notes stand in it: some pages keep them in the footer."""
        return any(self.notes.key(each) for each in element.iter())

    # --- elements --------------------------------------------------------------------------------------------

    def _start(self, element: Any) -> None:
        tag, style = element.tag, element.get("style") or ""
        self.deep += 1
        if self.deep > _MOST_DEEP:
            raise Refused(_("The page is built in a way no editor writes. It was not read."))
        if tag in _BLOCK:
            self._flush()
            self.line = element.sourceline or self.line
            found = _POINT_OF_WORD.search(style)
            self.of_word = int(found[1]) - 1 if found else -1
        if key := self.notes.key(element):
            self.note.append(key)
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.headings.append(int(tag[1]))
        elif element.get("role") == "heading":
            level = element.get("aria-level") or "2"
            self.headings.append(min(int(level), 6) if level.isdecimal() and len(level) < 3 else 2)
        elif tag in _LISTS:
            self.lists.append((element.get("type") or "1" if tag == "ol" else "", [_start_of(element) - 1]))
        elif tag == "li":
            self.points.append(self._next(element))
        elif tag == "table":
            self._table()
        elif tag == "br":
            self.pieces.append(("\n", bool(self.bold)))
        elif tag == "img" and (element.get("alt") or "").strip():
            self.count["picture"] += 1
        elif tag == "ins":
            self.count["deleted"] += 1
        self._emphasis(tag, style)

    def _emphasis(self, tag: str, style: str) -> None:
        self.bold += tag in {"b", "strong"} or bool(_BOLD.search(style))
        if tag == "sup" or _RAISED.search(style):
            self.raised += 1
            self.pieces.append((RAISED, True))

    def _end(self, element: Any) -> None:
        tag, style = element.tag, element.get("style") or ""
        self.deep -= 1
        if tag in _BLOCK:
            self._flush()
            self.of_word = -1
        if self.notes.key(element):
            self.note.pop()
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"} or element.get("role") == "heading":
            self.headings.pop()
        elif tag in _LISTS:
            self.lists.pop()
        elif tag == "li":
            self.points.pop()
        elif tag == "table":
            self.tables -= 1
        self.bold -= tag in {"b", "strong"} or bool(_BOLD.search(style))
        if tag == "sup" or _RAISED.search(style):
            self.raised -= 1
            self.pieces.append((LOWERED, True))
        if tag == "a" and (element.get("href") or "").startswith("#"):
            self.linked += len("".join(element.itertext()).strip())

    def _next(self, element: Any) -> str:
        """The label of the next point of the innermost list; a bullet where none counts."""
        if not self.lists:
            return "•"
        kind, count = self.lists[-1]
        own = element.get("value") or ""
        count[0] = int(own) if own.isdecimal() and len(own) < 6 else count[0] + 1
        match kind:
            case "":
                return "•"
            case "a":
                return f"{letter(count[0])})"
            case "A":
                return f"{letter(count[0]).upper()})"
            case "i" | "I":
                return f"{numeral(count[0]) or count[0]})"
        return f"{count[0]}."

    def _table(self) -> None:
        self.tables += 1
        if self.tables == 2:
            self.source.say(
                Level.DOUBT,
                "nested-table",
                _("A table within a table is read cell by cell. Look whether the order is right."),
                self.line,
            )
        elif self.tables == 1:
            self.source.say(Level.NOTE, "table", _("A table is read row by row, cell by cell."), self.line)

    # --- text ------------------------------------------------------------------------------------------------

    def _text(self, text: str | None) -> None:
        if text:
            self.pieces.append((safe(text) if CALL not in text else text, bool(self.bold)))

    def _flush(self) -> None:
        pieces, self.pieces = self.pieces, []
        linked, self.linked = self.linked, 0
        # A line break in the source is a blank; one that the page makes is its own piece.
        raw = "".join(piece if piece == "\n" else piece.replace("\n", " ") for piece, _bold in pieces)
        text = tidy(raw)
        if not OURS.sub("", text).strip():
            return
        if self.note:
            self.notes.add(self.note[-1], text)
            return
        if linked and linked >= len(text) - 2 and CALL not in text:
            self.count["contents"] += 1
            return
        label, depth, continues = "", self.of_word, False
        if self.points:
            depth = len(self.points) - 1
            waiting = self.points[-1]
            if waiting is None:
                continues = True
            else:
                label, self.points[-1] = waiting, None
        heading = self.headings[-1] if self.headings else 0
        lead = _lead(pieces, text)
        if not heading and lead >= len(text):
            heading = BOLD
        self.source.add(Block(text, self.line, heading, label, depth, continues and not heading, lead))

    def _say(self) -> None:
        said, count = self.source.say, self.count
        if count["script"]:
            message = ngettext(
                "%(number)d script or embedded page is left out. Nothing in the file was run.",
                "%(number)d scripts or embedded pages are left out. Nothing in the file was run.",
                count["script"],
            )
            said(Level.NOTE, "script", message % {"number": count["script"]})
        if count["deleted"]:
            said(
                Level.DOUBT,
                "tracked",
                _("The page marks what was deleted and added. It is read as if all changes were accepted."),
            )
        if count["hidden"]:
            said(Level.NOTE, "hidden", _("Hidden text is left out."))
        if count["picture"]:
            message = ngettext(
                "%(number)d picture is left out.", "%(number)d pictures are left out.", count["picture"]
            )
            said(Level.NOTE, "picture", message % {"number": count["picture"]})
        if count["contents"]:
            said(Level.NOTE, "contents", _("The table of contents is left out."))


def _start_of(element: Any) -> int:
    start = element.get("start") or ""
    return int(start) if start.isdecimal() and len(start) < 6 else 1


def _lead(pieces: list[tuple[str, bool]], text: str) -> int:
    """So many letters at the beginning are bold; all of them: the length of the text."""
    for place, (piece, bold) in enumerate(pieces):
        if not bold and OURS.sub("", re.sub(f"{CALL}[^{END}]*{END}", "", piece)).strip():
            return len(clean("".join(each.replace("\n", " ") for each, _bold in pieces[:place])))
    return len(text)

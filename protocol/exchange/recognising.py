"""Provisions out of blocks: purpose, rules, headings within them, points, paragraphs, footnotes."""

import re
from collections.abc import Mapping
from copy import deepcopy

from django.utils.translation import gettext as _

from protocol.exchange import ordering
from protocol.exchange.blocks import BOLD, CALL, END, OURS, Block, Level, Said, Source, shown
from protocol.exchange.footnotes import Calls, set_apart
from protocol.exchange.labels import (
    Marker,
    begins_something,
    looks_like_heading,
    marker,
    rule_head,
)
from protocol.exchange.pieces import Kind, Piece, Recognised, Words
from protocol.exchange.rules import Heads
from protocol.exchange.tongue import tongue
from protocol.exchange.words import PURPOSE, is_contents, is_purpose, is_standing, says_working
from protocol.languages import LANGUAGES, RULE

_CONTENTS_LINE = re.compile(r"(?:\.{3,}|…+|\t)\s*\d{1,3}$")


def recognise(source: Source, language: str, own: Mapping[str, int | None] | None = None) -> Recognised:
    """The provisions of a file in ``language``. Nothing is raised: what is wrong is said.

    ``own``: by code of a rule or purpose, how many paragraphs before its points are its own text and not paragraphs
    for themselves; None: all. Without it all are a rule's, and one is the purpose's.
    """
    return _Recogniser(deepcopy(source), language, {"purpose": 1} if own is None else own).run()


class _Recogniser:
    def __init__(self, source: Source, language: str, own: Mapping[str, int | None]) -> None:
        self.source, self.language, self.own = source, language, own
        self.result = Recognised(said=list(source.said), languages=(language,))
        self.top: Piece | None = None
        self.heading: Piece | None = None
        #: Points that are open, the innermost last, each with what tells that another belongs beside it.
        self.open: list[tuple[object, Piece]] = []
        self.last: Piece | None = None
        self.waits = False  # a rule waits for its heading
        self.before: list[Block] = []

    def say(self, level: Level, code: str, message: str, line: int = 0) -> None:
        self.result.said.append(Said(level, code, message, line))

    def run(self) -> Recognised:
        blocks = set_apart(self.source)
        parted = [part for block in blocks for part in _parted(block)]
        self.heads = Heads(parted, self.say)
        for place, block in enumerate(parted):
            self._block(place, block)
        self._beginning()
        self._check_language()
        for piece in self.result.pieces:
            if piece.kind == Kind.RULE and not piece.heading:
                self.say(
                    Level.DOUBT,
                    "no-heading",
                    _("Rule %(number)s has no heading.") % {"number": piece.label},
                    piece.line,
                )
        ordering.settle(self.result.pieces, self.language, self.say)
        self._word()
        if not any(piece.kind == Kind.RULE for piece in self.result.pieces):
            self.say(
                Level.ERROR,
                "no-rules",
                _(
                    "No rule was found: none begins with “%(name)s” or the like, or with a number as a heading."
                )
                % {"name": RULE[self.language].format(1)},
            )
        return self.result

    # --- one block after the other ---------------------------------------------------------------------------

    def _block(self, place: int, block: Block) -> None:
        text = block.text
        if is_standing(OURS.sub("", text)):
            self.result.working |= says_working(text)
            return
        if block.title:
            self.result.title = self.result.title or shown(text, 300)
            return
        if _CONTENTS_LINE.search(text) or (is_contents(text) and len(text) < 40):
            self.say(Level.NOTE, "contents", _("The table of contents is left out."), block.line)
            return
        head = self.heads.of(place)
        if head is not None:
            self._rule(block, *head)
        elif is_purpose(OURS.sub("", text)) and len(text) < 60 and self.top is None:
            self._open(Piece(Kind.PURPOSE, block.line, heading=_title(text), titled=True))
        elif self.waits and self._names_the_rule(block):
            self.top.heading, self.waits = _title(text), False  # type: ignore[union-attr]
        elif self.top is None:
            self.before.append(block)
        else:
            self.waits = False
            self._within(block)

    def _rule(self, block: Block, number: int, rest: str) -> None:
        rule = Piece(Kind.RULE, block.line, label=str(number), titled=True)
        self._open(rule)
        sentence = len(rest) > 150 and rest.rstrip()[-1:] in ".;:" and not looks_like_heading(block)
        if sentence or len(rest) > 300:
            rule.paragraphs.append(rest)
        else:
            rule.heading = _title(rest)
        self.waits = not rest

    def _open(self, top: Piece) -> None:
        self.result.pieces.append(top)
        self.top = self.last = top
        self.heading, self.open, self.waits = None, [], False

    def _names_the_rule(self, block: Block) -> bool:
        if looks_like_heading(block):
            return True
        text = block.text.rstrip()
        return len(text) <= 160 and text[-1:] not in ".;:,!?" and marker(block) is None and CALL not in text

    def _within(self, block: Block) -> None:
        """Something within a rule or the purpose."""
        found = marker(block)
        as_heading = looks_like_heading(block)
        if found and as_heading and (found.style == "bullet" or not _is_sentence(found.rest)):
            # A numbered heading; but a point that is only set in bold stays a point.
            as_heading = found.style in {"number", "path"} or block.heading != BOLD
        elif found:
            as_heading = False
        if as_heading:
            self._heading(block, found)
        elif found:
            self._point(block, found)
        else:
            self._paragraph(block)

    def _heading(self, block: Block, found: Marker | None) -> None:
        text = _title(found.rest if found else block.text)
        top = self.top
        if self.heads.level and block.heading == self.heads.level and block.heading != BOLD:
            self.say(
                Level.DOUBT,
                "heading-level",
                _(
                    "“%(text)s” is set like a rule but has no number. It is read as a heading within %(where)s."
                )
                % {"text": shown(text), "where": ordering.where(top)},
                block.line,
            )
        piece = Piece(Kind.HEADING, block.line, parent=top, heading=text, titled=True)
        self.result.pieces.append(piece)
        self.heading = self.last = piece
        self.open = []

    def _point(self, block: Block, found: Marker) -> None:
        key: object = ("depth", block.depth) if block.depth >= 0 else _shape(found)
        if found.style == "path":
            key = ("path", found.label.count("."))
        while self.open and any(each == key for each, _piece in self.open) and self.open[-1][0] != key:
            self.open.pop()
        if self.open and self.open[-1][0] == key:
            self.open.pop()
        elif self.open and block.depth >= 0:
            # A level of the list that lies further out than any that is open
            while self.open and _depth(self.open[-1][0]) > block.depth >= 0:
                self.open.pop()
        elif self.open and self._goes_on(found):
            self.open = self.open[:1]
            self.open.pop()
        parent = self.open[-1][1] if self.open else self.heading or self.top
        piece = Piece(Kind.POINT, block.line, label=found.label, parent=parent, style=found.style)
        piece.paragraphs.append(found.rest.replace("\n", " "))
        self.result.pieces.append(piece)
        self.open.append((key, piece))
        self.last = piece

    def _goes_on(self, found: Marker) -> bool:
        """Whether a letter set otherwise than the one before still follows it: "c." after "b)" goes on its list."""
        _key, outer = self.open[0]
        return ordering.follows(outer.label, found.label, self.language) and outer.style == found.style

    def _paragraph(self, block: Block) -> None:
        text = block.text.replace("\n", " ")
        last = self.last
        if last is not None and last.kind == Kind.POINT:
            before = last.paragraphs[-1] if last.paragraphs else ""
            if block.continues or before.rstrip()[-1:] in ":,;" or text[:1].islower():
                last.paragraphs.append(text)
                return
            parent = self.heading or self.top
            self.say(
                Level.DOUBT,
                "after-points",
                _("%(where)s: “%(text)s” stands after the points. It is read as a paragraph of its own.")
                % {"where": ordering.where(self.top), "text": shown(text)},
                block.line,
            )
            self.open = []
        elif last is not None and last.kind != Kind.PARAGRAPH and self._own_text(last):
            last.paragraphs.append(text)
            return
        else:
            parent = self.heading or self.top
        self.last = Piece(Kind.PARAGRAPH, block.line, parent=parent, paragraphs=[text])
        self.result.pieces.append(self.last)

    def _own_text(self, piece: Piece) -> bool:
        """Whether a further paragraph is its own text."""
        code = "purpose" if piece.kind == Kind.PURPOSE else f"rule-{piece.label}"
        most = self.own.get(code) if piece.kind in {Kind.PURPOSE, Kind.RULE} else None
        return most is None or len(piece.paragraphs) < most

    # --- what stands before the first rule -------------------------------------------------------------------

    def _beginning(self) -> None:
        """The title, and the purpose when it has no heading of its own; the rest is left out and said."""
        purpose = next((piece for piece in self.result.pieces if piece.kind == Kind.PURPOSE), None)
        left = []
        texts: list[Block] = []
        for block in self.before:
            if not texts and (
                looks_like_heading(block) or (len(block.text) < 120 and not _is_sentence(block.text))
            ):
                if not self.result.title:
                    self.result.title = shown(block.text, 300)
                elif shown(block.text, 300) != self.result.title:
                    left.append(block)
            elif purpose is None:
                texts.append(block)
            else:
                left.append(block)
        if texts:
            made = Piece(Kind.PURPOSE, texts[0].line, heading=PURPOSE[self.language], titled=None)
            more: list[Piece] = []
            for each in texts:
                said = each.text.replace("\n", " ")
                if not more and self._own_text(made):
                    made.paragraphs.append(said)
                else:
                    more.append(Piece(Kind.PARAGRAPH, each.line, parent=made, paragraphs=[said]))
            self.result.pieces[:0] = [made, *more]
            self.say(
                Level.NOTE,
                "purpose",
                _("What stands before the first rule is read as the purpose; its heading is “%(heading)s”.")
                % {"heading": made.heading},
                made.line,
            )
        for block in left:
            self.say(
                Level.DOUBT,
                "left-out",
                _("Before the purpose, left out: “%(text)s”.") % {"text": shown(block.text)},
                block.line,
            )

    # --- words and notes -------------------------------------------------------------------------------------

    def _word(self) -> None:
        """Texts with their marks, and the notes as provisions after what calls them."""
        calls = Calls(self.source.notes)
        pieces: list[Piece] = []
        for piece in self.result.pieces:
            where = ordering.where(piece)
            text, notes = calls.take("\n\n".join(piece.paragraphs), where, piece.line)
            heading, more = calls.take(piece.heading, where, piece.line, first=len(notes) + 1)
            # A mark in a heading is kept at the end of the text: headings are listed and cited.
            marks = "".join(re.findall(r"\[\^\d+\]", heading))
            heading = re.sub(r"\[\^\d+\]", "", heading).strip()
            piece.heading, piece.paragraphs = heading, (text + marks).split("\n\n")
            piece.words = {self.language: Words(heading, text + marks)}
            pieces.append(piece)
            for number, note in enumerate([*notes, *more], 1):
                pieces.append(
                    Piece(
                        Kind.NOTE,
                        piece.line,
                        code=f"{piece.code}.note-{number}",
                        parent=piece,
                        place=number,
                        words={self.language: Words("", note)},
                    )
                )
        self.result.pieces = pieces
        self.result.said += calls.finish()

    def _check_language(self) -> None:
        own = LANGUAGES[self.language]
        whole = " ".join(" ".join([piece.heading, *piece.paragraphs]) for piece in self.result.pieces)
        found = tongue(whole)
        if found and found != self.language:
            self.say(
                Level.ERROR,
                "language",
                _("By its letters the file is in %(found)s, not in %(language)s.")
                % {"found": LANGUAGES[found], "language": own},
            )
            return
        for piece in self.result.pieces:
            found = tongue(" ".join(piece.paragraphs))
            if found and found != self.language:
                message = _("%(where)s looks like %(found)s, not %(language)s.")
                said = message % {"where": ordering.where(piece), "found": LANGUAGES[found], "language": own}
                self.say(Level.DOUBT, "language-of-part", said, piece.line)


def _parted(block: Block) -> list[Block]:
    """A paragraph as several: at a bold beginning that names a rule, and at lines that begin a point or a note."""
    if 0 < block.lead < len(block.text) and not block.heading:
        bold, rest = block.text[: block.lead].strip(), block.text[block.lead :].strip()
        if rule_head(bold) is not None or is_purpose(bold):
            opening = Block(bold, block.line, heading=BOLD, label=block.label, depth=block.depth)
            return [opening, *_parted(Block(rest, block.line))]
    lines: list[str] = []
    for line in block.text.split("\n"):
        if lines and not begins_something(line):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    if len(lines) == 1:
        block.text = lines[0]
        return [block]
    first = Block(
        lines[0], block.line, block.heading, block.label, block.depth, block.continues, 0, block.title
    )
    return [first, *(Block(each, block.line) for each in lines[1:])]


def _title(text: str) -> str:
    plain = text.replace("\n", " ").strip()
    return plain[:-1].rstrip() if plain.endswith(".") and not plain.endswith("..") else plain


def _is_sentence(text: str) -> bool:
    plain = re.sub(f"{CALL}[^{END}]*{END}", "", text).rstrip()
    return len(plain) > 160 or plain[-1:] in ".;,:"


def _shape(found: Marker) -> object:
    return ("bullet",) if found.style == "bullet" else (found.style, found.shape)


def _depth(key: object) -> int:
    return key[1] if isinstance(key, tuple) and key[0] == "depth" else -1

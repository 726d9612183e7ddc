"""Plain text: to be read anywhere, quoted in a mail, compared with a tool. Footnotes stand at the end."""

import textwrap

from protocol.files.content import Content, Kind, heading, pieces, said_by_note
from protocol.reader.book import Part, Side

WIDTH = 100


def build(content: Content) -> bytes:
    """UTF-8 with a mark at its beginning: programs of offices take it for another encoding without one."""
    lines = []
    for place, language in enumerate(content.languages):
        if place:
            lines += ["", "=" * WIDTH, ""]
        lines += _one(content, place, language)
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def _one(content: Content, place: int, language: str) -> list[str]:
    lines = [content.edition.title_in(language), content.standing(language), ""]
    notes: list[str] = []
    for part in content.book.parts:
        side = part.sides[place]
        if side is None:
            continue
        if side.heading:
            lines += ["", _title(part, side), ""]
        words = ""
        for piece in pieces(part, side):
            if piece.note:
                words += f"[{piece.note.number}]"
                notes += _wrapped(f"[{piece.note.number}] ", said_by_note(piece.note, place))
            else:
                words += piece.text
        for paragraph in filter(None, words.split("\n\n")):
            lines += _wrapped(f"{part.label}) " if part.kind == Kind.POINT else "", paragraph)
    return [*lines, "", "-" * 20, *notes]


def _title(part: Part, side: Side) -> str:
    """In capitals, of whatever stands above points. In Azerbaijani the capital of i keeps its dot."""
    if part.kind == Kind.HEADING:
        return side.heading
    title = heading(part, side)
    return (title.replace("i", "İ") if side.language == "az" else title).upper()


def _wrapped(first: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first), break_long_words=False
    )

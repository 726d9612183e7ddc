"""PDF, tagged for screen readers (PDF/UA-1), typeset by Typst with the fonts it brings along."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import typst

from protocol.files.content import Content, Kind, heading, note_said, pieces
from protocol.reader.book import Part, Side

TEMPLATE = Path(__file__).with_name("book.typ")
#: Languages of which Typst knows where words may break.
HYPHENATED = ("en", "ru", "uk")


def build(content: Content) -> bytes:
    """A PDF/UA-1 document; its metadata name the edition, the languages and the standing of the text."""
    with tempfile.TemporaryDirectory(prefix="protocol-") as folder:
        place = Path(folder)
        (place / "data.json").write_text(json.dumps(_data(content), ensure_ascii=False), "utf-8")
        shutil.copy(TEMPLATE, place / "book.typ")
        made = typst.compile(
            str(place / "book.typ"),
            root=folder,
            format="pdf",
            pdf_standards=["ua-1"],
            ignore_system_fonts=True,
        )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no document.")
    return made


def _data(content: Content) -> dict[str, Any]:
    called: set[str] = set()
    return {
        "title": content.title,
        "author": content.edition.adopted_by or "Prosecutor Human Rights Portal",
        "keywords": [content.edition.code, content.edition.kind, *content.languages],
        "hyphenated": HYPHENATED,
        "standing": [content.standing(language) for language in content.languages],
        "languages": [
            {"code": language, "title": content.edition.title_in(language)} for language in content.languages
        ],
        "parts": [
            {
                "kind": part.kind,
                "label": part.label,
                "number": ord(part.label) - 96 if part.kind == Kind.POINT and len(part.label) == 1 else 1,
                "sides": [_side(part, side, called) if side else None for side in part.sides],
            }
            for part in content.book.parts
        ],
    }


def _side(part: Part, side: Side, called: set[str]) -> dict[str, Any]:
    """``called``: the footnotes that were called before. Whoever calls one again shows its number: it stands once, in
    every language, and is called by the same number on paper and on the page.
    """
    paragraphs: list[list[dict[str, Any]]] = [[]]
    for piece in pieces(part, side):
        if piece.note:
            code = piece.note.code
            paragraphs[-1].append({"note": code, "again": code in called, "said": note_said(piece.note)})
            called.add(code)
            continue
        for number, text in enumerate(piece.text.split("\n\n")):
            if number:
                paragraphs.append([])
            if text:
                paragraphs[-1].append({"text": text, "note": None})
    return {"heading": heading(part, side), "paragraphs": [each for each in paragraphs if each]}

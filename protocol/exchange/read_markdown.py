"""Markdown, by way of HTML: what may stand in the one may stand in the other."""

import re

from django.utils.html import escape
from markdown_it import MarkdownIt

from protocol.exchange.blocks import CALL, END, OURS, Refused, Source, clean
from protocol.exchange.encodings import decoded
from protocol.exchange.read_html import read_text

#: "[^1]: what the note says", over lines that stand in.
_DEFINED = re.compile(
    r"^ {0,3}\[\^([\w-]{1,20})\]:[ \t]*(.*(?:\n(?:[ \t]+\S.*|(?=\n[ \t]+\S)))*)", re.MULTILINE
)
_CALLED = re.compile(r"\[\^([\w-]{1,20})\]")


def read(data: bytes) -> Source:
    """Raises Refused."""
    text = OURS.sub("", decoded(data))
    notes: dict[str, str] = {}
    repeated: list[str] = []

    def take(match: re.Match[str]) -> str:
        key = match[1]
        if key in notes:
            repeated.append(key)
        notes.setdefault(key, clean(match[2].replace("\n", " ")))
        return ""

    rest = _DEFINED.sub(take, text)
    rest = _CALLED.sub(lambda match: f"{CALL}m{match[1]}{END}" if match[1] in notes else match[0], rest)
    parser = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable("table").disable("code")
    try:
        html = parser.render(rest)
    except RecursionError as problem:
        from django.utils.translation import gettext as _

        raise Refused(_("The file is built in a way no editor writes. It was not read.")) from problem
    source = read_text(html, marked=True)
    source.notes |= {f"m{key}": _plain(parser, note) for key, note in notes.items()}
    for key in repeated:
        from django.utils.translation import gettext as _

        from protocol.exchange.blocks import Level

        source.say(
            Level.DOUBT,
            "note-twice",
            _("The note [%(key)s] is there twice; the first counts.") % {"key": key},
        )
    return source


def _plain(parser: MarkdownIt, note: str) -> str:
    """A note without the signs of emphasis and links."""
    found = read_text(f"<p>{parser.renderInline(note)}</p>" if note else escape(note))
    return " ".join(block.text.replace("\n", " ") for block in found.blocks)

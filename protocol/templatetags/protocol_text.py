"""The Protocol's text as HTML: paragraphs, marks of footnotes, what was searched for."""

import re
from typing import Any

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from protocol.languages import ENDONYMS
from protocol.models.wording import MARK
from protocol.reader import citing
from protocol.reader.book import Part, Side
from protocol.reader.text import without_marks

register = template.Library()
#: Between these characters stands what was found (``protocol.reader.searching``); no text holds them.
FOUND, END = "\x02", "\x03"


@register.simple_tag
def worded(part: Part, side: Side, first: bool = True) -> SafeString:
    """The text of one side: paragraphs with the marks of its footnotes. Of several columns only the ``first`` is where
    a footnote leads back to: an anchor exists once on a page.
    """
    pieces = re.split(MARK, side.text)
    html = []
    for place, piece in enumerate(pieces):
        if place % 2 == 0:
            html.append(str(escape(piece)))
        elif note := next((each for each in part.notes if each.code.endswith(f".note-{piece}")), None):
            anchor = format_html(' id="{}.call"', note.code) if first else ""
            html.append(
                str(
                    format_html(
                        '<sup class="call"><a href="#{}"{} role="doc-noteref">{}</a></sup>',
                        note.code,
                        anchor,
                        note.number,
                    )
                )
            )
    paragraphs = "".join(html).split("\n\n")
    return format_html_join("", "<p>{}</p>", ((mark_safe(each),) for each in paragraphs if each))  # noqa: S308 - escaped above


@register.filter
def found(text: str) -> SafeString:
    """Text in which ``FOUND`` and ``END`` stand around what was searched for."""
    return mark_safe(str(escape(without_marks(text))).replace(FOUND, "<mark>").replace(END, "</mark>"))  # noqa: S308 - escaped


@register.simple_tag
def number_in(part: Part, language: str) -> str:
    return part.number_in(language)


@register.simple_tag
def cited_as(edition: Any, part: Part, language: str) -> str:
    return citing.cited(edition, part, language)


@register.simple_tag
def cited_place(part: Part, language: str) -> str:
    return citing.place(part, language)


@register.filter
def endonym(language: str) -> str:
    """What a language of the text calls itself."""
    return ENDONYMS.get(language, language)

"""What changed in a text as HTML: ``ins`` and ``del``, told in words too, with the marks of footnotes."""

import re
from collections.abc import Sequence

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext

from protocol.differing import Stretch
from protocol.models.wording import MARK
from protocol.reader.comparing import GONE_FROM, Row

register = template.Library()


@register.simple_tag
def changed(stretches: Sequence[Stretch], row: Row | None = None) -> SafeString:
    """One line: a heading, a footnote. With ``row`` the marks lead to its footnotes."""
    return format_html_join("", "{}", ((_stretch(each.kind, each.text, row),) for each in stretches))


@register.simple_tag
def changed_text(row: Row) -> SafeString:
    """The text of a provision in its paragraphs; no mark of what changed reaches over the end of one."""
    paragraphs: list[list[SafeString]] = [[]]
    for each in row.text:
        for place, piece in enumerate(each.text.split("\n\n")):
            if place:
                paragraphs.append([])
            if piece:
                paragraphs[-1].append(_stretch(each.kind, piece, row))
    whole = (mark_safe("".join(pieces)) for pieces in paragraphs if pieces)  # noqa: S308 - of safe pieces
    return format_html_join("", "<p>{}</p>", ((each,) for each in whole))


def _stretch(kind: str, text: str, row: Row | None) -> SafeString:
    said = _called(text, kind, row)
    if kind == "same":
        return said
    tag, begins, ends = (
        ("del", pgettext("before words", "[taken out:"), pgettext("after words", "end]"))
        if kind == "gone"
        else ("ins", pgettext("before words", "[added:"), pgettext("after words", "end]"))
    )
    aloud = '<span class="visually-hidden" lang="{}">{}</span>'
    language = get_language()
    return format_html(
        f"<{tag}>{aloud}{{}}{aloud}</{tag}>", language, f"{begins} ", said, language, f" {ends} "
    )


def _called(text: str, kind: str, row: Row | None) -> SafeString:
    """``text`` with its marks as numbers that lead to their footnotes."""
    html = []
    for place, piece in enumerate(re.split(MARK, text)):
        if place % 2 == 0:
            html.append(str(escape(piece)))
        elif row and (note := row.calls.get(int(piece))):
            gone = int(piece) > GONE_FROM
            target = f"gone-{note.code}" if gone else note.code
            # A note that was moved within its text is called twice: an anchor exists once.
            anchor = format_html(' id="{}.call"', target) if gone or kind != "gone" else ""
            html.append(
                str(
                    format_html(
                        '<sup class="call"><a href="#{}"{} role="doc-noteref">{}</a></sup>',
                        target,
                        anchor,
                        note.number,
                    )
                )
            )
    return mark_safe("".join(html))  # noqa: S308 - escaped above

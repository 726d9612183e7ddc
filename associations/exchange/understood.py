"""What the import understood of a new line, in words: the country behind a name, the day behind a date, yes or no."""

from typing import Any

from django.utils.translation import gettext as _

from associations.exchange import values
from associations.exchange.columns import ByLanguage, Numbered, Plain
from associations.exchange.kinds import Kind
from associations.models import Event, Membership
from portal import countries
from portal.web.forms import PartialDate

_SHORT = 80  # characters of a text


def called(row: Any) -> str:
    """By which a new row is told apart: addresses, which no language changes."""
    if isinstance(row, Membership):
        return f"{row.member.slug} · {row.umbrella.slug}"
    return row.subject.slug if isinstance(row, Event) else str(row.slug)


def in_words(kind: Kind, row: Any) -> str:
    """A line for each column that says something, "country: Kazakhstan (KZ)". No query."""
    cells = kind.cells(row)
    said = []
    for column in kind.columns:
        words = _said(column, row, cells) if column.name != kind.identity else ""
        if words:
            said.append(f"{column.name}: {words}")
    return "\n".join(said)


def _said(column: Plain | ByLanguage | Numbered, row: Any, cells: dict[str, str]) -> str:
    if isinstance(column, Numbered):
        return str(column.count(cells) or "")
    if isinstance(column, ByLanguage):
        text = cells.get(f"{column.name}:en", "")
        return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
    text = cells.get(column.name, "")
    return _of_plain(column, row, text) if text else ""


def _of_plain(column: Plain, row: Any, text: str) -> str:
    if column.truth:
        return _("yes") if text == "yes" else _("no")
    if column.choices:
        return str(dict(column.choices).get(text, text))
    if column.refers:
        return str(getattr(row, column.name.replace("-", "_")).name)
    if column.read is values.country:
        return f"{countries.name(text)} ({text})"
    if column.read is values.date:
        return str(PartialDate.parse(text))
    return text

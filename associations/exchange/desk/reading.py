"""What the page of an import shows. Reading only."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations.exchange import files
from associations.exchange.desk.forms import DOUBTS
from associations.exchange.models import Finding, Import, State
from associations.exchange.services import kind_of
from associations.exchange.verdicts import Level
from portal.sealing.errors import CannotUnseal
from portal.tables.detecting import SEPARATORS, Form
from portal.tables.encodings import ENCODINGS
from portal.tables.rows import first_rows
from portal.tables.writing import BOM, csv_lines

SHOWN = 50  # errors, and lines that change, on the page; all stand in the download
SAMPLE = 20  # new lines, as they were understood
EXAMPLES = 5  # lines of each kind of doubt


@dataclass(frozen=True, slots=True)
class Question:
    """Doubts of one kind, confirmed together."""

    code: str
    words: Any
    count: int
    examples: list[Finding]


@dataclass(frozen=True, slots=True)
class Changed:
    line: int
    cells: list[Finding]


def page(row: Import) -> dict[str, Any]:
    """The context of the page. At most eight queries."""
    context: dict[str, Any] = {
        "row": row,
        "kind": kind_of(row),
        "file_name": files.name_of(row),
        "encoding": dict(ENCODINGS).get(row.encoding, row.encoding),
        "separator": dict(SEPARATORS).get(row.separator, row.separator),
        "may_go_on": row.state in {State.LOOKED_AT, State.CHECKED} and row.forgotten_at is None,
    }
    if context["may_go_on"]:
        context |= _preview(row)
    if row.checked_at is not None and row.forgotten_at is None:
        context |= _found(row)
    return context


def _preview(row: Import) -> dict[str, Any]:
    try:
        head = files.head_of(row)
    except CannotUnseal:
        return {"unreadable": True}
    rows = first_rows(head, Form(row.format, row.encoding, row.separator))
    return {"preview_head": rows[:1], "preview_rows": rows[1:]}


def _found(row: Import) -> dict[str, Any]:
    findings = row.findings.order_by("id")
    context: dict[str, Any] = {
        "errors": list(findings.filter(level=Level.ERROR)[:SHOWN]),
        "notes": list(findings.filter(level=Level.NOTE)[:SHOWN]),
        "sample": list(findings.filter(level=Level.NEW)[:SAMPLE]),
        "questions": [
            Question(code, DOUBTS.get(code, code), count, list(_of_code(row, code)[:EXAMPLES]))
            for code, count in row.doubts.items()
        ],
    }
    cells = findings.filter(level=Level.CHANGE)[: SHOWN * 4]
    lines = [Changed(line, list(each)) for line, each in groupby(cells, key=lambda one: one.line)]
    return context | {"changes": lines[:SHOWN], "more_changes": row.changed > len(lines[:SHOWN])}


def standing(row: Import) -> str:
    """Where it stands, in a sentence that can be heard: in the title of the page, and as the page tells it anew."""
    said = [str(row.get_state_display())]
    if row.under_way and row.cancel_asked:
        said.append(_("The worker is asked to stop."))
    if row.checked_at is not None and not row.under_way:
        said.append(result(row))
    return ": ".join(said)


def result(row: Import) -> str:
    """How many lines of each kind; "" before it was checked."""
    if row.checked_at is None:
        return ""
    said = [
        ngettext("%(number)d new", "%(number)d new", row.new) % {"number": row.new} if row.new else "",
        ngettext("%(number)d changed", "%(number)d changed", row.changed) % {"number": row.changed}
        if row.changed
        else "",
        ngettext("%(number)d unchanged", "%(number)d unchanged", row.same) % {"number": row.same}
        if row.same
        else "",
        ngettext("%(number)d error", "%(number)d errors", row.errors) % {"number": row.errors}
        if row.errors
        else "",
    ]
    return ", ".join(filter(None, said)) or _("no lines")


def _of_code(row: Import, code: str) -> Any:
    return row.findings.filter(level=Level.DOUBT, code=code).order_by("id")


def listing(row: Import, separator: str = ",") -> Iterator[bytes]:
    """Everything that was found out, as CSV in the language in which it was."""
    yield BOM.encode()
    names = dict(Level.choices)
    yield from (line.encode() for line in csv_lines(_listed(row, names), separator))


def _listed(row: Import, names: dict[str, Any]) -> Iterator[list[str]]:
    yield [
        str(each) for each in (_("Line"), _("Column"), _("What"), _("Value"), _("Before"), _("What to do"))
    ]
    for one in row.findings.order_by("line", "id").iterator(chunk_size=1000):
        yield [str(one.line), one.column, str(names[one.level]), one.value, one.was, one.message]

"""The table of signatories: its columns, how its lines are read, what a line would change."""

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

from django.utils.translation import gettext as _

from portal.folding import fold
from portal.tables.cells import Refused, read_yes
from portal.tables.detecting import Form
from portal.tables.headings import LEFT_OUT, heading, under, where
from portal.tables.limits import MOST_CELLS, Unreadable, too_wide, unfit
from portal.tables.rows import decoded, rows
from portal.tables.values import country as read_country
from portal.tables.values import date as read_date
from portal.tables.values import iso
from protocol.library.models.signatory import LONGEST_NAME, Signatory
from protocol.library.texts import ENDONYMS, LANGUAGES, Precision

#: In the order of the file. ``named``: yes where the organisation agreed to be named, else no.
COLUMNS = ("organisation", "country", "date", "language", "named", "taken-back")
NEEDED = ("organisation", "named")
MOST_LINES = 20_000
SHOWN_ERRORS = 200
_CODES = {name.casefold(): code for code, name in ENDONYMS.items()}


class Fate(StrEnum):
    NEW, CHANGED, SAME = "new", "changed", "same"


@dataclass(frozen=True, slots=True)
class Wrong:
    """``column``: "" for the line as a whole."""

    line: int
    column: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Line:
    """``day``, ``language``, ``taken_back``: None where the table has no such column; what is on record stays then."""

    number: int
    name: str
    country: str
    day: str | None
    precision: str
    language: str | None
    named: bool
    taken_back: str | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        return cls(**value)

    def differs(self, old: Signatory | None) -> list[str]:
        """The columns in which the line says something else than what is on record. Not of names: letters that fold
        to the same are the same name.
        """
        if old is None:
            return []
        before = cells_of(old, "")
        now = {
            "date": None if self.day is None else shown_date(self.day, self.precision),
            "language": self.language,
            "named": "yes" if self.named else "no",
            "taken-back": self.taken_back,
        }
        found = [name for name, text in now.items() if text is not None and before[name] != text]
        if old.named and self.named and old.name != self.name:
            found.append("organisation")
        return found


@dataclass(frozen=True, slots=True)
class Judged:
    """``alike``: countries of others on record or in the table that have the same name; "" for one without a country.
    Perhaps it is one of them.
    """

    line: Line
    identity: bytes
    old: Signatory | None
    changes: list[str]
    alike: tuple[str, ...] = ()

    @property
    def fate(self) -> Fate:
        if self.old is None:
            return Fate.NEW
        return Fate.CHANGED if self.changes else Fate.SAME


@dataclass(slots=True)
class Tried:
    """What a table would do; with ``errors`` it does nothing. ``cut``: there may be more of them."""

    form: Form
    lines: list[Judged] = field(default_factory=list)
    errors: list[Wrong] = field(default_factory=list)
    cut: bool = False

    def _count(self, fate: Fate) -> int:
        return sum(each.fate == fate for each in self.lines)

    @property
    def new(self) -> int:
        return self._count(Fate.NEW)

    @property
    def changed(self) -> int:
        return self._count(Fate.CHANGED)

    @property
    def same(self) -> int:
        return self._count(Fate.SAME)

    @property
    def unnamed(self) -> int:
        return sum(not each.line.named for each in self.lines)

    @property
    def news(self) -> list[Judged]:
        """What would be written, as far as a page holds it: what is doubtful first."""
        found = [each for each in self.lines if each.fate != Fate.SAME]
        return sorted(found, key=lambda each: not each.alike)[:SHOWN_ERRORS]

    @property
    def all_news(self) -> int:
        return self.new + self.changed

    @property
    def doubtful(self) -> int:
        """New lines that have the name of another signatory."""
        return sum(bool(each.alike) for each in self.lines)


def same_name(name: str) -> str:
    """What two spellings of one organisation have in common; of a name without letters that fold, the name."""
    return fold(name) or name.casefold()


def read(pieces: Iterable[bytes], form: Form) -> tuple[list[Line], list[Wrong]]:
    """The lines of a table, and what is wrong with it by line and column. Never raises."""
    lines: list[Line] = []
    wrong: list[Wrong] = []
    head: list[str] | None = None
    try:
        for number, row in rows(decoded(pieces, form), form):
            if head is None:
                head = _head(row, number)
                continue
            if number > MOST_LINES:
                raise Unreadable(number, _("A table can have up to %(most)d lines.") % {"most": MOST_LINES})
            if (line := _line(row, number, head, wrong)) is not None:
                lines.append(line)
            if len(wrong) >= SHOWN_ERRORS:
                break
        if not lines and not wrong:
            raise Unreadable(2, _("No line follows the first one."))
    except Unreadable as problem:
        wrong.append(Wrong(problem.line, problem.column, problem.value, problem.message))
    return lines, wrong


def _head(row: list[str], number: int) -> list[str]:
    found: list[str] = []
    if wide := too_wide(row):
        raise Unreadable(number, wide)
    for place, cell in enumerate(row[:MOST_CELLS]):
        name = heading(cell)
        if name and not name.startswith(LEFT_OUT):
            if name not in COLUMNS:
                near = difflib.get_close_matches(name, COLUMNS, 1, 0.6)
                message = (
                    _("The table has no column of this name. Is %(name)s meant?") % {"name": near[0]}
                    if near
                    else _("The table has no column of this name. Its columns are: %(names)s.")
                    % {"names": ", ".join(COLUMNS)}
                )
                raise Unreadable(number, message, where(cell, place), cell.strip()[:60])
            if name in found:
                raise Unreadable(
                    number, _("Two columns have this name. Rename or delete one of them."), where(cell, place)
                )
        found.append(name if not name.startswith(LEFT_OUT) else LEFT_OUT)
    if missing := [name for name in NEEDED if name not in found]:
        raise Unreadable(
            number,
            _("The first line lacks a column that is needed: %(names)s.") % {"names": ", ".join(missing)},
            missing[0],
        )
    return found


def _line(row: list[str], number: int, head: list[str], wrong: list[Wrong]) -> Line | None:
    """The line, or None with the reasons in ``wrong``."""
    cells: dict[str, str] = {}
    before = len(wrong)
    if wide := too_wide(row):
        wrong.append(Wrong(number, "", "", wide))
        return None
    for column, text, problem in under(row, head):
        if problem:
            wrong.append(Wrong(number, column, text[:60], problem))
        elif problem := unfit(text):
            wrong.append(Wrong(number, column, "", problem))
        else:
            cells[column] = text

    def value(column: str, reader: Any, needed: str = "") -> Any:
        text = cells.get(column, "")
        if not text:
            if needed:
                wrong.append(Wrong(number, column, "", needed))
            return None
        try:
            return reader(text)
        except Refused as problem:
            wrong.append(Wrong(number, column, text[:60], str(problem.message)))
            return None

    name = value("organisation", _name, _("Fill in this cell."))
    country = value("country", read_country)
    when = value("date", read_date)
    language = value("language", _language)
    named = value("named", read_yes, _("Write yes if the organisation agreed to be named, else no."))
    taken_back = value("taken-back", _day)
    if len(wrong) > before:
        return None

    def said(column: str, text: str | None) -> str | None:
        return text or "" if column in head else None

    return Line(
        number,
        name,
        country or "",
        said("date", when.earliest.isoformat() if when else ""),
        when.precision if when else Precision.DAY.value,
        said("language", language),
        named,
        said("taken-back", taken_back),
    )


def _name(text: str) -> str:
    if len(text) > LONGEST_NAME:
        raise Refused(_("Write at most %(most)d characters.") % {"most": LONGEST_NAME})
    return " ".join(text.split())


def _language(text: str) -> str:
    """A code, or what the language calls itself."""
    code = _CODES.get(text.casefold(), text.casefold())
    if code not in LANGUAGES:
        raise Refused(
            _("Write the code of one of the languages: %(codes)s.") % {"codes": ", ".join(LANGUAGES)}
        )
    return code


def _day(text: str) -> str:
    known = read_date(text)
    if known.precision != Precision.DAY:
        raise Refused(_("Write a whole date here: 2022-03-23."))
    return known.earliest.isoformat()


def shown_date(day: str, precision: str) -> str:
    """2016, 2016-09 or 2016-09-13."""
    return day[: {"year": 4, "month": 7}.get(precision, 10)]


def cells_of(row: Signatory, name: str) -> dict[str, str]:
    """A signatory as a line of the table."""
    return {
        "organisation": name,
        "country": row.country,
        "date": iso(row.when),
        "language": row.language,
        "named": "yes" if row.named else "no",
        "taken-back": row.taken_back_on.isoformat() if row.taken_back_on else "",
    }

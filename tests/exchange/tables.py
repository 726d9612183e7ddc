"""Files to import, as a clerk makes them, and what the import says about them."""

import csv
import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from associations.exchange.kinds import KINDS
from associations.exchange.passing import Outcome, Task, attempt, write
from associations.exchange.verdicts import Found, Level, Who
from associations.exchange.writing import export
from associations.models import Association, Event, Membership
from portal.tables.detecting import Form, Look
from tests.associations.commitments import told
from tests.associations.record import a_period, an_event
from tests.people import body

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
SOURCE = {"source-1:title": "Yearbook", "source-1:publisher": "The Union"}
BODY = {"kind": "service", "country": "UA", "name:en": "Prosecution Service"}
EVENT = {
    "subject": "meridia",
    "kind": "admission",
    "date": "2019-05-01",
    "standing": "fact",
    "text:en": "It was admitted.",
} | SOURCE


def table(*rows: dict[str, str], separator: str = ",", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    """Rows as a CSV file; its columns are those that any of them has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=end)
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return out.getvalue().encode(encoding)


@dataclass
class Heard:
    """A teller that keeps what it is told; new lines as they were understood apart."""

    all: list[Found] = field(default_factory=list)
    new: list[Found] = field(default_factory=list)
    lines: int = 0

    def found(self, found: list[Found]) -> None:
        for each in found:
            (self.new if each.level == Level.NEW else self.all).append(each)

    def progress(self, lines: int) -> None:
        self.lines = lines

    def at(self, level: Level) -> list[tuple[int, str]]:
        return [(each.line, each.column) for each in self.all if each.level == level]

    @property
    def errors(self) -> list[tuple[int, str]]:
        """(line, column) of each."""
        return self.at(Level.ERROR)

    @property
    def doubts(self) -> list[tuple[int, str, str]]:
        return [(each.line, each.column, each.code) for each in self.all if each.level == Level.DOUBT]

    def message(self, line: int, column: str = "") -> str:
        return next(
            each.message for each in self.all if each.line == line and (each.column == column or not column)
        )


def form_of(data: bytes, kind: str) -> Form:
    look = Look()
    look.feed(data)
    return look.form(KINDS[kind].names(1))


EVERYTHING = Who(None, None)


def task(kind: str, data: bytes, who: Who = EVERYTHING, form: Form | None = None, because: str = "") -> Task:
    return Task(KINDS[kind], form or form_of(data, kind), who, NOW, because)


def tried(kind: str, data: bytes, who: Who = EVERYTHING, **more: Any) -> tuple[Outcome, Heard]:
    heard = Heard()
    return attempt(task(kind, data, who, **more), [data], heard), heard


def imported(
    kind: str, data: bytes, who: Who = EVERYTHING, because: str = "Checked.", **more: Any
) -> Outcome:
    """Tried, then written. Fails on errors; what is unusual is taken as confirmed."""
    outcome, heard = tried(kind, data, who, because=because, **more)
    assert not heard.errors, [(each.line, each.column, each.message) for each in heard.all]
    wanted = task(kind, data, who, because=because, **more)
    return write(wanted, [data], Heard(), shown=outcome.digest)


def exported(kind: str, format_: str = "csv") -> bytes:
    return b"".join(export(KINDS[kind], format_))


class Record:
    """Two umbrella bodies, two members, what is on record about them: with every turn that an export must survive."""

    WORDS = (
        '=HYPERLINK("http://x")',
        "'=1+1",
        "''@cmd",
        "-5 members",
        "+380 44",
        "＝full width",
        'say "yes", or; no\ttab | bar',
        "two\nlines\n\nand four",
        "مرحبا \u200fשלום \u200b漢字 🏛️ e\u0301 İı",
        "\ufeffmark inside \ufffd",
        "A remark;=1+1, -2|@x",
        "plain",
    )

    def __init__(self) -> None:
        self.union, self.league = body("union"), body("league", acronym="=LG")
        self.meridia = body(
            "meridia",
            "association",
            country="QM",
            other_names=[
                {"text": "Old Office", "kind": "former", "until": "1999-07", "language": "en"},
                {"text": "=Older", "kind": "former", "until": "1971", "language": ""},
                {"text": "МО", "kind": "short", "language": "ru"},
            ],
        )
        self.meridia.names |= {"ru": "Меридия", "uk": "Меридія", "zh-hans": "梅里迪亚"}
        self.meridia.save()
        self.vesperia = body("vesperia", "service", country="QV", active=False)
        a_period(self.meridia, self.union, "2001-01-01", "2009-12-31", ended_precision="year")
        a_period(self.meridia, self.union, "2012-04-01", began_precision="month")
        a_period(
            self.vesperia,
            self.league,
            sources=[{"title": "List", "publisher": "The League", "link": "https://x.example/=1"}],
        )
        for number, words in enumerate(self.WORDS):
            an_event(
                self.meridia,
                day=date(2020, 1, 1 + number),
                words=words,
                other=self.union if number % 2 else None,
                said_by_name=words[:60].replace("\n", " ") if number % 3 else "",
                matter="a-matter" if number % 3 else "",
            )
        an_event(self.vesperia, said_by=self.league, day=date(2021, 1, 1), day_precision="year")
        told(self.meridia, "made", "2021", said_by=self.meridia)
        told(self.meridia, "verified", "2022-03-04")
        told(self.meridia, "dropped", "2023-05", "focal-point", said_by_name="=A minister")
        fact = an_event(self.meridia, kind=Event.Kind.SUSPENSION, other=self.union, words="Suspended.")
        own: dict[str, Any] = {"kind": Event.Kind.STATEMENT, "said_by": self.meridia, "first_hand": True}
        an_event(self.meridia, **own, answers=fact.entry, disputes=True, words="It never was.")
        claim = told(self.meridia, "made", "2024", "due-diligence", said_by_name="A newspaper")
        an_event(
            self.meridia, **own, answers=claim.entry, commitment=claim.commitment, words="We add to that."
        )
        an_event(self.meridia, said_by=self.league, matter="a-matter", disputes=True, words="Not so.")


def emptied() -> None:
    """The database as it is before anything is on record: the triggers that let nothing be deleted look away."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Event.objects.all()._raw_delete("default")
        Membership.objects.all()._raw_delete("default")
        Association.history.all().delete()
        Association.objects.all()._raw_delete("default")
        cursor.execute("SET session_replication_role = origin")
    assert not Association.objects.exists()

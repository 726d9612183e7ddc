"""A whole file against the record, in one transaction: tried (and undone), or written.

Both are the same work. To try is to write and to roll back: so lines of one file are judged with each other, and the
database has its word. What is written is what was shown: both passes make a digest of everything that was found out,
and a write whose digest is another one is undone.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from associations.editing import WRITING
from associations.exchange.judging import begin, judge
from associations.exchange.kinds import Kind
from associations.exchange.line import Line
from associations.exchange.reading import lines
from associations.exchange.rules import refuse
from associations.exchange.verdicts import Fate, Found, Level, Verdict, Who
from associations.leaving import today
from associations.models import Association
from associations.recording import ChangedMeanwhile, put_many
from portal.tables.detecting import Form
from portal.tables.limits import Unreadable

BATCH = 500  # lines judged and stored together
BATCH_SIZE = 4 * 2**20  # or so many characters of them
#: Bytes after which it is told how far the work is, and asked whether to go on, though no batch is full.
TOLD = 2**20
#: After so many errors the file as a whole is wrong, and reading on tells nobody anything.
MOST_ERRORS = 10_000


class Different(Exception):
    """The record is no longer what it was when the file was tried; nothing was written."""


class Teller(Protocol):
    """Hears what is found out, while it is. It may raise to end the work: nothing is written then."""

    def found(self, found: list[Found]) -> None: ...

    def progress(self, lines: int) -> None: ...


@dataclass(slots=True)
class Outcome:
    """What became of the lines. ``doubts``: how many of each kind; ``stopped``: errors were too many to read on."""

    fates: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)
    errors: int = 0
    lines: int = 0
    stopped: bool = False
    digest: bytes = b""

    @property
    def changes(self) -> int:
        return self.fates[Fate.NEW] + self.fates[Fate.CHANGED]


@dataclass(frozen=True, slots=True)
class Task:
    """What is imported, by whom, when and why (public; needed where something on record changes)."""

    kind: Kind
    form: Form
    who: Who
    now: datetime
    because: str = ""


def attempt(task: Task, pieces: Iterable[bytes], teller: Teller) -> Outcome:
    """The dry run. Nothing stays of it. ``pieces``: the file, which may end in an exception of its own."""
    with transaction.atomic():
        outcome = _pass(task, pieces, teller, write=False)
        transaction.set_rollback(True)
    return outcome


def write(task: Task, pieces: Iterable[bytes], teller: Teller, *, shown: bytes, last: Any = None) -> Outcome:
    """All of it or nothing. ``shown``: the digest of the dry run that was confirmed; ``last``: called inside the
    transaction at its very end.

    Raises Different.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING])
        outcome = _pass(task, pieces, teller, write=True)
        if outcome.digest != shown or outcome.errors:
            raise Different
        if last is not None:
            last(outcome)
    return outcome


def _pass(task: Task, pieces: Iterable[bytes], teller: Teller, *, write: bool) -> Outcome:
    outcome, digest = Outcome(), hashlib.sha256()
    begin()
    coming = lines(_watched(pieces, outcome, teller), task.form, task.kind)
    over = False
    while not (over or outcome.stopped):
        batch, unreadable, over = _some(coming)
        verdicts = judge(task.kind, batch, task.who, today=today(task.now), lock=write)
        _store(task, verdicts, write=write)
        found: list[Found] = []
        for verdict in verdicts:
            outcome.lines += 1
            outcome.fates[verdict.fate] += 1
            digest.update(_bytes([verdict.line.number, verdict.fate, verdict.identity]))
            if not _count(verdict.found, outcome, found):
                break
        if unreadable is not None:
            _count([unreadable], outcome, found)
        for each in found:
            digest.update(_bytes([each.line, each.level, each.column, each.value, each.code, each.was]))
        teller.found(found)
        teller.progress(outcome.lines)
    outcome.digest = digest.digest()
    return outcome


def _watched(pieces: Iterable[bytes], outcome: Outcome, teller: Teller) -> Iterator[bytes]:
    """The pieces; the teller is heard between them too: a file may have no line for a long time."""
    untold = 0
    for piece in pieces:
        yield piece
        untold += len(piece)
        if untold >= TOLD:
            untold = 0
            teller.progress(outcome.lines)


def _count(new: list[Found], outcome: Outcome, found: list[Found]) -> bool:
    """Put into ``found`` what may be told yet. False: errors are too many, and the work stops."""
    for each in new:
        if outcome.stopped:
            break
        found.append(each)
        outcome.errors += each.level == Level.ERROR
        outcome.doubts.update([each.code] if each.level == Level.DOUBT else [])
        outcome.stopped = outcome.errors >= MOST_ERRORS
    return not outcome.stopped


def _bytes(parts: list[Any]) -> bytes:
    return json.dumps([str(part) for part in parts]).encode()


def _some(coming: Iterator[Line]) -> tuple[list[Line], Found | None, bool]:
    """The next lines; what ends the reading before the end of the file; whether nothing comes after them."""
    batch: list[Line] = []
    size = 0
    try:
        for line in coming:
            batch.append(line)
            size += line.size
            if len(batch) >= BATCH or size >= BATCH_SIZE:
                return batch, None, False
    except Unreadable as end:
        stopped = _("The check stopped at line %(line)d; the lines after it were not looked at.")
        words = f"{end.message} {stopped % {'line': end.line}}"
        return batch, Found(end.line, Level.ERROR, end.column, _shown(end.value), words), True
    return batch, None, True


def _shown(value: str) -> str:
    return value.replace("\0", "\u2400").encode("utf-8", "replace").decode()


# --- store ---------------------------------------------------------------------------------------------------------

_FIELDS = ("kind", "country", "acronym", "names", "other_names", "handles_complaints", "invented", "active")


def _store(task: Task, verdicts: list[Verdict], *, write: bool) -> None:
    good = [each for each in verdicts if each.fate in {Fate.NEW, Fate.CHANGED}]
    if task.kind.model is Association:
        _store_bodies(task, good, write=write)
        return
    try:
        with transaction.atomic():
            _put(task, good)
    except (IntegrityError, ValidationError, ChangedMeanwhile):
        for each in good:
            _put_one(task, each)


def _put(task: Task, verdicts: list[Verdict]) -> None:
    pairs = [(each.row, each.old) for each in verdicts]
    put_many(pairs, by=task.who.user, now=task.now, because=task.because or "-")


def _put_one(task: Task, verdict: Verdict) -> None:
    """Alone, to find out which of a batch the record does not take, and why."""
    try:
        with transaction.atomic():
            _put(task, [verdict])
    except ValidationError as error:
        refuse(verdict, error)
    except ChangedMeanwhile:
        verdict.wrong("", _("Somebody else changed this entry at the same moment. Check the file again."))
    except IntegrityError as error:
        verdict.wrong("", _why(task.kind, error))


def _why(kind: Kind, error: IntegrityError) -> str:
    """The words of the constraint that was broken."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for constraint in kind.model._meta.constraints:
        if constraint.name == name:
            return str(constraint.get_violation_error_message())
    return _("The record does not take this line together with what it says already.")


def _store_bodies(task: Task, verdicts: list[Verdict], *, write: bool) -> None:
    """Bodies that change are left alone by the dry run: who edits one of them would have to wait for its end. Of new
    ones it makes no history, which decides nothing.
    """
    by = {"default_user": task.who.user, "default_change_reason": task.because, "default_date": task.now}
    for each in verdicts:
        each.row.index()
        each.row.updated_at = task.now
    new = [each.row for each in verdicts if each.fate == Fate.NEW]
    changed = [each.row for each in verdicts if each.fate == Fate.CHANGED]
    if new and write:
        bulk_create_with_history(new, Association, **by)
    elif new:
        Association.objects.bulk_create(new)
    if changed and write:
        fields = [*_FIELDS, "searched", "sort_keys", "updated_at"]
        bulk_update_with_history(changed, Association, fields, **by)

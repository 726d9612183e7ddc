"""The worker's part: claim an import that waits, try or write it, tell how far it is; recover from a worker's death.

A claim is a short transaction. Progress and findings are written beside the long one, which stays all or nothing: when
the worker dies, PostgreSQL undoes it, and ``recover_stuck`` lets the import wait again.
"""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone, translation

from associations.exchange.beside import Beside, beside
from associations.exchange.files import Counted, Exchanged
from associations.exchange.models import AT_WORK, Finding, Import, State
from associations.exchange.passing import Different, Outcome, Task, attempt, write
from associations.exchange.services import kind_of
from associations.exchange.verdicts import Fate, Found, Level, Who
from associations.record_permissions import reach
from portal.accounts.models import User
from portal.sealing.errors import CannotUnseal
from portal.tables.detecting import Form

logger = logging.getLogger(__name__)
#: Not heard of for so long, a worker is dead: a batch takes about a second.
LEASE = timedelta(minutes=5)
#: A file that ends its worker each time must not do so for ever.
TOO_OFTEN_STUCK = 3
#: Of changes, of notes and of what is unusual so many each are kept to be shown; all are counted. Errors end the work
#: before there are more.
KEPT = 20_000
#: Of PostgreSQL's advisory lock: who claims does so alone.
CLAIMING = 0x696D706F7274
Clock = Callable[[], datetime]


class Cancelled(Exception):
    """Somebody asked to stop."""


class Lost(Exception):
    """The claim is no longer ours: another worker has it."""


# --- claim ---------------------------------------------------------------------------------------------------------


def claim(worker: str, now: datetime) -> Import | None:
    """The next import that waits, for ``worker`` alone; None while another one is at work.

    One at a time in the whole installation: an import takes minutes, a worker has two threads, and mails must go out.
    A dead worker's import holds up the others until ``recover_stuck`` has seen that it is dead.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [CLAIMING])
            (alone,) = cursor.fetchone()
        if not alone or Import.objects.filter(state__in=AT_WORK).exists():
            return None
        row = Import.objects.due().locked().first()
        if row is None:
            return None
        row.state = State.CHECKING if row.state == State.TO_CHECK else State.WRITING
        row.state_since = row.claimed_at = row.seen_at = now
        row.claimed_by = worker
        row.save()
    return row


def recover_stuck(now: datetime, lease: timedelta = LEASE) -> int:
    """Let what a dead worker had claimed wait again; returns how many."""
    stuck = Import.objects.filter(state__in=AT_WORK, seen_at__lt=now - lease)
    freed = {"claimed_at": None, "claimed_by": "", "seen_at": None, "state_since": now}
    too_often = Q(recoveries__gte=TOO_OFTEN_STUCK)
    stuck.filter(too_often).update(state=State.FAILED, error_kind="worker-died", **freed)
    back = 0
    for at_work, waiting in ((State.CHECKING, State.TO_CHECK), (State.WRITING, State.TO_WRITE)):
        rows = stuck.filter(state=at_work).exclude(too_often)
        back += rows.update(
            state=waiting, lines_done=0, bytes_done=0, recoveries=F("recoveries") + 1, **freed
        )
    if back:
        logger.warning("%d imports of a dead worker wait again", back)
    return back


# --- do ------------------------------------------------------------------------------------------------------------


class _Teller:
    """Tells the page how far the work is; keeps what is found out, if this is the check."""

    def __init__(self, row: Import, file: Counted, out: Beside, clock: Clock, *, keeps: bool) -> None:
        self.row, self.file, self.out, self.clock, self.keeps = row, file, out, clock, keeps
        self.kept: Counter[str] = Counter()

    def found(self, found: list[Found]) -> None:
        if not self.keeps:
            return
        kept = []
        for each in found:
            self.kept[each.level] += 1
            if each.level == Level.ERROR or self.kept[each.level] <= KEPT:
                kept.append(each)
        self.out.keep(self.row.pk, kept)

    def progress(self, lines: int) -> None:
        claimed_at = self.row.claimed_at
        assert claimed_at is not None  # noqa: S101 - a claimed row has it
        asked = self.out.progress(
            self.row.pk, lines, self.file.count, self.clock(), self.row.claimed_by, claimed_at
        )
        if asked is None:
            raise Lost
        if asked:
            raise Cancelled


def run_next(worker: str, clock: Clock = timezone.now) -> bool:
    """Claim an import and do it; False when none waits. Whatever goes wrong, it is told on the import's page."""
    row = claim(worker, clock())
    if row is None:
        return False
    try:
        with beside() as out:
            _do(row, out, clock)
    except Cancelled:
        _end(row, clock(), state=State.CANCELLED)
    except Different:
        _end(row, clock(), state=State.TO_CHECK, changed_since=True, lines_done=0, bytes_done=0)
    except Lost:
        logger.warning("an import is done by another worker: %s", row.pk)
    except (Exchanged, CannotUnseal):
        logger.error("the file of an import is not the one that was looked at: %s", row.pk)
        _end(row, clock(), state=State.FAILED, error_kind="file")
    except DatabaseError:
        raise  # the claim runs out, and the import is taken again
    except Exception as error:
        _end(row, clock(), state=State.FAILED, error_kind=type(error).__name__[:60])
        raise
    return True


def _do(row: Import, out: Beside, clock: Clock) -> None:
    file = Counted(row)
    checking = row.state == State.CHECKING
    teller = _Teller(row, file, out, clock, keeps=checking)
    with translation.override(row.language):
        task = _task(row, clock())
        if checking:
            Finding.objects.filter(of=row).delete()
            outcome = attempt(task, file, teller)
            _end(row, clock(), state=State.CHECKED, checked_at=clock(), **_counts(outcome))
            return

        def last(outcome: Outcome) -> None:
            now = clock()
            if not _mark(row, now, state=State.WRITTEN, written_at=now):
                raise Lost

        write(task, file, teller, shown=bytes(row.outcome or b""), last=last)


def _task(row: Import, now: datetime) -> Task:
    """With the rights that the person has at this moment: of somebody who left, none."""
    by = User.objects.get(pk=row.by_id)
    kind = kind_of(row)
    umbrellas = reach(by, kind.action) if by.is_active else frozenset()
    form = Form(row.format, row.encoding, row.separator)
    return Task(kind, form, Who(by, umbrellas), now, row.because)


def _counts(outcome: Outcome) -> dict[str, object]:
    fates = outcome.fates
    return {
        "new": fates[Fate.NEW],
        "changed": fates[Fate.CHANGED],
        "same": fates[Fate.SAME],
        "wrong": fates[Fate.WRONG],
        "errors": outcome.errors,
        "doubts": dict(sorted(outcome.doubts.items())),
        "stopped": outcome.stopped,
        "outcome": outcome.digest,
        "lines_done": outcome.lines,
    }


def _mark(row: Import, now: datetime, **changes: object) -> bool:
    """Only while the claim is still ours."""
    ours = Import.objects.filter(pk=row.pk, claimed_by=row.claimed_by, claimed_at=row.claimed_at)
    freed = {"claimed_at": None, "claimed_by": "", "seen_at": None, "state_since": now}
    return bool(ours.update(**freed, **changes))


def _end(row: Import, now: datetime, **changes: object) -> None:
    if not _mark(row, now, **changes):
        logger.warning("an import ended after its claim had: %s", row.pk)

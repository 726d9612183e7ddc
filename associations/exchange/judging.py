"""Some lines against the record: which are new, which change something, what is wrong. About ten queries a batch."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID, uuid5

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from associations.editing import NOT_ALONE
from associations.exchange.columns import Cells, Plain, Wrong
from associations.exchange.kinds import NAMESPACE, Kind, Values
from associations.exchange.line import Line
from associations.exchange.rules import body_rules, event_rules, lost_letters, membership_rules
from associations.exchange.understood import called, in_words
from associations.exchange.verdicts import Fate, Found, Level, Verdict, Who
from associations.models import Association, Event, Membership
from associations.plausible import Known
from associations.record_permissions import event_within, in_own_name, spoken_for
from portal.folding import fold

#: Of so many unknown addresses of a batch it is said what resembles them.
_GUESSED = 5
#: Characters of what names a row, and of a name of a body. Longer identities are refused anyway, and PostgreSQL has no
#: index for them.
_LONGEST_NAME, _LONGEST_BODY = 200, 300


def judge(kind: Kind, lines: Sequence[Line], who: Who, *, today: date, lock: bool = False) -> list[Verdict]:
    """Runs inside the transaction of the import, which has ``begin`` behind it: lines of earlier batches are known.
    ``today``: days after it are asked about. ``lock``: the bodies that may change are changed by nobody else until its
    end.
    """
    verdicts = [Verdict(line) for line in lines]
    olds = _olds(kind, verdicts, lock=lock)
    read = [_read(kind, verdict, olds) for verdict in verdicts]
    bodies = _bodies(kind, verdicts, read)
    for verdict, values in zip(verdicts, read, strict=True):
        _build(kind, verdict, values, bodies)
    if kind.identity == "entry":
        _name_new(kind, verdicts)
    _once(verdicts)
    open_ = [
        each for each in verdicts if each.row is not None and not each.is_wrong and each.fate != Fate.SAME
    ]
    for each in open_:
        each.fate = Fate.CHANGED if each.old is not None else Fate.NEW
    _allowed(kind, open_, who)
    _rules(kind, [each for each in open_ if not each.is_wrong], who, today)
    for verdict in verdicts:
        if verdict.is_wrong:
            verdict.fate = Fate.WRONG
        elif verdict.fate == Fate.NEW:
            line, row = verdict.line.number, verdict.row
            verdict.found.append(Found(line, Level.NEW, "", called(row), in_words(kind, row)))
    return verdicts


# --- what a line says ----------------------------------------------------------------------------------------------


def _olds(kind: Kind, verdicts: list[Verdict], *, lock: bool) -> dict[str, Any]:
    """The rows that the lines name, by identity: bodies, or the latest revision of each entry (1 query)."""
    for verdict in verdicts:
        identity = verdict.line.cells.get(kind.identity, "")
        verdict.identity = identity if len(identity) <= _LONGEST_NAME else ""
    named = {verdict.identity for verdict in verdicts if verdict.identity}
    if kind.identity == "slug":
        bodies = Association.objects.filter(slug__in=named).order_by("pk")
        return {body.slug: body for body in (bodies.select_for_update(no_key=True) if lock else bodies)}
    entries = {}
    for text in named:
        try:
            entries[UUID(text)] = text
        except ValueError:
            continue
    found = {str(row.entry): row for row in _latest(kind, entries)}
    for entry, text in entries.items():  # written with capitals, or without hyphens
        if str(entry) in found:
            found[text] = found[str(entry)]
    return found


def _latest(kind: Kind, entries: Iterable[UUID]) -> Any:
    beside = ("member", "umbrella") if kind.model is Membership else ("subject", "other", "said_by")
    rows: Any = kind.model._default_manager
    return rows.filter(entry__in=list(entries), superseded_at__isnull=True).select_related(*beside)


def _read(kind: Kind, verdict: Verdict, olds: Mapping[str, Any]) -> Values:
    """The values of a line; what its file says nothing about stays as it is on record."""
    line = verdict.line
    verdict.old = old = olds.get(verdict.identity)
    if old is not None and getattr(old, "retracted", False):
        verdict.wrong(
            kind.identity,
            _(
                "This entry was taken off the record. Leave the line out, or empty this cell to record it anew under "
                "another name."
            ),
        )
    base = kind.cells(old) if old is not None else kind.defaults
    wrong: list[Wrong] = list(line.wrong)
    values: Values = {}
    told = {name for name, _message in wrong}
    if "" in told or line.is_head:  # the line is none
        told.update(name for column in kind.columns for name in column.names(1))
    for column in kind.columns:
        cells = column.fill(line.cells, line.present, base)
        more: list[Wrong] = []
        values[column.name] = column.value(cells, more)
        wrong += [each for each in more if not told & {each[0], each[0].partition(":")[0]}]
    for name, message in wrong:
        verdict.wrong(name, message)
    return values


def _bodies(kind: Kind, verdicts: list[Verdict], read: list[Values]) -> dict[str, Association]:
    """The bodies that the lines refer to, by what the file calls them: an address, whatever its capitals, or an
    acronym or name that fits one body alone, of which a note tells (2 queries or little more). Unknown ones are told.
    """
    columns = [column.name for column in kind.columns if isinstance(column, Plain) and column.refers]
    if not columns:
        return {}
    named = {values[name] for values in read for name in columns if values[name]}
    slugs = named | {text.casefold() for text in named}
    bodies = {
        body.slug: body
        for body in Association.objects.filter(slug__in=slugs).defer("searched", "sort_keys", "other_names")
    }
    for text in named - bodies.keys():
        if text.casefold() in bodies:
            bodies[text] = bodies[text.casefold()]
    called_so = _called_so(named - bodies.keys())
    guesses: dict[str, str] = {}
    for verdict, values in zip(verdicts, read, strict=True):
        for name in columns:
            text = values[name]
            if text in called_so:
                body = bodies[text] = called_so[text]
                message = _("This is taken to be %(body)s (%(slug)s), the only body called so.")
                verdict.say(Level.NOTE, name, message % {"body": body.name, "slug": body.slug}, code="taken")
            elif text and text not in bodies:
                verdict.wrong(name, _unknown(text, guesses))
    return bodies


def _called_so(texts: Collection[str]) -> dict[str, Association]:
    """The body of which a text is the acronym or a whole name, present or former, where it is one alone. A query for
    each hundred texts.
    """
    folded = {text: name for text in sorted(texts) if len(text) <= _LONGEST_BODY and (name := fold(text))}
    wanted = sorted({f"\n{name}\n" for name in folded.values()})
    having: dict[str, list[Association]] = {}
    for start in range(0, len(wanted), 100):
        some = wanted[start : start + 100]
        one_of = reduce(or_, (Q(searched__contains=name) for name in some))
        for body in Association.objects.filter(one_of).defer("sort_keys", "other_names"):
            for name in some:
                if name in body.searched:
                    having.setdefault(name, []).append(body)
    found = {text: having.get(f"\n{name}\n", []) for text, name in folded.items()}
    return {text: several[0] for text, several in found.items() if len(several) == 1}


def _unknown(slug: str, guesses: dict[str, str]) -> str:
    if slug not in guesses:
        near: list[Association] = []
        if len(guesses) < _GUESSED:
            near = list(Association.objects.named(slug[:100])[:3])
        guesses[slug] = ", ".join(body.slug for body in near)
    if guesses[slug]:
        return _("No body has this address. Is one of these meant? %(slugs)s") % {"slugs": guesses[slug]}
    return _("No body has this address. Import or add the body first.")


def _build(kind: Kind, verdict: Verdict, values: Values, bodies: Mapping[str, Association]) -> None:
    if verdict.is_wrong:
        return
    before = kind.cells(verdict.old) if verdict.old is not None else {}
    verdict.row = row = kind.build(values, bodies, verdict.old)
    if verdict.old is None:
        if kind.identity == "entry" and verdict.identity:
            row.entry = UUID(verdict.identity)
        return
    if kind.identity == "entry":
        row.entry = verdict.old.entry
    after = kind.cells(row)
    if after == before:
        verdict.fate = Fate.SAME
        return
    for name in sorted({*before, *after}, key=_in_file_order(kind, before, after)):
        if before.get(name, "") != after.get(name, ""):
            verdict.found.append(_change(verdict, name, before.get(name, ""), after.get(name, "")))


def _change(verdict: Verdict, column: str, was: str, now: str) -> Found:
    return Found(verdict.line.number, Level.CHANGE, column, now, "", was=was)


def _in_file_order(kind: Kind, *cells: Cells) -> Any:
    number = max(kind.list_column.count(each) for each in cells)
    place = {name: index for index, name in enumerate(kind.names(number))}
    return lambda name: place.get(name, len(place))


# --- lines without a name ------------------------------------------------------------------------------------------


def _content(kind: Kind, row: Any) -> str:
    cells = kind.cells(row)
    cells.pop("entry", None)
    return json.dumps(cells, sort_keys=True, ensure_ascii=False)


def _name_new(kind: Kind, verdicts: list[Verdict]) -> None:
    """A line without a name is known by its content: the same file twice adds nothing, nor does a line that an entry on
    record says already. What an editor corrected or took off since stays so.
    """
    unnamed = [each for each in verdicts if each.row is not None and not each.identity]
    for each in unnamed:
        each.row.entry = uuid5(NAMESPACE, f"{kind.name}\n{_content(kind, each.row)}")
        each.identity = str(each.row.entry)
    if not unnamed:
        return
    known = {row.entry: row for row in _latest(kind, [each.row.entry for each in unnamed])}
    same = _said_already(kind, [each.row for each in unnamed if each.row.entry not in known])
    for each in unnamed:
        before = known.get(each.row.entry)
        if before is None:
            if _content(kind, each.row) in same:
                each.fate = Fate.SAME
            continue
        each.fate = Fate.SAME
        if before.retracted or _content(kind, before) != _content(kind, each.row):
            message = _(
                "An earlier import recorded this line, and an editor has changed the entry since. It stays so."
            )
            each.say(Level.NOTE, "", message)


def _said_already(kind: Kind, rows: list[Any]) -> set[str]:
    """The content of entries on record that may be the same as one of these (1 query)."""
    if not rows:
        return set()
    wanted: Any
    if kind.model is Membership:
        wanted = Membership.objects.current().filter(
            member__in={row.member_id for row in rows}, umbrella__in={row.umbrella_id for row in rows}
        )
        wanted = wanted.select_related("member", "umbrella")
    else:
        wanted = Event.objects.current().filter(
            subject__in={row.subject_id for row in rows},
            day__in={row.day for row in rows},
            kind__in={row.kind for row in rows},
        )
        wanted = wanted.select_related("subject", "other", "said_by")
    return {_content(kind, row) for row in wanted}


# --- the same line twice -------------------------------------------------------------------------------------------

_SEEN = """
DROP TABLE IF EXISTS pg_temp.exchange_seen;
CREATE TEMPORARY TABLE exchange_seen (identity text PRIMARY KEY, line integer NOT NULL) ON COMMIT DROP
"""
_SEE = """
INSERT INTO exchange_seen SELECT * FROM unnest(%s::text[], %s::integer[]) ON CONFLICT DO NOTHING RETURNING identity
"""


def begin() -> None:
    """At the start of the transaction: a place for what was read, so that it need not stay in memory."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN)


def _once(verdicts: list[Verdict]) -> None:
    first: dict[str, int] = {}
    twice: list[tuple[Verdict, int]] = []
    for each in verdicts:
        if not each.identity:
            continue
        if each.identity in first:
            twice.append((each, first[each.identity]))
        else:
            first[each.identity] = each.line.number
    if first:
        with connection.cursor() as cursor:
            cursor.execute(_SEE, [list(first), list(first.values())])
            fresh = {identity for (identity,) in cursor.fetchall()}
            if len(fresh) < len(first):
                again = [identity for identity in first if identity not in fresh]
                cursor.execute("SELECT identity, line FROM exchange_seen WHERE identity = ANY(%s)", [again])
                before = dict(cursor.fetchall())
                twice += [(each, before[each.identity]) for each in verdicts if each.identity in before]
    for each, line in twice:
        column = next((name for name in ("slug", "entry") if name in each.line.cells), "")
        each.wrong(
            column, _("The file says this twice: line %(line)d is the same. Delete one.") % {"line": line}
        )


# --- who, and rules ------------------------------------------------------------------------------------------------


def _allowed(kind: Kind, verdicts: list[Verdict], who: Who) -> None:
    if who.umbrellas is None or not verdicts:
        return
    members: set[UUID] = set()
    subjects: set[UUID] = set()
    if kind.model is Event:
        subjects = {row.subject_id for each in verdicts for row in (each.row, each.old) if row is not None}
        found = Membership.objects.current().filter(umbrella__in=who.umbrellas, member__in=subjects)
        members = set(found.values_list("member", flat=True))
    theirs = spoken_for(who.umbrellas, subjects) & members if kind.model is Event else set()
    for each in verdicts:
        if kind.model is Event and each.row.subject_id in theirs and not in_own_name(who.umbrellas, each.row):
            each.wrong("standing", str(NOT_ALONE))
            continue
        for row in filter(None, (each.row, each.old)):
            if isinstance(row, Event) and row.subject_id in theirs and not in_own_name(who.umbrellas, row):
                each.wrong("subject", _("Another umbrella body recorded this. Leave the line out."))
                break
            if not _mine(row, who, members):
                column = {Membership: "umbrella", Event: "subject"}.get(type(row), "slug")
                each.wrong(
                    column,
                    _(
                        "This is not yours to record: it belongs to another umbrella body. Leave the line out."
                    ),
                )
                break


def _mine(row: Any, who: Who, members: set[UUID]) -> bool:
    if isinstance(row, Membership):
        return who.umbrellas is None or row.umbrella_id in who.umbrellas
    if isinstance(row, Event):
        known = event_within(who.umbrellas, row.subject, row.other)
        return row.subject_id in members if known is None else known
    return who.umbrellas is None


def _rules(kind: Kind, verdicts: list[Verdict], who: Who, today: date) -> None:
    if not verdicts:
        return
    for each in verdicts:
        lost_letters(each, kind)
    if kind.model is Association:
        body_rules(verdicts)
    elif kind.model is Membership:
        known = Known.around(memberships=[each.row for each in verdicts])
        known.lines.update(_lines_of(known, verdicts))
        for each in verdicts:
            membership_rules(each, known, today)
    else:
        known = Known.around(events=[each.row for each in verdicts])
        for each in verdicts:
            event_rules(each, known, today, edits=who.user is not None)


def _lines_of(known: Known, verdicts: list[Verdict]) -> dict[UUID, int]:
    """On which line of the file the entries around some of its lines stand, as far as it holds them (1 query)."""
    around = {str(period.entry) for periods in known.periods.values() for period in periods}
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity, line FROM exchange_seen WHERE identity = ANY(%s)", [sorted(around)])
        found = {UUID(identity): line for identity, line in cursor.fetchall()}
    return found | {each.row.entry: each.line.number for each in verdicts}

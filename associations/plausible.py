"""What an editor should look at again before an entry goes on record: impossible, or only unusual."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from associations.models import Association, Event, Membership
from portal.web.forms import PartialDate

Kind = Event.Kind
BOUNDARIES = frozenset({Kind.FOUNDED, Kind.DISSOLVED})


@dataclass(frozen=True, slots=True)
class Doubt:
    """``field``: what caused it; ``refuses``: it cannot be so, else the editor confirms ``code`` and goes on."""

    field: str
    code: str
    message: str
    refuses: bool = False


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Of a body, as far as it is on record."""

    founded: Event | None = None
    dissolved: Event | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the record says around the entries that are judged, read beforehand: for one of them or for hundreds.

    ``events``: by body concerned, its founding and its end; all of a body whose founding or end is judged. ``periods``:
    by member, also of the umbrella bodies and of those that these belong to. ``lines``: of entries that a file holds,
    the line, by entry: to be named where two of its lines contradict each other.
    """

    events: dict[UUID, list[Event]]
    periods: dict[UUID, list[Membership]]
    lines: dict[UUID, int] = field(default_factory=dict)

    @classmethod
    def around(cls, events: Iterable[Event] = (), memberships: Iterable[Membership] = ()) -> "Known":
        """One query for events, one more for each step from members up to the bodies that belong to none."""
        found = cls(defaultdict(list), defaultdict(list))
        bodies: set[UUID] = set()
        whole: set[UUID] = set()
        for event in events:
            bodies |= {event.subject_id, *([event.other_id] if event.other_id else [])}
            if event.kind in BOUNDARIES:
                whole.add(event.subject_id)
        wanted: set[UUID] = set()
        for membership in memberships:
            wanted |= {membership.member_id, membership.umbrella_id}
        bodies |= wanted
        if bodies:
            rows = Event.objects.current().filter(
                Q(subject__in=bodies, kind__in=BOUNDARIES) | Q(subject__in=whole)
            )
            for row in rows.order_by("day", "recorded_at"):
                found.events[row.subject_id].append(row)
        seen: set[UUID] = set()
        while wanted:
            seen |= wanted
            periods = Membership.objects.current().of(*wanted).select_related("member", "umbrella")
            for period in periods.order_by("umbrella__slug", "began"):
                found.periods[period.member_id].append(period)
            wanted = {each.umbrella_id for pk in wanted for each in found.periods[pk]} - seen
        return found

    def put(self, row: Event | Membership, of: Event | Membership | None = None) -> None:
        """From now on ``row`` is known, in the place of ``of``: of several that go on record together the later ones
        are judged with the earlier.
        """
        if isinstance(row, Membership):
            if of is not None:
                self.periods[of.member_id] = [  # type: ignore[union-attr]
                    each
                    for each in self.periods[of.member_id]  # type: ignore[union-attr]
                    if each.entry != of.entry
                ]
            self.periods[row.member_id].append(row)
            return
        if of is not None:
            self.events[of.subject_id] = [  # type: ignore[union-attr]
                each
                for each in self.events[of.subject_id]  # type: ignore[union-attr]
                if each.entry != of.entry
            ]
        self.events[row.subject_id].append(row)
        self.events[row.subject_id].sort(key=lambda each: each.day)

    def life(self, body: UUID, but: Event | None = None) -> Lifetime:
        """Of several foundings the earliest counts, of several ends the latest. ``but``: left out."""
        rows = [each for each in self.events.get(body, ()) if but is None or each.entry != but.entry]
        founded = next((each for each in rows if each.kind == Kind.FOUNDED), None)
        dissolved = next((each for each in reversed(rows) if each.kind == Kind.DISSOLVED), None)
        return Lifetime(founded, dissolved)


def doubts_of_event(
    event: Event, of: Event | None, known: Known | None = None, *, today: date | None = None
) -> list[Doubt]:
    """Before a body was founded nothing happened to it; after it was dissolved only statements are made. A founding
    or an end that other entries contradict is asked about, and a day after ``today``. One query where nothing is
    ``known`` yet.
    """
    when = event.when
    found: list[Doubt] = []
    if when is None:
        return found
    known = known or Known.around([event])
    bodies = [event.subject, *([event.other] if event.other else [])]
    for body in bodies:
        life = known.life(body.pk, of)
        founded, dissolved = life.founded, life.dissolved
        own_boundary = body.pk == event.subject_id and event.kind in BOUNDARIES
        if founded and _before(when, founded) and not own_boundary:
            found.append(Doubt("day", f"before:{founded.pk}", _too_early(body, founded), refuses=True))
        if dissolved and _after(when, dissolved) and not own_boundary:
            said = event.standing == Event.Standing.STATEMENT
            found.append(Doubt("day", f"after:{dissolved.pk}", _too_late(body, dissolved), refuses=not said))
    if of is None or of.when != when:
        found += _not_come(when, "day", today)
    return found + _of_a_boundary(event, of, known)


def _not_come(when: PartialDate | None, column: str, today: date | None) -> list[Doubt]:
    """A slip of the hand makes 2201 of 2021; a day to come may be meant all the same."""
    if when is None or today is None or when.earliest <= today:
        return []
    message = _("This day has not come yet (%(date)s). Confirm that it is meant.")
    return [Doubt(column, f"future:{column}:{when.earliest.isoformat()}", message % {"date": when})]


def _of_a_boundary(event: Event, of: Event | None, known: Known) -> list[Doubt]:
    when = event.when
    if when is None or event.kind not in BOUNDARIES:
        return []
    found = []
    life = known.life(event.subject_id, of)
    same = life.founded if event.kind == Kind.FOUNDED else life.dissolved
    if same is not None:
        message = _(
            "The record has such an entry for this body already (%(date)s). Confirm that both are meant."
        )
        found.append(Doubt("kind", f"twice:{same.pk}", message % {"date": same.when}))
    outside = next(
        (
            each
            for each in known.events.get(event.subject_id, ())
            if each.kind != event.kind
            and (of is None or each.entry != of.entry)
            and (each.day < when.earliest if event.kind == Kind.FOUNDED else each.day > when.latest)
        ),
        None,
    )
    if outside is not None:
        message = _(
            "Other entries about this body lie outside its life then, for example %(entry)s (%(date)s). Confirm that "
            "this date is meant."
        )
        values = {"entry": outside.get_kind_display(), "date": outside.when}
        found.append(Doubt("day", f"outside:{outside.pk}", message % values))
    return found


def doubts_of_membership(
    membership: Membership, of: Membership | None, known: Known | None = None, *, today: date | None = None
) -> list[Doubt]:
    """Periods of one membership do not overlap, and nobody belongs to itself by way of others; two umbrella bodies may
    claim the same member, but are asked about, and so are days after ``today``. Three queries or little more where
    nothing is ``known`` yet.
    """
    found: list[Doubt] = []
    known = known or Known.around(memberships=[membership])
    for period in known.periods.get(membership.member_id, ()):
        if (of is not None and period.entry == of.entry) or not _overlap(period, membership):
            continue
        values = {
            "umbrella": period.umbrella.name,
            "dates": dates(period),
            "line": known.lines.get(period.entry),
        }
        if period.umbrella_id == membership.umbrella_id:
            message = (
                _("This overlaps line %(line)d of the file (%(dates)s). Correct one of the two lines.")
                if values["line"]
                else _(
                    "This overlaps a period on record (%(dates)s). Correct that one, or choose other days."
                )
            )
            found.append(Doubt("began", f"overlap:{period.pk}", message % values, refuses=True))
        else:
            message = (
                _(
                    "On some of these days it is a member of %(umbrella)s too, by line %(line)d of the file "
                    "(%(dates)s). Both can be true: confirm that this is meant."
                )
                if values["line"]
                else _(
                    "On some of these days it is on record as a member of %(umbrella)s too (%(dates)s). Both can be "
                    "true: confirm that this is meant."
                )
            )
            found.append(Doubt("umbrella", f"two:{period.pk}", message % values))
    round_ = _way_round(membership, of, known)
    if round_ is not None:
        message = _(
            "According to the record, %(umbrella)s belongs to %(member)s on some of these days. Neither of two bodies "
            "can belong to the other. Check which is the member, or correct that entry."
        )
        values = {"umbrella": membership.umbrella.name, "member": membership.member.name}
        found.append(Doubt("umbrella", f"round:{round_.pk}", message % values, refuses=True))
    for body in (membership.member, membership.umbrella):
        found += _outside_life(membership, body, known.life(body.pk))
    if of is None or of.since != membership.since:
        found += _not_come(membership.since, "began", today)
    if of is None or of.until != membership.until:
        found += _not_come(membership.until, "ended", today)
    return found


def _way_round(membership: Membership, of: Membership | None, known: Known) -> Membership | None:
    """The last of the periods by which the umbrella body belongs to the member, all on one day of ``membership``."""
    ways = [(membership.umbrella_id, membership.began, membership.ended)]
    seen = set()
    while ways:
        way = ways.pop()
        if way in seen:
            continue
        seen.add(way)
        body, began, ended = way
        for period in known.periods.get(body, ()):
            if of is not None and period.entry == of.entry:
                continue
            first = max(filter(None, (began, period.began)), default=None)
            last = min(filter(None, (ended, period.ended)), default=None)
            if first and last and first > last:
                continue
            if period.umbrella_id == membership.member_id:
                return period
            ways.append((period.umbrella_id, first, last))
    return None


def _outside_life(membership: Membership, body: Association, life: Lifetime) -> list[Doubt]:
    found = []
    since, until = membership.since, membership.until
    if life.founded and since and _before(since, life.founded):
        found.append(
            Doubt("began", f"before:{life.founded.pk}", _too_early(body, life.founded), refuses=True)
        )
    if life.dissolved and since and _after(since, life.dissolved):
        found.append(
            Doubt("began", f"after:{life.dissolved.pk}", _too_late(body, life.dissolved), refuses=True)
        )
    elif life.dissolved and (until is None or _after(until, life.dissolved)):
        found.append(Doubt("ended", f"beyond:{life.dissolved.pk}", _too_late(body, life.dissolved)))
    return found


def dates(period: Membership) -> str:
    """ "2 May 2001 – 2009", as exactly as it is known."""
    return f"{period.since or _('not known')} – {period.until or _('not ended')}"


def _overlap(one: Membership, other: Membership) -> bool:
    starts = [day for day in (one.began, other.began) if day]
    ends = [day for day in (one.ended, other.ended) if day]
    return not starts or not ends or max(starts) <= min(ends)


def _before(when: PartialDate, founded: Event) -> bool:
    return founded.when is not None and when.latest < founded.when.earliest


def _after(when: PartialDate, dissolved: Event) -> bool:
    return dissolved.when is not None and when.earliest > dissolved.when.latest


def _too_early(body: Association, founded: Event) -> str:
    return _(
        "According to the record, %(body)s was founded later (%(date)s). Check the date, or correct that entry."
    ) % {
        "body": body.name,
        "date": founded.when,
    }


def _too_late(body: Association, dissolved: Event) -> str:
    return _("According to the record, %(body)s was dissolved before (%(date)s). Check the date.") % {
        "body": body.name,
        "date": dissolved.when,
    }

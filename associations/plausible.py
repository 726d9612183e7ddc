"""What an editor should look at again before an entry goes on record: impossible, or only unusual."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from associations.models import Association, Event, Membership
from portal.web.forms import PartialDate

Kind = Event.Kind


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


def lifetimes(bodies: list[Association], but: Event | None = None) -> dict[object, Lifetime]:
    """By body (1 query); of several foundings the earliest counts, of several ends the latest. ``but``: left out."""
    rows = Event.objects.current().filter(subject__in=bodies, kind__in=[Kind.FOUNDED, Kind.DISSOLVED])
    if but is not None:
        rows = rows.exclude(entry=but.entry)
    founded: dict[object, Event] = {}
    dissolved: dict[object, Event] = {}
    for row in rows.order_by("day", "recorded_at"):
        if row.kind == Kind.FOUNDED:
            founded.setdefault(row.subject_id, row)
        else:
            dissolved[row.subject_id] = row
    return {body.pk: Lifetime(founded.get(body.pk), dissolved.get(body.pk)) for body in bodies}


def doubts_of_event(event: Event, of: Event | None) -> list[Doubt]:
    """Before a body was founded nothing happened to it; after it was dissolved only statements are made. A founding
    or an end that other entries contradict is asked about. At most three queries.
    """
    when = event.when
    bodies = [event.subject, *([event.other] if event.other else [])]
    found: list[Doubt] = []
    if when is None:
        return found
    lives = lifetimes(bodies, of)
    for body in bodies:
        founded, dissolved = lives[body.pk].founded, lives[body.pk].dissolved
        own = body.pk == event.subject_id
        if founded and _before(when, founded) and not (own and event.kind in {Kind.FOUNDED, Kind.DISSOLVED}):
            found.append(Doubt("day", f"before:{founded.pk}", _too_early(body, founded), refuses=True))
        if (
            dissolved
            and _after(when, dissolved)
            and not (own and event.kind in {Kind.FOUNDED, Kind.DISSOLVED})
        ):
            said = event.standing == Event.Standing.STATEMENT
            found.append(Doubt("day", f"after:{dissolved.pk}", _too_late(body, dissolved), refuses=not said))
    return found + _of_a_boundary(event, of, lives[event.subject_id])


def _of_a_boundary(event: Event, of: Event | None, life: Lifetime) -> list[Doubt]:
    when = event.when
    if when is None or event.kind not in {Kind.FOUNDED, Kind.DISSOLVED}:
        return []
    found = []
    same = life.founded if event.kind == Kind.FOUNDED else life.dissolved
    if same is not None:
        message = _(
            "The record has such an entry for this body already (%(date)s). Confirm that both are meant."
        )
        found.append(Doubt("kind", f"twice:{same.pk}", message % {"date": same.when}))
    beyond = Q(day__lt=when.earliest) if event.kind == Kind.FOUNDED else Q(day__gt=when.latest)
    others = Event.objects.current().filter(beyond, subject=event.subject).exclude(kind=event.kind)
    if of is not None:
        others = others.exclude(entry=of.entry)
    outside = others.order_by("day").first()
    if outside is not None:
        message = _(
            "Other entries about this body lie outside its life then, for example %(entry)s (%(date)s). Confirm that "
            "this date is meant."
        )
        values = {"entry": outside.get_kind_display(), "date": outside.when}
        found.append(Doubt("day", f"outside:{outside.pk}", message % values))
    return found


def doubts_of_membership(membership: Membership, of: Membership | None) -> list[Doubt]:
    """Periods of one membership do not overlap; two umbrella bodies may claim the same member, but are asked about."""
    found: list[Doubt] = []
    periods = Membership.objects.current().of(membership.member).select_related("umbrella")
    if of is not None:
        periods = periods.exclude(entry=of.entry)
    for period in periods.order_by("umbrella__slug", "began"):
        if not _overlap(period, membership):
            continue
        values = {"umbrella": period.umbrella.name, "dates": dates(period)}
        if period.umbrella_id == membership.umbrella_id:
            message = _(
                "This overlaps a period on record: %(dates)s. Correct that one, or choose other days."
            )
            found.append(Doubt("began", f"overlap:{period.pk}", message % values, refuses=True))
        else:
            message = _(
                "On some of these days it is on record as a member of %(umbrella)s too (%(dates)s). Both can be true: "
                "confirm that this is meant."
            )
            found.append(Doubt("umbrella", f"two:{period.pk}", message % values))
    lives = lifetimes([membership.member, membership.umbrella])
    for body in (membership.member, membership.umbrella):
        found += _outside_life(membership, body, lives[body.pk])
    return found


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

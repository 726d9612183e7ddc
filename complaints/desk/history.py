"""The history of a case in words: who, what, when - and, for those who may read, why."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from complaints import clocks
from complaints.desk import told_first
from complaints.models import Complaint, Event, RoutingReason
from complaints.states import InadmissibilityReason, State
from complaints.workflow import BY_NAME
from portal.accounts.models import User

if TYPE_CHECKING:
    from complaints.desk.case import Case, Party

#: Who looked, not who did: told apart, because there are many.
LOOKING = frozenset({Event.Kind.READ, Event.Kind.DOWNLOADED})
#: Columns of the row that the events already tell, or that say nothing to a reader.
_SILENT = frozenset({"state_since", "next_due_at", "has_unread"})


@dataclass(slots=True)
class Line:
    """One line. ``changed``: (column, before, after) of the plain columns that moved with it. ``told``: what was told
    before it was replaced.
    """

    at: datetime
    who: str
    what: str
    detail: str = ""
    reason: str = ""
    kind: str = ""
    changed: list[tuple[str, str, str]] = field(default_factory=list)
    told: list["Party"] = field(default_factory=list)


def lines(case: "Case") -> list[Line]:
    """Every event of the case, oldest first. One query for the events, one more for names of people assigned."""
    return [line for _event, line in _told(case)]


def with_changes(case: "Case") -> list[Line]:
    """The same lines, each with the plain columns that changed in that moment, from the table of old rows."""
    changes = _changes(case.complaint)
    told = _told(case)
    for event, line in told:
        line.changed = changes.get(f"event:{event.pk}", [])
    return [line for _event, line in told]


def _told(case: "Case") -> list[tuple[Event, Line]]:
    events = list(case.complaint.events.select_related("actor"))
    people = _people(event.detail for event in events if event.kind == Event.Kind.ASSIGNED)
    return [(event, _line(case, event, people)) for event in events]


def _line(case: "Case", event: Event, people: dict[str, str]) -> Line:
    line = Line(event.at, _who(event), _what(event), _detail(case, event, people), kind=event.kind)
    if case.may_read and event.reason:
        if event.kind == Event.Kind.COMPLETED:
            line.told = told_first.parts(case.reader, event)
        else:
            line.reason = case.reader.text(event, "reason")
    return line


def _who(event: Event) -> str:
    return str(event.actor) if event.actor else str(Event.ActorKind(event.actor_kind).label).capitalize()


def _what(event: Event) -> str:
    if event.kind == Event.Kind.TRANSITION:
        step = BY_NAME.get(event.transition)
        return str(step.label) if step else event.transition
    return str(event.get_kind_display())


def _detail(case: "Case", event: Event, people: dict[str, str]) -> str:
    kind = event.kind
    if kind == Event.Kind.TRANSITION:
        way = _("%(before)s → %(after)s") % {
            "before": _stage(event.from_state),
            "after": _stage(event.to_state),
        }
        code, _mark, other = event.detail.partition(":")
        reason = dict(InadmissibilityReason.choices).get(code)
        told = f"{way}. {reason}." if reason else way
        return f"{told} {_duplicated(case, other)}".rstrip() if other else told
    if kind == Event.Kind.ASSIGNED:
        return people.get(event.detail, "") or _("to nobody")
    if kind == Event.Kind.EXTENDED:
        rule = clocks.BY_CODE.get(event.detail)
        return str(rule.label) if rule else event.detail
    if kind == Event.Kind.ROUTED:
        return str(dict(RoutingReason.choices).get(event.detail, event.detail))
    if kind == Event.Kind.INTERIM_MEASURE:
        return _("taken") if event.detail == "taken" else _("not taken")
    if kind in {Event.Kind.EVIDENCE, Event.Kind.DOWNLOADED} and case.may_download:
        return next((one.name for one in case.files if str(one.row.pk) == event.detail), "")
    return ""


def _duplicated(case: "Case", key: str) -> str:
    """The reference of the complaint that was there before, for those who may know of it. One query."""
    other = Complaint.objects.visible_to(case.user).filter(pk=key).first()
    return f"{other.reference}." if other else ""


def _stage(code: str) -> str:
    return str(State(code).label) if code in State.values else code


def _people(keys: Iterable[str]) -> dict[str, str]:
    wanted = {key for key in keys if key}
    return {str(person.pk): str(person) for person in User.objects.filter(pk__in=wanted)} if wanted else {}


def _changes(complaint: Complaint) -> dict[str, list[tuple[str, str, str]]]:
    """By the reason that each old row carries: what differs from the row before it. One query, and one for names."""
    rows = list(complaint.history.select_related("handled_by", "assigned_to").order_by("history_date"))
    result: dict[str, list[tuple[str, str, str]]] = {}
    for before, after in pairwise(rows):
        fields = [item for item in before.tracked_fields if item.name not in _SILENT]
        result[after.history_change_reason or ""] = [
            (str(item.verbose_name), _shown(before, item), _shown(after, item))
            for item in fields
            if getattr(before, item.attname) != getattr(after, item.attname)
        ]
    return result


def _shown(row: Any, item: Any) -> str:
    value = getattr(row, item.name, None)
    display = getattr(row, f"get_{item.name}_display", None)
    if display is not None:
        value = display()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value)
    return str(value) if value not in (None, "") else "–"

"""The triage desk: what wants attention, in the order in which it wants it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint

if TYPE_CHECKING:
    from portal.accounts.models import User

#: How many complaints of each queue stand on the desk itself.
FIRST = 5

QUEUES: dict[str, tuple[Any, Any]] = {
    "urgent": (
        _("Urgent"),
        _("Someone is detained or in danger, or a date is near. The nearest date first."),
    ),
    "overdue": (_("Overdue"), _("A date that we owe has passed. The longest overdue first.")),
    "due-soon": (_("Due soon"), _("A date within the next two days.")),
    "review": (
        _("Reviews"),
        _("Somebody asks that a result is looked at again, by a person who took no part in it."),
    ),
    "unread": (_("Unread"), _("The complainant wrote or sent something that nobody has opened.")),
    "new": (_("New"), _("Received and not yet acknowledged. The oldest first.")),
    "mine": (_("Mine"), _("Assigned to you and still open.")),
}
#: By what each queue is sorted; what has no date comes last.
ORDER: dict[str, tuple[str, str]] = {
    "urgent": ("urgent_on", "filed_at"),
    "overdue": ("next_due_at", "filed_at"),
    "due-soon": ("next_due_at", "filed_at"),
    "review": ("next_due_at", "filed_at"),
    "unread": ("next_due_at", "filed_at"),
    "new": ("filed_at", "reference"),
    "mine": ("next_due_at", "filed_at"),
}


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue: its size, and its first complaints ready to show."""

    name: str
    title: Any
    hint: Any
    size: int
    rows: list[Complaint]

    @property
    def more(self) -> int:
        return self.size - len(self.rows)


def triage(user: "User", now: datetime) -> list[Queue]:
    """All queues of ``user``. Costs five queries besides those for the user's roles and interests: the sizes, the keys
    of the first rows, these complaints, their respondents, what is owed in them.
    """
    visible = Complaint.objects.visible_to(user)
    if visible.query.is_empty():
        return []
    sizes = visible.queue_sizes(user, now)
    firsts = _first(visible.queues(user, now), sizes)
    known = visible.for_rows().in_bulk({pk for keys in firsts.values() for pk in keys})
    return [
        Queue(
            name, title, hint, sizes[name], _in_order([known[pk] for pk in firsts[name] if pk in known], name)
        )
        for name, (title, hint) in QUEUES.items()
    ]


def sorted_queue(queue: QuerySet[Complaint], name: str) -> QuerySet[Complaint]:
    """A queue in its own order."""
    first, then = ORDER[name]
    return queue.order_by(F(first).asc(nulls_last=True), then)


def _first(queues: Mapping[str, QuerySet[Complaint]], sizes: dict[str, int]) -> dict[str, list[Any]]:
    """The keys of the first rows of each queue that is not empty: one query."""
    parts = [
        sorted_queue(queue, name)
        .annotate(queue=Value(name, output_field=CharField()))
        .values("pk", "queue")[:FIRST]
        for name, queue in queues.items()
        if sizes[name]
    ]
    found: defaultdict[str, list[Any]] = defaultdict(list)
    if parts:
        for row in parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]:
            found[row["queue"]].append(row["pk"])
    return found


def _in_order(rows: list[Complaint], name: str) -> list[Complaint]:
    """The order of :func:`sorted_queue` for rows in memory: a union promises none."""
    first, then = ORDER[name]

    def place(row: Complaint) -> tuple[bool, Any, Any]:
        return (getattr(row, first) is None, getattr(row, first) or 0, getattr(row, then))

    return sorted(rows, key=place)

"""What waits for an engagement officer, in the order in which it wants attention."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from associations.contact.models import Contact
from associations.contact.permissions import Action, bodies_where

if TYPE_CHECKING:
    from portal.accounts.models import User

#: How many contacts of each queue stand on the first page itself.
FIRST = 5
QUEUES: dict[str, tuple[Any, Any]] = {
    "overdue": (
        _("Overdue"),
        _("A promised answer or a call whose time has passed. The longest overdue first."),
    ),
    "calls-today": (
        _("Calls today"),
        _("Booked for today, by your own clock. Read the code word before you dial."),
    ),
    "due-soon": (_("Due soon"), _("An answer or a call within the next 24 hours.")),
    "unread": (_("Unread"), _("A prosecutor wrote something that nobody has opened.")),
    "new": (_("New"), _("In nobody’s hands yet. The nearest date first.")),
    "mine": (_("Mine"), _("In your hands and not closed.")),
}


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue: its size, and its first contacts ready to show."""

    name: str
    title: Any
    hint: Any
    size: int
    rows: list[Contact]

    @property
    def more(self) -> int:
        return self.size - len(self.rows)


def queues(user: "User", now: datetime) -> list[Queue]:
    """All queues of an engagement officer; none for others. Three queries besides those for roles and interests: the
    sizes, the keys of the first rows, these rows.
    """
    bodies = bodies_where(user, Action.TAKE)
    if not bodies:
        return []
    visible = Contact.objects.visible_to(user).filter(handled_by__in=bodies)
    sizes = visible.queue_sizes(user, now)
    firsts = _first(visible.queues(user, now), sizes)
    keys = {pk for found in firsts.values() for pk in found}
    known = Contact.objects.select_related("owner").in_bulk(keys) if keys else {}
    return [
        Queue(name, title, hint, sizes[name], sorted((known[pk] for pk in firsts[name]), key=_place))
        for name, (title, hint) in QUEUES.items()
    ]


def _first(found: Mapping[str, QuerySet[Contact]], sizes: dict[str, int]) -> dict[str, list[Any]]:
    """The keys of the first rows of each queue that is not empty: one query."""
    parts = [
        queue.order_by(F("next_due_at").asc(nulls_last=True), "filed_at")
        .annotate(queue=Value(name, output_field=CharField()))
        .values("pk", "queue")[:FIRST]
        for name, queue in found.items()
        if sizes[name]
    ]
    keys: defaultdict[str, list[Any]] = defaultdict(list)
    if parts:
        for row in parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]:
            keys[row["queue"]].append(row["pk"])
    return keys


def _place(row: Contact) -> tuple[bool, Any, Any]:
    """The same order for rows in memory: a union promises none."""
    return (row.next_due_at is None, row.next_due_at or 0, row.filed_at)

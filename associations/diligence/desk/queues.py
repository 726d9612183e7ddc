"""What waits for a person, in the order in which it wants attention."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Value
from django.utils.translation import gettext_lazy as _

from associations.diligence.models import Review
from associations.diligence.permissions import Action, listed_by, roles_for, umbrellas_where
from associations.diligence.services.change import day
from associations.roles import Role, has_role

if TYPE_CHECKING:
    from portal.accounts.models import User

#: How many reviews of each queue stand on the first page itself.
FIRST = 5
QUEUES: dict[str, tuple[Any, Any]] = {
    "yours": (
        _("Waits for your body"),
        _("Questions to answer, or a draft to comment on."),
    ),
    "overdue": (_("Overdue"), _("The public list says so too. The longest overdue first.")),
    "confirm": (_("To be confirmed"), _("Proposed by somebody else; your yes publishes it.")),
    "unassigned": (_("In nobody’s hands"), _("A supervisor gives it to a reviewer, or a reviewer takes it.")),
    "mine": (_("Mine"), _("In your hands: under way, or with conditions that run.")),
}
#: Whose desk has queues; an auditor reads the list.
WORKING = frozenset({Role.DUE_DILIGENCE, Role.SUPERVISOR, Role.DECISION_MAKER, Role.LIAISON})


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue: its size, and its first reviews ready to show."""

    name: str
    title: Any
    hint: Any
    size: int
    rows: list[Review]

    @property
    def more(self) -> int:
        return self.size - len(self.rows)


def of(user: "User", now: datetime) -> dict[str, Any]:
    """The query set behind each queue of this person."""
    if not has_role(user, *WORKING):
        return {}
    confirms = bool(umbrellas_where(user, roles_for(Action.CONFIRM)))
    reviews = bool(umbrellas_where(user, roles_for(Action.TAKE)))
    found: dict[str, Any] = Review.objects.visible_to(user).queues(
        user, day(now), listed_by(user)[1], confirms=confirms, reviews=reviews
    )
    return found


def queues(user: "User", now: datetime) -> list[Queue]:
    """All queues of a person; none for those who have no part in reviews. Three queries besides those for roles and
    interests: the sizes, the keys of the first rows, these rows.
    """
    found = of(user, now)
    if not found:
        return []
    sizes = Review.objects.all().sizes(found)
    parts = [
        rows.order_by("due_on", "pk")
        .annotate(queue=Value(name, output_field=CharField()))
        .values("pk", "queue")[:FIRST]
        for name, rows in found.items()
        if sizes[name]
    ]
    firsts: dict[str, list[Any]] = {name: [] for name in found}
    if parts:
        for row in parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]:
            firsts[row["queue"]].append(row["pk"])
    keys = {pk for pks in firsts.values() for pk in pks}
    known = Review.objects.select_related("body", "reviewer").in_bulk(keys) if keys else {}
    return [
        Queue(
            name,
            title,
            hint,
            sizes[name],
            sorted((known[pk] for pk in firsts[name]), key=lambda row: (row.due_on, row.pk)),
        )
        for name, (title, hint) in QUEUES.items()
        if name in found
    ]

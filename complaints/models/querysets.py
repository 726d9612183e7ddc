"""How complaints are read. Each method says what it costs."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self, cast

from django.db import models
from django.db.models import CharField, Count, Value

from complaints.models.choices import URGENT
from complaints.permissions import ALL, states_listed_by
from complaints.states import BEFORE_ADMISSIBILITY, OPEN, State

if TYPE_CHECKING:
    from uuid import UUID

    from complaints.models.complaint import Complaint
    from portal.accounts.models import User

#: "Due soon" on the desk: within this time.
SOON = timedelta(days=2)


class ComplaintQuerySet(models.QuerySet):
    """Every staff page starts at :meth:`visible_to`; nothing else decides what an officer can find."""

    def visible_to(self, user: "User") -> Self:
        """Complaints ``user`` may know of: handled by a body where the user has a role that lists complaints at
        their stage, and without those the user is recused from - which leave no trace, not even in a count.
        Costs the query for the user's roles and interests (``recusal.py``), once per request.
        """
        from complaints.recusal import conflicted

        listed = states_listed_by(user)
        if not listed:
            return self.none()
        found = models.Q(handled_by__in=[body for body, states in listed.items() if states == ALL])
        for body, states in listed.items():
            if states != ALL:
                found |= models.Q(handled_by=body, state__in=sorted(states))
        return self.filter(found).exclude(conflicted(user))

    def locked(self, pk: "UUID") -> "Complaint":
        """One complaint, its row locked until the transaction ends: what every change of a case begins with.

        Raises ``Complaint.DoesNotExist``.
        """
        return cast("Complaint", self.select_for_update(of=("self",)).get(pk=pk))

    def urgent(self) -> Self:
        """Someone is detained or in danger or a date is near, and admissibility is not decided yet."""
        return self.filter(urgency__in=URGENT, state__in=sorted(BEFORE_ADMISSIBILITY))

    def new(self) -> Self:
        return self.filter(state=State.RECEIVED)

    def mine(self, user: "User") -> Self:
        """Assigned to the user and not at an end."""
        return self.filter(assigned_to=user, state__in=sorted(OPEN))

    def due_soon(self, now: datetime) -> Self:
        return self.filter(next_due_at__gte=now, next_due_at__lt=now + SOON)

    def overdue(self, now: datetime) -> Self:
        return self.filter(next_due_at__lt=now)

    def for_review(self) -> Self:
        return self.filter(state=State.REVIEW_REQUESTED)

    def unread(self) -> Self:
        return self.filter(has_unread=True)

    def queues(self, user: "User", now: datetime) -> dict[str, Self]:
        """The queues of the triage desk, in the order in which they want attention."""
        return {
            "urgent": self.urgent(),
            "overdue": self.overdue(now),
            "due-soon": self.due_soon(now),
            "review": self.for_review(),
            "unread": self.unread(),
            "new": self.new(),
            "mine": self.mine(user),
        }

    def queue_sizes(self, user: "User", now: datetime) -> dict[str, int]:
        """How many stand in each queue: one query, seven counts, each on the partial index made for it."""
        sizes = dict.fromkeys(self.queues(user, now), 0)
        counted = [
            queue.order_by()
            .annotate(queue=Value(name, output_field=CharField()))
            .values("queue")
            .annotate(size=Count("pk"))
            for name, queue in self.queues(user, now).items()
        ]
        for row in counted[0].union(*counted[1:], all=True):
            sizes[row["queue"]] = row["size"]
        return sizes

    def for_rows(self) -> Self:
        """With what one line of the desk shows: two more queries (respondents with their associations; what the
        handling body owes, the next first, as ``owed_clocks``).
        """
        return self.select_related("handled_by", "assigned_to").prefetch_related(
            models.Prefetch("respondents", self._respondents()),
            models.Prefetch("clocks", self._owed(), to_attr="owed_clocks"),
        )

    def for_list(self) -> Self:
        """With what one line of a list shows: those of :meth:`for_rows` and one more query (allegations)."""
        return self.for_rows().prefetch_related("allegations")

    @staticmethod
    def _owed() -> models.QuerySet:
        from complaints.clocks import Owes
        from complaints.models.clock import Clock

        return Clock.objects.running().filter(owes=Owes.STAFF).order_by("due_at")

    @staticmethod
    def _respondents() -> models.QuerySet:
        from complaints.models.parties import Respondent

        return Respondent.objects.select_related("association")

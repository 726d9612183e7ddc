"""What can be asked of reviews in one query."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Self, cast

from django.db import models
from django.db.models import Count, Q, Value

from associations.diligence.permissions import ALL, listed_by
from associations.diligence.states import DONE, OPEN, State
from associations.independence import out_of

if TYPE_CHECKING:
    from associations.diligence.models.review import Review
    from portal.accounts.models import User


class ReviewQuerySet(models.QuerySet["Review"]):
    """Every staff page starts at :meth:`visible_to`; nothing else decides what somebody can find."""

    def visible_to(self, user: "User") -> Self:
        """Reviews on behalf of a body where the user has a role that lists them, unless they are out of it for a
        reason of their own (``permissions.is_out``); and those of the bodies the user answers for, from the
        questions on.

        Costs the queries for roles and interests, once per user object.
        """
        staff, own = listed_by(user)
        mine = Q(body__in=own) & ~Q(state=State.OPENED) if own else Q(pk__in=[])
        if not staff:
            return self.filter(mine)
        found = Q(umbrella__in=[body for body, states in staff.items() if states == ALL])
        for body, states in staff.items():
            if states != ALL:
                found |= Q(umbrella=body, state__in=sorted(states))
        out = out_of(user)
        kept_out = Q(body__in=out.bodies) | Q(body__country__in=out.countries)
        return self.filter(found & ~kept_out | mine)

    def locked(self, pk: uuid.UUID) -> "Review":
        """One review with its row locked until the transaction ends: what every change begins with.

        Raises ``Review.DoesNotExist``.
        """
        rows = self.select_for_update(of=("self",), no_key=True).select_related("body", "umbrella")
        return cast("Review", rows.get(pk=pk))

    def open(self) -> Self:
        """Not decided and not withdrawn (index ``review_open_due``)."""
        return self.filter(state__in=sorted(OPEN))

    def overdue(self, today: date) -> Self:
        return self.open().filter(due_on__lt=today)

    def decided(self) -> Self:
        """With a decision, whether its conditions still run or not (index ``review_decided``)."""
        return self.filter(state__in=sorted(DONE))

    def to_confirm(self, user: "User") -> Self:
        """Proposed by others."""
        return self.filter(state=State.PROPOSED).exclude(proposed_by=user).exclude(reviewer=user)

    def mine(self, user: "User") -> Self:
        """In the user's hands: open, or with conditions that run (index ``review_in_hands``)."""
        return self.filter(reviewer=user).exclude(state__in=[State.CLOSED, State.WITHDRAWN])

    def unassigned(self) -> Self:
        return self.open().filter(reviewer=None)

    def waits_for(self, bodies: list[uuid.UUID]) -> Self:
        """What one of these bodies can still answer, or may comment on."""
        asked = Q(state=State.ASKED) | Q(state=State.HEARING, commented_at=None)
        return self.filter(asked, body__in=bodies)

    def queues(
        self, user: "User", now: date, own: list[uuid.UUID], *, confirms: bool, reviews: bool
    ) -> dict[str, Self]:
        """The queues of the desk, in the order in which they want attention; those that cannot be this person's are
        left out. ``own``: the bodies they answer for; ``confirms``, ``reviews``: whether they may, somewhere.
        """
        found: dict[str, Self] = {}
        if own:
            found["yours"] = self.waits_for(own)
        if listed_by(user)[0]:
            # Whom the body's own liaison stands for is no business of a desk queue.
            staff = self.exclude(body__in=own) if own else self
            found["overdue"] = staff.overdue(now)
            if confirms:
                found["confirm"] = staff.to_confirm(user)
            found["unassigned"] = staff.unassigned()
            if reviews:
                found["mine"] = staff.mine(user)
        return found

    @staticmethod
    def sizes(queues: "dict[str, ReviewQuerySet]") -> dict[str, int]:
        """How many stand in each queue: one query."""
        counted = [
            queue.order_by()
            .annotate(queue=Value(name, output_field=models.CharField()))
            .values("queue")
            .annotate(size=Count("pk"))
            for name, queue in queues.items()
        ]
        sizes = dict.fromkeys(queues, 0)
        if counted:
            for row in counted[0].union(*counted[1:], all=True) if len(counted) > 1 else counted[0]:
                sizes[row["queue"]] = row["size"]
        return sizes

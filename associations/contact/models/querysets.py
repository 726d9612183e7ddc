"""What is asked of contacts: who may know of one, what wants attention first."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Self, cast

from django.db import models
from django.db.models import Count, Q, Value
from django.utils import timezone

from associations.contact import interests
from associations.contact.permissions import ALL, states_listed_by
from associations.contact.states import CallState, State
from associations.models import Association
from associations.roles import roles_of

if TYPE_CHECKING:
    from associations.contact.models.contact import Contact
    from portal.accounts.models import User

_CACHE = "_out_of_contacts"
#: A date this near is "due soon" on the desk: the promise itself is two working days.
SOON = timedelta(days=1)


class ContactQuerySet(models.QuerySet):
    """Every staff page starts at :meth:`visible_to`; nothing else decides what an officer can find."""

    def visible_to(self, user: "User") -> Self:
        """Contacts ``user`` may know of: handled by a body where the user has a role that lists them - and never those
        of a writer whose association or service the user has any role or declared interest in, nor those of a writer
        from a country in which there is such a body. They leave no trace, not even in a count.

        Costs three queries at most (roles; declared interests; countries of both), once per user object.
        """
        listed = states_listed_by(user)
        if not listed:
            return self.none()
        found = Q(handled_by__in=[body for body, states in listed.items() if states == ALL])
        for body, states in listed.items():
            if states != ALL:
                found |= Q(handled_by=body, state__in=sorted(states))
        out = _out_of(user)
        return self.filter(found).exclude(
            Q(association__in=out.bodies)
            | Q(country__in=out.countries)
            | Q(association__country__in=out.countries)
        )

    def locked(self, pk: uuid.UUID) -> "Contact":
        """One contact, its row locked until the transaction ends: what every change begins with.

        Raises ``Contact.DoesNotExist``.
        """
        return cast("Contact", self.select_for_update(of=("self",)).get(pk=pk))

    def new(self) -> Self:
        return self.filter(state=State.NEW)

    def mine(self, user: "User") -> Self:
        """In the user's hands and not closed."""
        return self.filter(owner=user).exclude(state=State.CLOSED)

    def due_soon(self, now: datetime) -> Self:
        return self.filter(next_due_at__gte=now, next_due_at__lt=now + SOON)

    def overdue(self, now: datetime) -> Self:
        return self.filter(next_due_at__lt=now)

    def calls_on(self, day: date) -> Self:
        """A call is booked for this day of whoever looks, in their time zone (index ``contact_calls_to_come``)."""
        from associations.contact.models.calls import Appointment

        begins = timezone.make_aware(datetime.combine(day, time.min))
        ends = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        calls = Appointment.objects.filter(state=CallState.BOOKED, at__gte=begins, at__lt=ends)
        return self.filter(pk__in=calls.values("contact"))

    def unread(self) -> Self:
        return self.filter(has_unread=True)

    def queues(self, user: "User", now: datetime) -> dict[str, Self]:
        """The queues of the desk, in the order in which they want attention."""
        return {
            "overdue": self.overdue(now),
            "calls-today": self.calls_on(timezone.localdate(now)),
            "due-soon": self.due_soon(now),
            "unread": self.unread(),
            "new": self.new(),
            "mine": self.mine(user),
        }

    def queue_sizes(self, user: "User", now: datetime) -> dict[str, int]:
        """How many stand in each queue: one query."""
        queues = self.queues(user, now)
        sizes = dict.fromkeys(queues, 0)
        counted = [
            queue.order_by()
            .annotate(queue=Value(name, output_field=models.CharField()))
            .values("queue")
            .annotate(size=Count("pk"))
            for name, queue in queues.items()
        ]
        for row in counted[0].union(*counted[1:], all=True):
            sizes[row["queue"]] = row["size"]
        return sizes


def _out_of(user: "User") -> interests.Interests:
    """The bodies and countries whose writers ``user`` must not know of; cached on the user object, as roles are."""
    known: interests.Interests | None = getattr(user, _CACHE, None)
    if known is None:
        declared = interests.of(user)
        bodies = frozenset(roles_of(user)) | declared.bodies
        named = Association.objects.filter(pk__in=bodies).exclude(country="").order_by()
        countries = declared.countries | frozenset(named.values_list("country", flat=True))
        known = interests.Interests(bodies, countries)
        setattr(user, _CACHE, known)
    return known

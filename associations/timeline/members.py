"""Was it a member on this day? One query, whatever the number of bodies, days and umbrella bodies."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from associations.models import Membership


@dataclass(frozen=True, slots=True)
class Standing:
    """That ``period`` covers ``day``: for certain, or only perhaps, because of how exactly its dates are known."""

    period: Membership
    day: date

    @property
    def is_certain(self) -> bool:
        return self.period.certainly_covers(self.day)

    @property
    def doubt(self) -> str:
        """Why it is not certain, as a sentence; "" when it is."""
        if self.is_certain:
            return ""
        period = self.period
        since, until = period.since, period.until
        if since is None:
            return _("The record does not know since when it was a member.")
        if since.latest > self.day:
            return _("%(date)s is all that the record knows of the beginning.") % {"date": since}
        return _("%(date)s is all that the record knows of the end.") % {"date": until}


def standings(
    members: Collection[UUID], days: Iterable[date], *, at: datetime | None = None
) -> dict[tuple[UUID, date], list[Standing]]:
    """For each of ``members`` on each of ``days``, the memberships that cover that day, by the umbrella's address.

    ``at``: as the record stood then. One query (index ``membership_of_member``); none where nothing is asked.
    """
    wanted = sorted(set(days))
    found: dict[tuple[UUID, date], list[Standing]] = {(pk, day): [] for pk in members for day in wanted}
    if not found:
        return found
    covers = Q()
    for day in wanted:
        covers |= (Q(began__isnull=True) | Q(began__lte=day)) & (Q(ended__isnull=True) | Q(ended__gte=day))
    known = Membership.objects.current() if at is None else Membership.objects.as_known(at)
    periods = known.filter(covers, member__in=members).select_related("umbrella").order_by("umbrella__slug")
    for period in periods:
        for day in wanted:
            if period.covers(day):
                found[period.member_id, day].append(Standing(period, day))
    return found

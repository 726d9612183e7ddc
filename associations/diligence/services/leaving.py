"""Who left is reviewed no more as a member: the portal withdraws what is open, and says so in public."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from associations.diligence import notifications
from associations.diligence.models import Review
from associations.diligence.services.change import day
from associations.diligence.services.hands import end
from associations.diligence.states import ReviewPurpose, Withdrawal
from associations.models import Membership
from portal.outbox import models as outbox


def withdraw_left(now: datetime, limit: int = 500) -> int:
    """Withdraw the open reviews of members that left; whoever has one in hand, else the supervisors, are told. Returns
    how many. A venue is looked at whoever its host belongs to: those go on.
    """
    gone = left(day(now))
    ended = 0
    for pk in list(gone.values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            review = Review.objects.locked(pk)
            if not gone.filter(pk=pk).exists():  # decided, withdrawn or a member again meanwhile
                continue
            end(review, Withdrawal.MEMBERSHIP, now)
            notice = notifications.to_reviewer(review, "diligence.staff-left")
            outbox.Message.objects.bulk_create([notice])
            ended += 1
    return ended


def left(today: date) -> QuerySet[Review]:
    """Open reviews of bodies that were members of the umbrella body and by the record certainly are not any more. Who
    is reviewed before an admission left only what came after the review began.
    """
    periods = Membership.objects.current().filter(member=OuterRef("body"), umbrella=OuterRef("umbrella"))
    over = periods.filter(ended__lt=today)
    since = over.filter(ended__gte=OuterRef("opened_at__date"))
    member = Q(purpose=ReviewPurpose.CURRENT) & Exists(over)
    newcomer = Q(purpose=ReviewPurpose.NEW) & Exists(since)
    return Review.objects.open().filter(member | newcomer, ~Exists(periods.on(today)))

"""Reminders that an answer to a body is due: planned when due and not planned yet, so that an outage or a second
scheduler neither loses nor doubles one.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from associations.replies import notifications
from associations.replies.limits import REMIND
from associations.replies.models import Request, RequestReminder
from portal.outbox.reminding import remind


def plan_due(now: datetime, limit: int = 500) -> int:
    """Plan every reminder whose day has come and that is not planned yet. Returns how many. Of one that is late only
    the late reminder goes.
    """
    planned = 0
    for offset in sorted(REMIND, reverse=True):
        told = RequestReminder.objects.filter(request=OuterRef("pk"), offset__gte=offset)
        due = Request.objects.open().filter(~Exists(told), due_on__lte=now.date() - timedelta(days=offset))
        for request in due.order_by("due_on", "pk")[:limit]:
            notice = notifications.due(request, late=offset > 0)
            planned += remind(RequestReminder(request=request, offset=offset), [notice])
    return planned

"""Whole tables for everybody: how one state of them is told from the next, and how many an address may take."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DecimalField, F, Func, Max, Sum
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from associations.models import Association
from portal.web.throttle import client_address, hit

#: Whole tables for one address; who has the newest already is told so, and not counted.
MOST, WINDOW = 60, timedelta(hours=1)
#: Raised when cells are written in another way: what was stored before is another edition.
WRITTEN = 2


@dataclass(frozen=True, slots=True)
class Version:
    etag: str
    changed_at: datetime | None


def version(*records: Any, edition: int = 1) -> Version:
    """Tells one state of a table from every other; ``records``: the models of revisions that it is made of, besides
    the bodies. One query for each and one for the bodies. A table of revisions changes by every change, so that their
    number tells; bodies are told by the sum of the moments of their last changes.
    """
    # Django's own Extract makes whole seconds of it, and two changes in one second the same.
    moment = Func(
        F("updated_at"),
        template="EXTRACT(EPOCH FROM %(expressions)s)",
        output_field=DecimalField(max_digits=30, decimal_places=6),
    )
    body = Association.objects.order_by().aggregate(
        number=Count("pk"), moments=Sum(moment), latest=Max("updated_at")
    )
    parts, latest = [WRITTEN, edition, body["number"], body["moments"]], [body["latest"]]
    for record in records:
        row = record._default_manager.order_by().aggregate(number=Count("pk"), latest=Max("recorded_at"))
        parts.append(row["number"])
        latest.append(row["latest"])
    return Version("-".join(f"{part or 0}" for part in parts), max(filter(None, latest), default=None))


def refused(request: HttpRequest) -> HttpResponse | None:
    """Counts one table for this address; the answer that asks to wait, when they were too many."""
    if hit("open-data", client_address(request), limit=MOST, window=WINDOW):
        return None
    words = _("Too many tables were asked for from your address. Wait an hour.")
    return HttpResponse(
        words, status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": "3600"}
    )

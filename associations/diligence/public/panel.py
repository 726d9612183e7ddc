"""Reviews on the page of a body in the directory."""

from typing import Any

from django.db.models import Case, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from associations.diligence.models import Review, ReviewRule
from associations.diligence.public.listing import never_reviewed, rows_of, with_later
from associations.diligence.states import OPEN
from associations.directory.panels import Panel
from associations.models import Association

SHOWN = 3
TEMPLATE = "diligence/public/panel.html"


def of_body(request: HttpRequest, body: Association) -> Panel | None:
    """Of a member: what is late, then its latest reviews, and by which umbrella bodies it was never reviewed; three
    queries (index ``review_of_body``). Of an umbrella body: how many of its reviews are late. Nothing where there is
    nothing to say.
    """
    today = timezone.localdate()
    url = reverse("reviews:index")
    context: dict[str, Any]
    if body.kind == Association.Kind.UMBRELLA:
        rule = ReviewRule.objects.filter(umbrella=body, since__lte=today).first()
        if rule is None:
            return None
        overdue = Review.objects.filter(umbrella=body).overdue(today).count()
        context = {"overdue": overdue, "rule": rule, "url": f"{url}?umbrella={body.slug}"}
        return Panel(_("Due-diligence reviews"), TEMPLATE, context)
    late = Case(When(state__in=sorted(OPEN), due_on__lt=today, then=Value(0)), default=Value(1))
    latest = Review.objects.filter(body=body).select_related("umbrella").order_by(late, "-opened_at")
    rows = rows_of(list(with_later(latest)[: SHOWN + 1]), today)
    never = list(never_reviewed(today).filter(member=body).select_related("umbrella__review_rule"))
    if not rows and not never:
        return None
    context = {
        "rows": rows[:SHOWN],
        "more": len(rows) > SHOWN,
        "never": never,
        "url": f"{url}?body={body.slug}",
    }
    return Panel(_("Due-diligence reviews"), TEMPLATE, context)

"""The scorecard, its method, its table for researchers, and a body's commitments on any day. Reading only."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from associations.commitments import reading, rules
from associations.commitments.public import exporting, scorecard
from associations.commitments.states import State
from associations.directory import searching
from associations.models import Association, Commitment
from associations.replies import limits
from associations.timeline import asked as timeline_asked
from portal import regions
from portal.web.caching import cacheable


@require_safe
@cacheable
def index(request: HttpRequest) -> HttpResponse:
    """Members by name, with the six; ``as-of`` shows a past day. Five queries."""
    asked = scorecard.Asked.read(request.GET, timezone.now())
    context = {
        "asked": asked,
        "found": scorecard.find(asked),
        "commitments": list(Commitment),
        "states": list(State),
        "kind_choices": [(kind.value, kind.label) for kind in scorecard.KINDS],
        "country_options": searching.country_options(asked.country),
        "region_choices": regions.labels().items(),
        "today": timezone.localdate(),
    }
    return render(request, "associations/commitments/scorecard.html", context)


@require_safe
@cacheable
def table(request: HttpRequest) -> HttpResponseBase:
    """The same question, whole, as CSV."""
    asked = scorecard.Asked.read(request.GET, timezone.now())
    day = asked.when.moment.date()
    response = StreamingHttpResponse(
        exporting.lines(scorecard.every(asked), day), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="scorecard-{day.isoformat()}.csv"'
    return response


@require_safe
@cacheable
def method(request: HttpRequest) -> HttpResponse:
    """What each state means, what is asked, for how long it counts, who verifies, and what it does not show."""
    rows = [(commitment, rule) for commitment, rule in rules.RULES.items()]
    context = {
        "rules": rows,
        "states": list(State),
        "waits": rules.WAITS_AT_MOST,
        "keepers": Association.objects.active().filter(kind=Association.Kind.UMBRELLA).by_name(),
        "limits": limits,
    }
    return render(request, "associations/commitments/method.html", context)


@require_safe
@cacheable
def of_body(request: HttpRequest, slug: str) -> HttpResponse:
    """A body's six with all that they stand on, now or (``as-of``) as a past day's page said. Three queries."""
    body = get_object_or_404(Association, slug=slug)
    asked = timeline_asked.read(request.GET, timezone.now())
    at = asked.moment if asked.is_past else None
    context = {
        "body": body,
        "asked": asked,
        "shown": reading.shown(body, asked.moment.date(), at),
        "today": timezone.localdate(),
    }
    return render(request, "associations/commitments/body.html", context)

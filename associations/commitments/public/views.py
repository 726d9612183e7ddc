"""The scorecard, its method, its table for researchers, and a body's commitments on any day. Reading only."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import condition, require_safe

from associations import open_data
from associations.commitments import reading, rules
from associations.commitments.public import exporting, scorecard
from associations.commitments.states import State
from associations.directory import searching
from associations.models import Association, Commitment, Event, Membership
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


def _asked(request: HttpRequest) -> scorecard.Asked:
    """Read once for a request."""
    known: scorecard.Asked | None = getattr(request, "_scorecard_asked", None)
    if known is None:
        known = scorecard.Asked.read(request.GET, timezone.now())
        request._scorecard_asked = known  # type: ignore[attr-defined]
    return known


def _etag(request: HttpRequest) -> str:
    """By the record, the question and the day: verifications end by themselves. Four queries with the question's."""
    asked = _asked(request)
    known = open_data.version(Membership, Event, edition=exporting.EDITION)
    umbrella = asked.umbrella.slug if asked.umbrella else ""
    question = f"{asked.query} {umbrella} {asked.when.moment.date()} {get_language()}"
    return f'"{known.etag}-{sha256(question.encode()).hexdigest()[:16]}"'


@require_safe
@cacheable
@condition(etag_func=_etag)
def table(request: HttpRequest) -> HttpResponseBase:
    """The same question, whole, as CSV; of one limit with the tables of the record."""
    asked = _asked(request)
    day = asked.when.moment.date()
    response: HttpResponseBase = HttpResponse(content_type=exporting.CONTENT_TYPE)
    if request.method != "HEAD":
        if wait := open_data.refused(request):
            return wait
        lines = exporting.lines(scorecard.every(asked), day)
        response = StreamingHttpResponse(lines, content_type=exporting.CONTENT_TYPE)
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

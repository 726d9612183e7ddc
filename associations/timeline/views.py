"""The timeline of a body, and the files that belong to it. Reading only."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from associations.models import Association, Event, PublicFile
from associations.replies import limits
from associations.timeline import asked, reading
from associations.timeline.corrections import corrections
from associations.timeline.members import Standing, standings
from portal.sealing.public_files import download
from portal.web.caching import cacheable


@require_safe
@cacheable
def timeline(request: HttpRequest, slug: str) -> HttpResponse:
    """Periods, events and corrections of one body; ``as-of`` shows a past day, ``member-on`` answers a question."""
    body = get_object_or_404(Association, slug=slug)
    wanted = asked.read(request.GET, timezone.now())
    found = reading.timeline(body, wanted, request.GET.get("page"))
    since = wanted.moment if wanted.is_past else None
    context: dict[str, Any] = {
        "body": body,
        "asked": wanted,
        "timeline": found,
        "page_obj": found.page,
        "query": _carried(request),
        "corrections": corrections(body, since, wanted.now),
        "member_on": _member_on(body, wanted),
        "keepers": _keepers(body, found),
        "limits": limits,
        "today": wanted.now.date(),
    }
    return render(request, "associations/timeline/page.html", context)


def _keepers(body: Association, found: reading.Timeline) -> list[Association]:
    """Whose record it is: the body itself if it is an umbrella body, else those it belongs to or belonged to."""
    if body.kind == Association.Kind.UMBRELLA:
        return [body]
    return list({period.umbrella_id: period.umbrella for period in found.periods}.values())


def _carried(request: HttpRequest) -> str:
    """What the pages of the list carry along: the past day alone."""
    query = request.GET.copy()
    for name in set(query) - {"as-of"}:
        del query[name]
    return query.urlencode()


def _member_on(body: Association, wanted: asked.Asked) -> list[Standing] | None:
    """The answer to ``member-on`` (one query), or None where nothing that makes sense was asked."""
    day = wanted.member_on.day
    if day is None:
        return None
    at = wanted.moment if wanted.is_past else None
    return standings([body.pk], [day], at=at)[body.pk, day]


@require_safe
@cacheable
def file(request: HttpRequest, slug: str, pk: UUID) -> HttpResponseBase:
    """A file of an entry that is on record now, to be saved: never shown by the browser, of no type that it would open.

    What was corrected away or retracted is offered no more. A file that turns out cut breaks the connection.
    """
    body = get_object_or_404(Association, slug=slug)
    found = PublicFile.objects.filter(
        pk=pk, pk__in=Event.objects.current().on_timeline_of(body).values("file")
    ).first()
    if found is None:
        raise Http404
    return download(found)

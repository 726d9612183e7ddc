"""The public pages of the directory."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from associations.directory import by_country, drawing, one, panels, searching
from associations.models import Association
from portal import countries, regions
from portal.web.caching import cacheable


@require_safe
@cacheable
def index(request: HttpRequest) -> HttpResponse:
    """The list: by name in the reader's language, or what was searched for."""
    asked = searching.Asked.read(request.GET)
    context = {
        "asked": asked,
        "found": searching.find(asked, timezone.localdate()),
        "chosen": _in_words(asked),
        "country_options": searching.country_options(asked.country),
        "region_choices": regions.labels().items(),
        "kind_choices": Association.Kind.choices,
        "status_choices": searching.Status.choices,
    }
    return render(request, "associations/directory/index.html", context)


def _in_words(asked: searching.Asked) -> list[str]:
    chosen = [
        countries.name(asked.country) if asked.country else "",
        regions.labels().get(asked.region, ""),
        Association.Kind(asked.kind).label if asked.kind else "",
        searching.Status(asked.status).label if asked.status else "",
    ]
    return [str(each) for each in chosen if each]


@require_safe
@cacheable
def world(request: HttpRequest) -> HttpResponse:
    """The map, and the table that says the same."""
    found = by_country.read(timezone.localdate())
    context = {
        "picture": drawing.picture(found, reverse("directory:index")),
        "rows": drawing.rows(found),
        "bodies": sum(each.bodies for each in found.values()),
        "several": Association.objects.filter(country="").count(),
        "member_countries": sum(1 for each in found.values() if each.members),
    }
    return render(request, "associations/directory/map.html", context)


@require_safe
@cacheable
def body(request: HttpRequest, slug: str) -> HttpResponse:
    """One body. Raises Http404 for an address that none has, or has had."""
    found = one.body(slug)
    if found is None:
        raise Http404
    today = timezone.localdate()
    context: dict[str, Any] = {
        "body": found,
        "names": one.names_of(found),
        "country": one.country_of(found),
        "periods": one.periods_of(found),
        "today": today,
        "panels": panels.handed_in(request, found),
        "crumbs": [
            {"label": _("Associations"), "url": reverse("directory:index")},
            {"label": found.name},
        ],
    }
    if found.kind == Association.Kind.UMBRELLA:
        context["members"] = one.members_of(found, request.GET.get("page", ""), today)
    return render(request, "associations/directory/body.html", context)

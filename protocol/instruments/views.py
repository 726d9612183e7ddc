"""The public pages of the instruments. Each is the same for everybody; a browser asks whether it changed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.web.caching import cacheable
from portal.web.unchanged import unless_unchanged
from protocol.instruments import asked, reading
from protocol.models import Edition, Instrument


def _mark(request: HttpRequest, **_rest: Any) -> tuple[object, ...]:
    """Without a day in the address a page speaks of today."""
    edition = Edition.objects.in_force().values_list("pk", "version").first()
    return (*reading.changed(), edition, timezone.localdate())


@require_safe
@cacheable
@unless_unchanged(_mark)
def index(request: HttpRequest) -> HttpResponse:
    """Every instrument; with a State what bound it on a day."""
    wanted = asked.read(request.GET, timezone.localdate())
    context = {"asked": wanted, "kinds": reading.listed(wanted), "crumbs": _crumbs(_("Instruments"))}
    return render(request, "protocol/instruments/index.html", context)


@require_safe
@cacheable
@unless_unchanged(_mark)
def instrument(request: HttpRequest, slug: str) -> HttpResponse:
    """One instrument and the States on record. Raises Http404 for one that is not there."""
    row = Instrument.objects.select_related("region").filter(code=slug.upper()).first()
    if row is None or row.slug != slug:
        raise Http404
    wanted = asked.read(request.GET, timezone.localdate())
    context = {
        "asked": wanted,
        "instrument": row,
        "found": reading.page(row, wanted),
        "crumbs": _crumbs(row.short_title, index=True),
    }
    return render(request, "protocol/instruments/instrument.html", context)


def _crumbs(here: str, *, index: bool = False) -> list[dict[str, str]]:
    above = [{"label": _("Model Protocol"), "url": reverse("protocol:read")}]
    if index:
        above.append({"label": _("Instruments"), "url": reverse("instruments:index")})
    return [*above, {"label": here}]

"""The record as open data: what the public pages show, as tables. Nothing else is in them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DecimalField, F, Func, Max, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from associations.exchange.kinds import BODIES, KINDS
from associations.exchange.writing import FORMATS, LABELS, export, file_name
from associations.models import Association
from portal.web.caching import cacheable
from portal.web.throttle import client_address, hit

#: Whole tables for one address; who has the newest already is told so, and not counted.
MOST, WINDOW = 60, timedelta(hours=1)
#: Raised when the columns change: what was stored before is another edition.
EDITION = 2


@dataclass(frozen=True, slots=True)
class Version:
    etag: str
    changed_at: datetime | None


def version(kind: str) -> Version:
    """Tells one state of a table from every other. Two queries at most; a table of revisions changes by every change,
    so that their number tells; bodies are told by the sum of the moments of their last changes.
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
    parts, latest = [EDITION, body["number"], body["moments"]], body["latest"]
    if kind != BODIES.name:
        rows: Any = KINDS[kind].model._default_manager
        row = rows.order_by().aggregate(number=Count("pk"), latest=Max("recorded_at"))
        parts.append(row["number"])
        latest = max(filter(None, (latest, row["latest"])), default=None)
    return Version("-".join(f"{part or 0}" for part in parts), latest)


def _version(request: HttpRequest, kind: str, form: str) -> Version:
    """Found out once for a request."""
    known: Version | None = getattr(request, "_exchange_version", None)
    if kind not in KINDS or form not in FORMATS:
        return Version("", None)
    if known is None:
        known = version(kind)
        request._exchange_version = known  # type: ignore[attr-defined]
    return known


def _etag(request: HttpRequest, kind: str, form: str) -> str | None:
    known = _version(request, kind, form)
    return f'"{known.etag}-{form}"' if known.etag else None


def _last_modified(request: HttpRequest, kind: str, form: str) -> datetime | None:
    return _version(request, kind, form).changed_at


@require_safe
@cacheable
@condition(etag_func=_etag, last_modified_func=_last_modified)
def table(request: HttpRequest, kind: str, form: str) -> HttpResponseBase:
    """A table whole, as it streams out of the database. Raises Http404 for a table or format there is none of."""
    if kind not in KINDS or form not in FORMATS:
        raise Http404
    if request.method == "HEAD":
        return _headed(HttpResponse(content_type=FORMATS[form]), kind, form)
    if not hit("exchange.table", client_address(request), limit=MOST, window=WINDOW):
        words = _("Too many tables were asked for from your address. Wait an hour.")
        return HttpResponse(
            words, status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": "3600"}
        )
    return _headed(StreamingHttpResponse(export(KINDS[kind], form), content_type=FORMATS[form]), kind, form)


def _headed(response: HttpResponseBase, kind: str, form: str) -> HttpResponseBase:
    response.headers["Content-Disposition"] = content_disposition_header(True, file_name(kind, form))
    return response


@require_safe
@cacheable
def about(request: HttpRequest) -> HttpResponse:
    """What is in the tables, and what their columns mean: out of the definition that export and import read."""
    tables = [
        {
            "kind": kind,
            "files": [(LABELS[form], reverse("exchange:table", args=[kind.name, form])) for form in FORMATS],
        }
        for kind in KINDS.values()
    ]
    context = {
        "tables": tables,
        "kinds": KINDS.values(),
        "crumbs": [
            {"label": _("Associations"), "url": reverse("directory:index")},
            {"label": _("Open data")},
        ],
    }
    return render(request, "associations/exchange/about.html", context)

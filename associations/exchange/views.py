"""The record as open data: what the public pages show, as tables. Nothing else is in them."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from associations import open_data
from associations.exchange.kinds import BODIES, KINDS
from associations.exchange.writing import FORMATS, LABELS, export, file_name
from associations.open_data import Version
from portal.web.caching import cacheable

#: Raised when the columns change: what was stored before is another edition.
EDITION = 3


def version(kind: str) -> Version:
    """Two queries at most (:func:`associations.open_data.version`)."""
    records = [] if kind == BODIES.name else [KINDS[kind].model]
    return open_data.version(*records, edition=EDITION)


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
    if wait := open_data.refused(request):
        return wait
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

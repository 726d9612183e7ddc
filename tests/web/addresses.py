"""Extra addresses for the tests of the floor: views that break in every way a view can."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.db import DataError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import include, path
from django.utils.html import escape

from portal.web.models import Heartbeat

handler400 = "portal.web.errors.bad_request"
handler403 = "portal.web.errors.permission_denied"
handler404 = "portal.web.errors.page_not_found"
handler500 = "portal.web.errors.server_error"


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("-".join(["planted", "word"]))


def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection to server at 203.0.113.9 failed")


def refused(request: HttpRequest) -> HttpResponse:
    raise DataError("-".join(["planted", "word"]))


def ask_database(request: HttpRequest) -> HttpResponse:
    """Hands a raw parameter to PostgreSQL, as a careless view would."""
    get_object_or_404(Heartbeat, part=request.GET.get("q", ""))
    return HttpResponse("found")


def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(repr([*request.GET.items(), *request.POST.items()]))


def plain_form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken" if request.method == "POST" else get_token(request))


def kept_form(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if request.method == "POST" and "away" in request.GET:
        raise OperationalError
    return HttpResponse("taken")


def keep_typed(request: HttpRequest, reason: str) -> HttpResponse:
    if request.GET.get("away") == "wholly":
        raise OperationalError
    story = escape(request.POST["story"])
    return HttpResponse(f"<textarea>{story}</textarea> {reason} token={get_token(request)}")


kept_form.keep_typed = keep_typed  # type: ignore[attr-defined]

urlpatterns = [
    path("broken/", broken),
    path("away/", away),
    path("refused/", refused),
    path("ask/", ask_database),
    path("echo/", echo),
    path("form/", plain_form),
    path("kept/", kept_form),
    path("admin/", admin.site.urls),
    *i18n_patterns(path("", include("portal.web.urls"))),
]

"""The public pages that need no form, the language chooser and the quick exit."""

import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal.web import pages
from portal.web.caching import cacheable, personal
from portal.web.context import exit_url
from portal.web.errors import csrf_failure
from portal.web.sessions import SessionStore

__all__ = ["csrf_failure", "home", "how_it_works", "language", "leave", "privacy", "safety"]
logger = logging.getLogger(__name__)


@require_safe
@cacheable
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/home.html", pages.handed_in(request))


@require_safe
@cacheable
def how_it_works(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/how_it_works.html", pages.handed_in(request))


@require_safe
@cacheable
def safety(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/safety.html")


@require_safe
@cacheable
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html", pages.handed_in(request))


@personal
def language(request: HttpRequest) -> HttpResponse:
    """The same page in another language (``language``, ``next``; by link or by form). The session stays untouched."""
    given = request.POST if request.method == "POST" else request.GET
    chosen = given.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        chosen = get_language() or settings.LANGUAGE_CODE
    response = HttpResponse(status=303)
    there = translate_url(_page_to_return_to(request, given.get("next", "")), chosen)
    response.headers["Location"] = iri_to_uri(there)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def _page_to_return_to(request: HttpRequest, wanted: str) -> str:
    """A page of this portal: the one asked for, else the one the visitor came from, else the home page."""
    for url in (wanted, request.headers.get("Referer", "")):
        safe = url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        if url and safe:
            parts = urlsplit(url)
            # One slash: two, or one and a backslash, would name another host.
            path = "/" + parts.path.lstrip("/\\")
            return parts._replace(scheme="", netloc="", path=path).geturl()
    return reverse("home")


@personal
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: forget the visitor here and in the browser, and lead to a neutral page outside.

    Works by a plain link, without script and with the database away. Another site that links here from outside
    (``Sec-Fetch-Site``: ``cross-site`` or, on a sibling host, ``same-site``) is led on, but ends nobody's session.
    """
    response = HttpResponse(status=303)
    response.headers["Location"] = exit_url()
    response.headers["Referrer-Policy"] = "no-referrer"
    if request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        return response
    try:
        request.session.flush()
    except DatabaseError:
        logger.warning("a session could not be ended: the database is away")
        request.session = SessionStore()
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
        response.delete_cookie(name)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response

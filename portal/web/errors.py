"""Pages for when something went wrong. They say what to do, and that nothing was lost.

A template here gets no session, no user and no messages, so that it renders with the database away; the request it gets
serves for its address only; the desk's own are the exception (:func:`of_the_desk`). What cannot even be rendered falls
back to a line of plain HTML.
"""

import logging
import sys
from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _

from portal.web import problems
from portal.web.context import portal
from portal.web.origin import is_foreign
from portal.web.typed import Typed, typed_again

logger = logging.getLogger(__name__)

#: Where the staff's addresses begin (``portal/urls/desk.py``).
STAFF = "/admin/"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return of_the_desk(request, 403) or page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return of_the_desk(request, 404) or page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, unless the database is away (503, with what was typed) or refused a value (400)."""
    failure = sys.exc_info()[1]
    if isinstance(failure, OperationalError | InterfaceError):
        return database_away(request)
    if isinstance(failure, DataError):
        return page(request, 400)
    return page(request, 500)


def database_away(request: HttpRequest) -> HttpResponse:
    """503: nothing was lost, reload in a minute. A form that can show itself again without a database does so."""
    response = _kept_by_view(request) or page(request, 503, typed=typed_again(request))
    response.status_code = 503
    response.headers["Retry-After"] = "60"
    return response


def _kept_by_view(request: HttpRequest) -> HttpResponse | None:
    keep = keeper(request)
    if keep is None or request.method != "POST" or is_foreign(request):
        return None
    try:
        response = keep(request, "database")
        if hasattr(response, "render"):
            response = response.render()
        return response
    except Exception:  # noqa: BLE001 - the view needs the database after all; the plain page serves instead
        logger.warning("a form could not be shown again without the database")
        return None


def keeper(request: HttpRequest) -> Any:
    """The ``keep_typed(request, reason)`` of the view that was asked for, if it has one."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return None
    keep = getattr(match.func, "keep_typed", None)
    return keep or getattr(getattr(match.func, "view_class", None), "keep_typed", None)


def of_the_desk(request: HttpRequest, status: int) -> HttpResponse | None:
    """The staff's own page for 403 and 404, for those who are logged in at the desk; ``None`` for everybody else and
    when it cannot be made. It holds nothing of what was asked for, so that a hidden complaint, none at all and a
    mistyped address are the same page.
    """
    try:
        if not request.path.startswith(STAFF) or not admin.site.has_permission(request):
            return None
        context = admin.site.each_context(request) | {"status": status, "request": request, **portal(request)}
        html = render_to_string(f"errors/desk_{status}.html", context)
    except Exception:  # noqa: BLE001 - the session or the database is away: the plain page serves instead
        logger.warning("the desk's page for status %s could not be made", status)
        return None
    response = HttpResponse(html, status=status)
    response.personal = True  # type: ignore[attr-defined]
    return response


def page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """``templates/errors/<status>.html`` with no request in it; ``name`` picks another template. Programs get JSON."""
    if problems.asks_a_program(request):
        return problems.answer(request, status)
    name = context.pop("name", status)
    context |= {
        "status": status,
        "path": request.get_full_path() if request.method in {"GET", "HEAD"} else request.path,
        "request": request,
        **portal(request),
    }
    html: str
    try:
        html = render_to_string(f"errors/{name}.html", context)
    except Exception:  # noqa: BLE001 - an error page that fails must still answer
        logger.warning("the page for status %s could not be rendered", status)
        html = f"<!doctype html><title>{status}</title><p>{escape(_('Something went wrong. Please try again.'))}</p>"
    response = HttpResponse(html, status=status)
    response.personal = True  # type: ignore[attr-defined]
    return response


def to_copy(request: HttpRequest, reason: str, words: Mapping[str, str]) -> HttpResponse:
    """``words`` to be copied, by name: for a ``keep_typed`` that gives no form back. ``reason`` as there."""
    typed = [Typed(name, text) for name, text in words.items() if text.strip()]
    if reason == "expired":
        return page(request, 403, name="expired", typed=typed, csrf_token=get_token(request))
    return page(request, 503, typed=typed)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 with everything that was typed: by the view's own form where it has ``keep_typed``, else in plain fields.

    Words that another site may have sent are not the visitor's: they are put into no form that one click would send.
    """
    keep = keeper(request)
    if keep is not None and request.method == "POST" and not is_foreign(request):
        response = keep(request, "expired")
        response.status_code = 403
        response.personal = True
        return response
    return page(request, 403, name="expired", typed=typed_again(request), csrf_token=get_token(request))

"""Words of a staff form that comes too late: given back, never lost to a log-in page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token

from portal.web import errors
from portal.web.typed import typed_again


def expired(request: HttpRequest, reason: str = "expired") -> HttpResponse:
    """What was typed, to copy, where the page itself may not be shown (again)."""
    return errors.page(
        request, 403, name="expired", typed=typed_again(request), csrf_token=get_token(request)
    )


def keep_words(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The admin's door before ``view``: a form that comes after the session has ended gets its words back, instead of
    a log-in page that loses them.
    """
    inner = admin.site.admin_view(view)

    @wraps(inner)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not admin.site.has_permission(request):
            return expired(request)
        return inner(request, *args, **kwargs)

    return wrapped

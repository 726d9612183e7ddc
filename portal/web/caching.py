"""Two words for a view: this page is one visitor's own, or it is the same for everybody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]
SHORTLY = 60  # seconds


def personal(view: View) -> View:
    """Never stored by a browser or a proxy, whatever the view itself says."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.personal = True  # type: ignore[attr-defined]
        return response

    return wrapped


def cacheable(view: View) -> View:
    """May be kept for a minute, unless the response turns out to carry something of a visitor (``Headers`` looks). "Not
    modified" says the same as the whole would: what it says takes the place of what a cache has kept (RFC 9111, 4.3.4).
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method in {"GET", "HEAD"} and response.status_code in {200, 304}:
            response.cacheable = True  # type: ignore[attr-defined]
            response.headers.setdefault("Cache-Control", f"public, max-age={SHORTLY}")
        return response

    return wrapped

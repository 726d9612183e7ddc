"""Whether a request comes from a page of this portal.

Asked where an answer puts words of the request into a form that one click would send: whoever else wrote them (a page
on a sibling host counts as elsewhere) would otherwise need only that click. What proves nothing counts as foreign.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

#: "none": the visitor's own doing (an address typed in, a page loaded again).
_OURS = {"same-origin", "none"}


def is_foreign(request: HttpRequest) -> bool:
    """True unless ``Sec-Fetch-Site`` and ``Origin`` - where a browser sends neither, ``Referer`` - name this host."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is None and origin is None:
        return not _is_ours(request, request.headers.get("Referer", ""))
    return (site is not None and site not in _OURS) or (origin is not None and not _is_ours(request, origin))


def _is_ours(request: HttpRequest, url: str) -> bool:
    try:
        parts = urlsplit(url)
        here = f"{request.scheme}://{request.get_host()}"
    except (ValueError, DisallowedHost):
        return False
    return f"{parts.scheme}://{parts.netloc}" in {here, *settings.CSRF_TRUSTED_ORIGINS}

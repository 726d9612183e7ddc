"""Headers on every response, and input that no view should have to think about."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.cache import patch_vary_headers

from portal.web import errors

Respond = Callable[[HttpRequest], HttpResponse]

# Nothing of this is used by any page. `publickey-credentials-*` stays for passkeys.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "hid",
        "idle-detection",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "screen-wake-lock",
        "serial",
        "usb",
        "web-share",
        "xr-spatial-tracking",
    )
)
ALWAYS = {
    "Permissions-Policy": PERMISSIONS,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Referrer-Policy": "same-origin",
}


class Headers:
    """The outermost layer: what it sets stands on error pages too.

    A response is ``no-store`` unless its view said ``@cacheable`` (or it is a static file, which says so itself) and
    nothing about it belongs to one visitor.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        for name in ("Server", "X-Powered-By"):
            if name in response.headers:
                del response.headers[name]
        if belongs_to_one_visitor(request, response) or "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        elif getattr(response, "cacheable", False):
            patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response


def belongs_to_one_visitor(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether any trace of a session, a form token or a log-in may be in this response."""
    if getattr(response, "personal", False) or response.cookies:
        return True
    session = getattr(request, "session", None)
    if session is None or not session.accessed:
        return False
    return settings.SESSION_COOKIE_NAME in request.COOKIES or not session.is_empty()


class CleanInput:
    """NUL is never meant and PostgreSQL stores none: it is dropped here, with everything else that was typed kept.

    Half a pair of surrogates is no character. Our pages send UTF-8; what says it is anything else is not read.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (request.content_params or {}).get("charset", "utf-8").lower() not in UTF_8:
            request.encoding = settings.DEFAULT_CHARSET
            return errors.bad_request(request)
        query = request.META.get("QUERY_STRING", "")
        if len(query) > MAX_QUERY:
            return errors.bad_request(request)
        if "%00" in query or "\0" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "").replace("\0", "")
            request.__dict__.pop("GET", None)
        if "\0" in request.path_info:
            return errors.page_not_found(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        """After the CSRF check, which has read the form anyway."""
        if request.method != "POST" or request.content_type not in FORM_TYPES:
            return
        if any(NO_TEXT.search(value) for values in request.POST.lists() for value in (values[0], *values[1])):
            request.POST = _text_only(request.POST)  # type: ignore[assignment]


FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}
UTF_8 = {"utf-8", "utf8"}
NO_TEXT = re.compile("[\0\ud800-\udfff]")
MAX_QUERY = 8192  # characters; the longest list of filters needs some hundred


def _text_only(typed: QueryDict) -> QueryDict:
    clean = QueryDict(mutable=True, encoding=typed.encoding)
    for name, values in typed.lists():
        clean.setlist(_text(name), [_text(value) for value in values])
    clean._mutable = False
    return clean


def _text(value: str) -> str:
    return NO_TEXT.sub("\ufffd", value.replace("\0", ""))

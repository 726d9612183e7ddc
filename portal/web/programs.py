"""The interface for programs: public, read-only, the same for everybody. Rooms make routers; ``portal/urls/api.py``
puts them together.

No session, no cookie and no log of who asked. Other sites' pages may read what is answered (CORS), since it holds
nothing of a visitor. An entity tag is judged before anything is read.
"""

import json
import re
from collections.abc import Callable, Sequence
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer

from portal.web import problems
from portal.web.caching import cacheable
from portal.web.problems import Refused
from portal.web.unchanged import Mark, unless_unchanged

#: What every address promises: names and meanings stay within a version; new names may be added.
VERSION = "1"
ROOT = f"{problems.PROGRAMS}v{VERSION}/"
SAFE = ("GET", "HEAD")
#: What another site's script may send along; a browser asks before it sends the first of them.
SENT = "If-None-Match, Accept-Language"


class WrongParameter(Schema):
    parameter: str
    detail: str


class Problem(Schema):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[WrongParameter] = []


#: For the ``response`` of an operation.
PROBLEMS: dict[int, type[Schema]] = {400: Problem, 404: Problem}


class _Plain(JSONRenderer):
    """Every script as it is written, without spaces."""

    json_dumps_params = {"ensure_ascii": False, "separators": (",", ":")}


def unless_known(mark: Mark) -> tuple[Callable[[Any], Any], ...]:
    """For ``ninja.decorators.decorate_view``: :func:`portal.web.unchanged.unless_unchanged`, without a visitor."""
    return unless_unchanged(mark, messages=False), cacheable


def interface() -> NinjaAPI:
    """The one interface, without routers yet. Its own pages of documentation are not served: they need scripts."""
    api = NinjaAPI(
        title="Prosecutor human rights portal",
        version=VERSION,
        description=(
            "Public data, to be read by programs. Nothing needs an account; nothing of who asks is kept. Dates are "
            "ISO 8601. Each answer has an entity tag: send it back in If-None-Match. Words for people (labels, "
            "reasons, problems) come in English or Russian, as Accept-Language asks."
        ),
        openapi_url=None,
        docs_url=None,
        urls_namespace="api",
        renderer=_Plain(),
        servers=[{"url": settings.PORTAL_BASE_URL}],
    )
    api.add_exception_handler(Http404, lambda request, _failure: problems.answer(request, 404))
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(ValidationError, _invalid)
    return api


def _refused(request: HttpRequest, failure: Any) -> HttpResponse:
    return problems.answer(request, failure.status, failure.detail, failure.errors)


def _invalid(request: HttpRequest, failure: Any) -> HttpResponse:
    return problems.answer(
        request, 400, errors={str(each["loc"][-1]): _said(each) for each in failure.errors}
    )


def _said(error: dict[str, Any]) -> str:
    kind, limits = error["type"], error.get("ctx", {})
    if kind == "missing":
        return _("This parameter is needed.")
    if kind.startswith("int"):
        return _("Write a whole number.")
    if "ge" in limits or "le" in limits:
        return _("This number is too small or too large.")
    if "max_length" in limits:
        return _("Write at most %(number)d characters.") % {"number": limits["max_length"]}
    return _("This value cannot be read.")


def addresses(api: NinjaAPI) -> list[URLPattern]:
    """Every address below ``ROOT``, what is at none of them included."""
    own = [each for each in api.urls[0] if isinstance(each, URLPattern) and each.name != "api-root"]
    return [
        path("", answered(_index(api)), name="index"),
        path("openapi.json", answered(_openapi(api)), name="openapi"),
        *(path(_route(each), answered(_known(api, each)), each.default_args, each.name) for each in own),
        path("<path:other>", answered(_nothing), name="other"),
    ]


def _route(pattern: URLPattern) -> str:
    """None ends with a slash, a room's first one neither."""
    return str(pattern.pattern).rstrip("/")


def _known(api: NinjaAPI, pattern: URLPattern) -> Callable[..., Any]:
    """The view, for the parameters that it has: an answer that overlooks a misspelt one is taken for what was asked."""
    place = ROOT + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", _route(pattern))

    @wraps(pattern.callback)
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        described = document(api)["paths"][place]["get"].get("parameters", [])
        known = [each["name"] for each in described if each["in"] == "query"]
        if wrong := _wrong(request, known):
            return problems.answer(request, 400, errors=wrong)
        return pattern.callback(request, *args, **kwargs)

    return view


def _wrong(request: HttpRequest, known: Sequence[str]) -> dict[str, str]:
    """What is wrong with which parameter, whatever its value; at most the first ten."""
    wrong = {}
    for name in list(request.GET)[:10]:
        if name not in known:
            said = _("There is no such parameter here. There are: %(known)s.")
            wrong[name[:40]] = said % {"known": ", ".join(known) or "–"}
        elif len(request.GET.getlist(name)) > 1:
            wrong[name] = _("Name it once.")
    return wrong


def answered(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """JSON whatever happens, in the language that is asked for. Another site's script may read it, and its tag."""

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with override(problems.language_of(request)):
            response = _answer(view, request, args, kwargs)
            response.headers["Content-Language"] = get_language() or settings.LANGUAGE_CODE
        if response.status_code >= 400:
            del response.headers["ETag"]  # "not modified" would be no answer to a wrong question
        if request.method in SAFE:
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = "ETag"
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return wrapped


def _answer(view: Callable[..., Any], request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        return _preflight()
    if request.method not in SAFE:
        refusal = problems.answer(request, 405)
        refusal.headers["Allow"] = ", ".join(SAFE)
        return refusal
    asked, request.method = request.method, "GET"  # the server leaves the body of an answer to HEAD out
    try:
        return view(request, *args, **kwargs)
    except Http404:
        return problems.answer(request, 404)
    finally:
        request.method = asked


def _preflight() -> HttpResponse:
    """What a browser asks before another site's script may revalidate: that it may."""
    return HttpResponse(
        status=204,
        headers={
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Methods": ", ".join(SAFE),
            "Access-Control-Allow-Headers": SENT,
            "Access-Control-Max-Age": "86400",
        },
    )


def _nothing(request: HttpRequest, other: str) -> HttpResponse:
    raise Http404


def _same_for_all(make: Callable[[], Any]) -> Callable[..., Any]:
    """A view of what this process says the same as long as it runs."""

    def mark(request: HttpRequest) -> tuple[object, ...]:
        return (_written(make()),)

    @cacheable
    @unless_unchanged(mark, messages=False)
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(_written(make()), content_type="application/json")

    return view


def _written(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


def _index(api: NinjaAPI) -> Callable[..., Any]:
    def listed() -> dict[str, Any]:
        return {
            "title": api.title,
            "version": api.version,
            "openapi": settings.PORTAL_BASE_URL + reverse("api:openapi"),
            "documentation": settings.PORTAL_BASE_URL + reverse("protocol-data:about"),
            "addresses": [*document(api)["paths"]],
        }

    return _same_for_all(listed)


def _openapi(api: NinjaAPI) -> Callable[..., Any]:
    return _same_for_all(lambda: document(api))


@cache
def document(api: NinjaAPI) -> dict[str, Any]:
    """The description of the interface (OpenAPI 3.1.0), in English."""
    with override("en"):
        described = json.loads(json.dumps(api.get_openapi_schema(path_prefix=ROOT), default=str))
    described["paths"] = {place.rstrip("/"): each for place, each in described["paths"].items()}
    for operations in described["paths"].values():
        responses = operations["get"]["responses"]
        responses["304"] = {
            "description": "Not Modified: the tag in If-None-Match is that of the newest answer"
        }
        for status, told in responses.items():
            if status >= "400":
                told["content"] = {problems.MEDIA_TYPE: told["content"]["application/json"]}
    return described

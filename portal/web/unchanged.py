"""Answering without rendering: a page that is the same for everybody names what it depends on.

Whoever has it gets 304; for the others the process keeps it as it was sent last.
"""

import hashlib
import zlib
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition

from portal.web.middleware import belongs_to_one_visitor

Mark = Callable[..., tuple[object, ...]]
#: Bytes, compressed: what is larger is made each time. One page in three languages is a third of it.
LARGEST = 2**18


@cache
def build() -> str:
    """What this process shows pages with - templates, translations, addresses of static files, and the code: it alone
    words the answers to programs - in a few letters.
    """
    seen = hashlib.sha256()
    templates: list[Path] = list(settings.TEMPLATES[0]["DIRS"])  # type: ignore[call-overload]
    rooms = sorted({config.name.partition(".")[0] for config in apps.get_app_configs()})
    code = [settings.BASE_DIR / room for room in rooms]  # of other packages there is none
    for folder in (*templates, *settings.LOCALE_PATHS, Path(settings.STATIC_ROOT), *code):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".html", ".mo", ".json", ".py"}:
                facts = path.stat()
                seen.update(f"{path.name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return seen.hexdigest()[:12]


def unless_unchanged(mark: Mark, *, messages: bool = True) -> Callable[[Any], Any]:
    """A decorator: the response carries an entity tag of the address, the language, ``mark`` and the build; a browser
    that has it gets 304, and for another the view is called only if this process has not kept the page.

    ``mark`` gets the view's arguments and gives what the page depends on in few queries; nothing: there is no tag. Only
    for pages that hold nothing of a visitor: a message that waits to be shown makes it no such page. So they may be
    compressed too, which pages with something secret are not: the length of a compressed page tells what it repeats.
    ``messages=False``: what shows none at all, and looks at no session.
    """

    def tag(request: HttpRequest, *args: Any, **kwargs: Any) -> str | None:
        depends = mark(request, *args, **kwargs)
        if not depends or (messages and len(get_messages(request))):
            return None
        # The query as it was sent: letters that nobody encoded and others that are would be one address.
        address = request.path, request.META.get("QUERY_STRING", "")
        where = settings.PORTAL_BASE_URL, settings.PORTAL_DEMO
        parts = (*address, get_language(), build(), *where, *depends)
        return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        # What the entity tag is for a request is found out once.
        known = "_unchanged_tag"
        make = gzip_page(
            condition(etag_func=lambda request, *_args, **_kwargs: getattr(request, known))(view)
        )

        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            found = tag(request, *args, **kwargs)
            setattr(request, known, found)
            key = _key(request, found)
            if kept := key and caches["pages"].get(key):
                whole = _unpacked(*kept)
                return get_conditional_response(request, etag=found, response=whole) or whole
            response = make(request, *args, **kwargs)
            if key and isinstance(response, HttpResponse) and _is_everybodys(request, response):
                content, headers = _packed(response)
                if len(content) <= LARGEST:
                    caches["pages"].set(key, (content, headers))
            return response

        return wrapped

    return decorate


def _key(request: HttpRequest, tag: str | None) -> str | None:
    """Under what a page is kept; None for who has a session, and gets a page made for them alone. A page may name the
    host it was asked for from.
    """
    if tag is None or request.method != "GET" or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    # As Django decides it: what only looks alike, "xgzip", is sent a plain page.
    gzip = bool(re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")))
    return hashlib.sha256(f"{tag} {request.scheme}://{request.get_host()} {gzip}".encode()).hexdigest()


def _packed(response: HttpResponse) -> tuple[bytes, dict[str, str]]:
    """What is kept. A page that was sent plain is compressed too: many of those would fill the memory."""
    headers = dict(response.headers)
    if "Content-Encoding" in headers:
        return response.content, headers
    return zlib.compress(response.content, level=1), headers


def _unpacked(content: bytes, headers: dict[str, str]) -> HttpResponse:
    return HttpResponse(
        content if "Content-Encoding" in headers else zlib.decompress(content), headers=headers
    )


def _is_everybodys(request: HttpRequest, response: HttpResponse) -> bool:
    """Nothing of a visitor is in it: no cookie, no session, no token of a form."""
    return (
        response.status_code == 200
        and "ETag" in response.headers
        and "CSRF_COOKIE_NEEDS_UPDATE" not in request.META
        and not belongs_to_one_visitor(request, response)
    )

"""Answering 304 without rendering: a page that is the same for everybody names what it depends on."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition

Mark = Callable[..., tuple[object, ...]]


@cache
def build() -> str:
    """What this process shows pages with - templates, translations, addresses of static files - in a few letters."""
    seen = hashlib.sha256()
    templates: list[Path] = list(settings.TEMPLATES[0]["DIRS"])  # type: ignore[call-overload]
    for folder in (*templates, *settings.LOCALE_PATHS, Path(settings.STATIC_ROOT)):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".html", ".mo", ".json"}:
                facts = path.stat()
                seen.update(f"{path.name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return seen.hexdigest()[:12]


def unless_unchanged(mark: Mark, *, messages: bool = True) -> Callable[[Any], Any]:
    """A decorator: the response carries an entity tag of the address, the language, ``mark`` and the build; a browser
    that has it gets 304 and the view is not called.

    ``mark`` gets the view's arguments and gives what the page depends on in few queries; nothing: there is no tag. Only
    for pages that hold nothing of a visitor: a message that waits to be shown makes it no such page. So they may be
    compressed too, which pages with something secret are not: the length of a compressed page tells what it repeats.
    ``messages=False``: what shows none at all, and looks at no session.
    """

    def tag(request: HttpRequest, *args: Any, **kwargs: Any) -> str | None:
        depends = mark(request, *args, **kwargs)
        if not depends or (messages and len(get_messages(request))):
            return None
        parts = (request.get_full_path(), get_language(), build(), *depends)
        return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'

    return lambda view: gzip_page(condition(etag_func=tag)(view))

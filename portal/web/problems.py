"""What goes wrong in the interface for programs is said as JSON: problem details (RFC 9457), in the language that
``Accept-Language`` asks for. No cookie is looked at.
"""

import json
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_supported_language_variant, override
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

#: Where the addresses for programs begin (``portal/urls/public.py``).
PROGRAMS = "/api/"
MEDIA_TYPE = "application/problem+json"


class Refused(Exception):
    """An answer that says no. ``errors``: what is wrong with which parameter, by its name."""

    def __init__(self, status: int, detail: str = "", errors: Mapping[str, str] | None = None) -> None:
        super().__init__(status)
        self.status, self.detail, self.errors = status, detail, dict(errors or {})


def wrong(parameter: str, detail: str) -> Refused:
    """A refusal because of one parameter."""
    return Refused(400, errors={parameter: detail})


def asks_a_program(request: HttpRequest) -> bool:
    return request.path.startswith(PROGRAMS)


def language_of(request: HttpRequest) -> str:
    """The language of the interface that the header asks for, else the portal's first."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def answer(
    request: HttpRequest, status: int, detail: str = "", errors: Mapping[str, str] | None = None
) -> HttpResponse:
    """The problem as a response; what the status means and what to do, where ``detail`` says nothing else."""
    with override(language_of(request)):
        title, usual = _words(status)
        told: dict[str, object] = {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": detail or usual,
        }
        if errors:
            told["errors"] = [{"parameter": name, "detail": words} for name, words in errors.items()]
            told["detail"] = detail or " ".join(f"{name}: {words}" for name, words in errors.items())
    return HttpResponse(json.dumps(told, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)


def _words(status: int) -> tuple[str, str]:
    match status:
        case 404:
            return _("Not found"), _(
                "There is nothing at this address. /api/v1/openapi.json lists every address; none ends with a slash."
            )
        case 405:
            return _("Method not allowed"), _("This interface is for reading: ask with GET or HEAD.")
        case 503:
            return _("Not available"), _("The database is away. Nothing is lost; ask again in a minute.")
        case 500:
            return _("Error"), _("Something went wrong here. Ask again later.")
    return _("Bad request"), _("This request cannot be read.")
